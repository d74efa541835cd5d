import { sql } from "drizzle-orm";
import type { Pool } from "pg";
import { beforeAll, describe, expect, it } from "vitest";
import { ticks } from "@/lib/domain/money";
import { busyMonth } from "@/lib/testing/busy-month";
import { testDatabase } from "@/lib/testing/database";
import { moneyContext, seedCatalogue } from "@/lib/testing/money";
import { bookTopUp } from "./book-movement";
import { withAccount } from "./with-account";

const database = await testDatabase();
const { db } = database;
const { ctx } = moneyContext(db);
let account = "";

beforeAll(async () => {
  await seedCatalogue(db);
  account = (await busyMonth(db)).running;
});

const run = (pool: Pool, statement: string) => pool.query(statement);
const appendOnly = ["ledger_transactions", "ledger_entries", "usage_credits", "audit_log", "usage_segments"];

describe("append-only tables", () => {
  beforeAll(() => run(database.app, "insert into audit_log (mode, action) values ('system', 'test')"));

  it.each(appendOnly)("%s: the application may not change, delete or empty it", async (table) => {
    const column = table === "audit_log" ? "action" : "account_id";
    for (const statement of [
      `update ${table} set ${column} = ${column}`,
      `delete from ${table}`,
      `truncate ${table} cascade`,
    ])
      await expect(run(database.app, statement)).rejects.toMatchObject({ code: "42501" });
  });

  it.each(appendOnly)("%s: neither may its owner", async (table) => {
    const column = table === "audit_log" ? "action" : "account_id";
    for (const statement of [
      `update ${table} set ${column} = ${column}`,
      `delete from ${table}`,
      `truncate ${table} cascade`,
    ])
      await expect(run(database.owner, statement)).rejects.toMatchObject({ code: "23001" });
  });
});

describe("the ledger", () => {
  const head = (id: string) =>
    `insert into ledger_transactions (id, key, input_hash, kind, account_id, effective, actor, mode)
     values ('${id}', '${id}', '', 'correction', '${account}', 1, 'test', 'system');`;
  const entry = (id: string, kind: string, amount: number, currency = "usd") =>
    `insert into ledger_entries (transaction_id, kind, account_id, currency, ticks)
     values ('${id}', '${kind}', ${kind === "cash" ? `'${account}'` : "null"}, '${currency}', ${amount});`;
  const commit = (...statements: string[]) => run(database.owner, `begin; ${statements.join("\n")} commit;`);

  it.each<[string, string, () => string[]]>([
    ["no entries", "23514", () => [head("t1")]],
    ["one entry", "23514", () => [head("t2"), entry("t2", "cash", 5)]],
    [
      "entries that do not sum to zero",
      "23514",
      () => [head("t3"), entry("t3", "cash", 5), entry("t3", "fees", -4)],
    ],
    [
      "currencies that balance only together",
      "23514",
      () => [head("t4"), entry("t4", "cash", 5), entry("t4", "fees", -5, "eur")],
    ],
    ["an entry of nothing", "23514", () => [head("t5"), entry("t5", "cash", 0)]],
    ["an account that it does not know", "23514", () => [head("t6"), entry("t6", "pocket", 5)]],
    [
      "another customer's account",
      "23503",
      () => [head("t9"), entry("t9", "cash", 5).replace(account, "acc_x")],
    ],
    ["no head", "23503", () => [entry("t10", "cash", 5), entry("t10", "fees", -5)]],
  ])("refuses a transaction with %s", async (_, code, statements) => {
    await expect(commit(...statements())).rejects.toMatchObject({ code });
  });

  it("takes a balanced one, and nothing more into it later", async () => {
    await commit(head("t7"), entry("t7", "cash", 5), entry("t7", "fees", -5));
    await expect(commit(entry("t7", "cash", 5), entry("t7", "fees", -5))).rejects.toMatchObject({
      code: "23001",
    });
    await run(
      database.owner,
      `begin; ${head("t8")} ${entry("t8", "cash", -5)} ${entry("t8", "fees", 5)} commit;`,
    );
  });

  it("refuses a key that was used for something else, whoever asks", async () => {
    await bookTopUp(ctx, {
      accountId: account,
      currency: "usd",
      paymentIntentId: "pi_walls",
      net: ticks(36_000_000n),
    });
    const other = { accountId: account, currency: "usd", paymentIntentId: "pi_walls", net: ticks(1n) };
    await expect(bookTopUp(ctx, other)).rejects.toMatchObject({ code: "key_reused" });
  });
});

describe("a segment", () => {
  it("cannot overlap another of its instance", async () => {
    await expect(
      run(
        database.app,
        `insert into usage_segments (id, instance_id, account_id, run_id, kind, price_id, rate, lower, upper)
         select 'seg_overlap', instance_id, account_id, 'run_x', 'run', price_id, 1, lower, upper
         from usage_segments where upper > lower limit 1`,
      ),
    ).rejects.toMatchObject({ code: "23P01" });
  });

  it("closes through its function and once", async () => {
    const { rows } = await database.owner.query<{ id: string; lower: string }>(
      "select instance_id as id, lower::text from usage_segments where upper is null limit 1",
    );
    const closing = JSON.stringify([{ instanceId: rows[0]?.id, upper: rows[0]?.lower, reason: null }]);
    await expect(
      run(database.owner, "update usage_segments set upper = lower + 1 where upper is null"),
    ).rejects.toMatchObject({
      code: "23001",
    });
    const client = await database.app.connect();
    try {
      await client.query("begin");
      await client.query("select close_segments($1::jsonb)", [closing]);
      await expect(client.query("select close_segments($1::jsonb)", [closing])).rejects.toMatchObject({
        code: "23001",
      });
    } finally {
      await client.query("rollback");
      client.release();
    }
  });
});

describe("the clock", () => {
  it("moves forward only, and not by hand", async () => {
    await expect(run(database.app, "select demo_advance(-1)")).rejects.toMatchObject({ code: "23001" });
    await expect(run(database.app, "update app_clock set offset_seconds = 0")).rejects.toMatchObject({
      code: "42501",
    });
    await expect(run(database.owner, "update app_clock set offset_seconds = 0")).rejects.toMatchObject({
      code: "23001",
    });
    await expect(run(database.owner, "delete from app_clock")).rejects.toMatchObject({ code: "23001" });
  });

  it("stands where the deployment is no demonstration", async () => {
    const client = await database.owner.connect();
    try {
      await client.query("begin; update deployment set demonstration = false");
      await expect(client.query("select demo_advance(1)")).rejects.toMatchObject({ code: "23001" });
    } finally {
      await client.query("rollback");
      client.release();
    }
  });

  it("that is not trusted stops all money until somebody confirms", async () => {
    await run(database.owner, "update deployment set clock_halted_at = now()");
    const wanted = {
      accountId: account,
      currency: "usd",
      paymentIntentId: "pi_halted",
      net: ticks(36_000_000n),
    };
    await expect(bookTopUp(ctx, wanted)).rejects.toMatchObject({ code: "clock_halted" });
    await expect(withAccount(ctx, account, () => {})).rejects.toMatchObject({ code: "clock_halted" });
    await run(database.owner, "update deployment set clock_halted_at = null");
    expect((await bookTopUp(ctx, wanted)).first).toBe(true);
  });

  it("that steps back takes no account back", async () => {
    const before = await db.execute<{ anchor: string }>(
      sql`update account_meters set anchor = app_second() + 1000 where account_id = ${account} returning anchor::text`,
    );
    await withAccount(ctx, account, (locked) => expect(`${locked.now}`).toBe(before.rows[0]?.anchor));
  });
});

describe("staff who act read-only", () => {
  const acting = { ...ctx, mode: "acting_read" as const, acting: { id: "act_1", expiresAt: new Date() } };

  it("move no money, whatever a verb forgets", async () => {
    await expect(withAccount(acting, account, () => {})).rejects.toMatchObject({ code: "acting_read_only" });
  });

  it("have connections that only SELECT, and not secrets", async () => {
    await run(database.reader, "select * from account_meters");
    await run(database.reader, "select id, user_id from sessions");
    await expect(run(database.reader, "update accounts set name = 'x'")).rejects.toMatchObject({
      code: "25006",
    });
    await expect(
      run(database.reader, "set transaction read write; update accounts set name = 'x'"),
    ).rejects.toMatchObject({ code: "42501" });
    for (const secret of [
      "passwords",
      "email_tokens",
      "instance_secrets",
      "instance_logs",
      "notebook_passes",
      "sessions",
    ])
      await expect(run(database.reader, `select * from ${secret}`)).rejects.toMatchObject({ code: "42501" });
  });
});

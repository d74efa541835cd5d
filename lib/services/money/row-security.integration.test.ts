import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import type { ServiceContext } from "@/lib/services/context";
import { busyMonth } from "@/lib/testing/busy-month";
import { testContext } from "@/lib/testing/context";
import { testDatabase } from "@/lib/testing/database";
import { seedCatalogue } from "@/lib/testing/money";

const database = await testDatabase();
let accounts: { running: string; ended: string };

beforeAll(async () => {
  await seedCatalogue(database.db);
  accounts = await busyMonth(database.db);
  const first = "(select min(id) from instances)";
  await database.owner.query(`
    insert into ssh_keys (id, account_id, name, type, public_key, fingerprint, created_by)
    select 'key_' || id, id, 'laptop', 'ssh-ed25519', id, id, 'usr_test' from accounts;
    insert into instance_secrets (instance_id, ssh_public_keys) select id, '[]' from instances;
    insert into instance_logs (instance_id, kind) select id, 'console' from instances;
    insert into room_waits (instance_id, user_id, anywhere) select id, 'usr_test', true from instances;
    insert into sessions (id, secret_hash, user_id, expires_at) values ('ses_1', 'hash', 'usr_test', 'infinity');
    insert into notebook_passes (ticket_hash, session_id, account_id, instance_id, run_id, expires_at)
    select id, 'ses_1', account_id, id, 'run', 'infinity' from instances;
    insert into operations (id, instance_id, generation, kind) values ('opr_1', ${first}, 1, 'create');
    insert into audit_log (account_id, mode, action) select id, 'own', 'test' from accounts;
    insert into quota_requests (id, account_id, user_id, wanted_gpus, reason)
    select 'quo_' || id, id, 'usr_test', 9, 'because' from accounts;`);
});

const user = { kind: "user", userId: "usr_test", name: "T", email: "t@example.com" } as const;
const asMember = (accountId: string, mode: "own" | "acting_read" = "own") =>
  testContext(database, {
    actor: {
      ...user,
      emailConfirmed: true,
      staffRole: null,
      sessionId: "s",
      passwordConfirmedAt: new Date(),
    },
    subject: { accountId, role: "owner" },
    mode,
  });
const asSystem = () => testContext(database, { actor: { kind: "system", name: "test" }, mode: "system" });

const TABLES = [
  "instances",
  "volumes",
  "ssh_keys",
  "payments",
  "payment_reversals",
  "promotional_grants",
  "usage_segments",
  "usage_credits",
  "notices",
  "quota_requests",
  "notebook_passes",
  "audit_log",
];
/** Written by every movement of money: walled for reads on behalf of a customer, not within its transactions. */
const HOT = ["account_meters", "ledger_transactions"];
const BY_INSTANCE = ["instance_events", "instance_logs", "instance_secrets", "operations", "room_waits"];

const count = async (ctx: ServiceContext, text: string, how: "db" | "tx") => {
  const question = sql.raw(`select count(*)::int as n from ${text}`);
  const { rows } =
    how === "db"
      ? await ctx.db.execute<{ n: number }>(question)
      : await ctx.transact((tx) => tx.execute<{ n: number }>(question));
  return rows[0]?.n ?? -1;
};

describe("a statement that forgets to say whose it means", () => {
  it.each(TABLES)("reads nothing of others from %s", async (table) => {
    const all = await count(asSystem(), table, "tx");
    const seen = { db: 0, tx: 0 };
    for (const accountId of Object.values(accounts))
      for (const how of ["db", "tx"] as const) {
        const ctx = asMember(accountId);
        expect(await count(ctx, `${table} where account_id <> '${accountId}'`, how)).toBe(0);
        seen[how] += await count(ctx, table, how);
      }
    // Together the two see everything that is somebody's.
    expect(seen).toEqual({ db: all, tx: all });
    expect(all).toBeGreaterThan(0);
  });

  it.each(HOT)("nor, outside a transaction, from %s", async (table) => {
    let seen = 0;
    for (const accountId of Object.values(accounts)) {
      expect(await count(asMember(accountId), `${table} where account_id <> '${accountId}'`, "db")).toBe(0);
      expect(await count(asMember(accountId, "acting_read"), table, "db")).toBe(
        await count(asMember(accountId), table, "db"),
      );
      seen += await count(asMember(accountId), table, "db");
    }
    expect(seen).toBe(await count(asSystem(), table, "tx"));
  });

  it.each(BY_INSTANCE)("nor from %s, which names no account", async (table) => {
    const foreign = `${table} x where x.instance_id not in (select id from instances)`;
    const owned = async (accountId: string) =>
      (
        await database.owner.query(
          `select count(*)::int as n from ${table} x join instances i on i.id = x.instance_id where i.account_id = $1`,
          [accountId],
        )
      ).rows[0]?.n;
    for (const accountId of Object.values(accounts)) {
      expect(await count(asMember(accountId), foreign, "db")).toBe(0);
      expect(await count(asMember(accountId), table, "tx")).toBe(await owned(accountId));
    }
  });

  it("sees of the ledger's entries its own, and the operator's side without a name", async () => {
    const ctx = asMember(accounts.running);
    const foreign = `ledger_entries where account_id <> '${accounts.running}'`;
    expect(await count(ctx, foreign, "db")).toBe(0);
    expect(await count(asSystem(), foreign, "tx")).toBeGreaterThan(0);
  });

  it("changes nothing of others, and writes nothing into their name", async () => {
    const ctx = asMember(accounts.running);
    const change = await ctx.transact((tx) => tx.execute(sql`update ssh_keys set name = 'mine now'`));
    expect(change.rowCount).toBe(1);
    const gone = await ctx.transact((tx) =>
      tx.execute(sql`delete from ssh_keys where account_id = ${accounts.ended}`),
    );
    expect(gone.rowCount).toBe(0);
    await expect(
      ctx.transact((tx) =>
        tx.execute(sql`insert into ssh_keys (id, account_id, name, type, public_key, fingerprint, created_by)
          values ('key_x', ${accounts.ended}, 'x', 'ssh-ed25519', 'x', 'x', 'usr_test')`),
      ),
    ).rejects.toMatchObject({ cause: { message: expect.stringContaining("row-level security") } });
  });

  it("holds for staff who act as one customer, whoever used the connection before", async () => {
    for (let time = 0; time < 3; time += 1)
      for (const accountId of Object.values(accounts))
        expect(await count(asMember(accountId, "acting_read"), "instances", "db")).toBe(
          await count(asMember(accountId), "instances", "db"),
        );
  });

  it("holds on every connection of many at once", async () => {
    const own = new Map(
      await Promise.all(
        Object.values(accounts).map(
          async (id) => [id, await count(asSystem(), `instances where account_id = '${id}'`, "tx")] as const,
        ),
      ),
    );
    await Promise.all(
      Array.from({ length: 200 }, async (_, at) => {
        const accountId = at % 3 === 0 ? accounts.ended : accounts.running;
        expect(await count(asMember(accountId), "instances", "db")).toBe(own.get(accountId));
      }),
    );
  });
});

it("every table that names an account has the wall, or is one of those that sign-in stands on", async () => {
  const { rows } = await database.owner.query<{ name: string }>(`
    select c.table_name as name from information_schema.columns c
    join pg_class t on t.relname = c.table_name and t.relkind = 'r' and not t.relrowsecurity
    where c.table_schema = 'public' and c.column_name = 'account_id' order by 1`);
  expect(rows.map(({ name }) => name)).toEqual(["memberships"]);
});

it("what is free on a host is the same for everybody", async () => {
  const all = await count(asSystem(), "machine_loads", "tx");
  expect(await count(asMember(accounts.ended), "machine_loads", "db")).toBe(all);
});

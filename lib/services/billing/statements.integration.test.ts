import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import * as schema from "@/drizzle/schema";
import { rate, ticks } from "@/lib/domain/money";
import { becomeReady, reserve } from "@/lib/domain/transitions/reserve";
import { stop } from "@/lib/domain/transitions/run";
import { cardFields, submit } from "@/lib/sandbox/stripe/testing/browser";
import { newId } from "@/lib/services/id";
import { accountBalanceView } from "@/lib/services/money/balance-view";
import { catchUpDue } from "@/lib/services/money/catch-up-due";
import { grantCredit } from "@/lib/services/money/grant-credit";
import { withAccount } from "@/lib/services/money/with-account";
import { testDatabase } from "@/lib/testing/database";
import { advanceClock, instanceRow, moneyContext, seedCatalogue } from "@/lib/testing/money";
import { type Customer, paymentsWorld } from "@/lib/testing/payments";
import { balanceSheet } from "./balance-sheet";
import { ledgerCsv, usageCsv } from "./exports";
import { listLedger, wholeLedger } from "./list-ledger";
import { startTopUp } from "./start-top-up";
import { syncPayment } from "./sync-payment";
import { usageByDay } from "./usage-by-day";

const database = await testDatabase();
const world = await paymentsWorld(database);
const { db } = database;
const { ctx: clockwork } = moneyContext(db);
const RATE = rate(2_490_001n);
const DISK = rate(137n);

beforeAll(() => seedCatalogue(db));

async function addCredit(who: Customer, amount: bigint): Promise<void> {
  const topUp = await startTopUp(who.ctx, { requestId: newId("pay"), amount });
  await submit(topUp.checkoutUrl ?? "", cardFields("4242424242424242"));
  await syncPayment(world.system, topUp);
}

async function run(who: Customer): Promise<string> {
  const id = newId("ins");
  await withAccount(clockwork, who.accountId, async (account) => {
    const prices = { runPriceId: "prc_run", diskPriceId: "prc_disk", runRate: RATE, diskRate: DISK };
    account.apply(reserve({ at: account.now, instance: { id, ...prices, stopDue: null } }));
    await account.tx.insert(schema.instances).values(instanceRow(who.accountId, id, RATE, DISK));
  });
  await withAccount(clockwork, who.accountId, (account) =>
    account.apply(becomeReady({ at: account.now, instanceId: id })),
  );
  return id;
}

const catchUp = async () => {
  while ((await catchUpDue(clockwork, 100)) > 0);
};
const sum = (amounts: readonly string[]) => amounts.reduce((total, amount) => total + BigInt(amount), 0n);

/** All months from the first that has usage. */
async function allUsage(who: Customer) {
  const latest = await usageByDay(who.ctx);
  const months = new Set([latest.firstMonth, latest.thisMonth]);
  return Promise.all([...months].sort().map((month) => usageByDay(who.ctx, month)));
}

describe("usage, statement and balance", () => {
  it("are the same to the tick, over midnight and a stop", async () => {
    const ada = await world.customer();
    await addCredit(ada, 50_000n);
    const id = await run(ada);
    await advanceClock(db, 30n * 3600n + 11n);
    await catchUp();
    await withAccount(clockwork, ada.accountId, (account) =>
      account.apply(stop({ at: account.now, instanceId: id, reason: "customer" })),
    );
    await advanceClock(db, 7201n);
    const months = await allUsage(ada);
    const lines = months.flatMap((month) => month.lines);
    for (const line of lines)
      expect(BigInt(line.seconds) * BigInt(line.microsPerHour)).toBe(BigInt(line.ticks));
    expect(new Set(lines.map((line) => line.kind))).toEqual(new Set(["run", "disk"]));
    expect(new Set(lines.map((line) => line.day)).size).toBeGreaterThanOrEqual(2);
    for (const line of lines) expect(BigInt(line.seconds)).toBeLessThanOrEqual(86_400n);

    const sheet = await balanceSheet(ada.ctx);
    const used = sum(months.map((month) => month.totalTicks));
    // A second may pass between the two readings: at most that much disk.
    const paid = 50_000n * 36_000_000n;
    const apart = BigInt(sheet.balanceTicks) - (paid - used);
    expect(apart <= 0n && apart >= -5n * DISK).toBe(true);

    const ledger = await listLedger(ada.ctx);
    expect(ledger.lines.at(-1)).toMatchObject({ kind: "top_up", ticks: `${paid}`, balanceTicks: `${paid}` });
    expect(sum(ledger.lines.map((line) => line.ticks)).toString()).toBe(ledger.lines[0]?.balanceTicks);
    expect(sheet.cashTicks).toBe(ledger.lines[0]?.balanceTicks);
  });

  it("export the same numbers, with cents that add up", async () => {
    const ada = await world.customer();
    await addCredit(ada, 10_000n);
    await run(ada);
    await advanceClock(db, 26n * 3600n);
    await catchUp();
    const usage = (await allUsage(ada)).at(-1);
    if (!usage) throw new Error("no usage");
    expect(sum(usage.lines.map((line) => line.cents)).toString()).toBe(usage.totalCents);
    const rows = usageCsv(usage).trimEnd().split("\r\n");
    expect(rows).toHaveLength(usage.lines.length + 1);
    expect(rows[1]?.split(",").slice(4, 8)).toEqual([
      "run",
      usage.lines[0]?.seconds,
      `${RATE}`,
      usage.lines[0]?.ticks,
    ]);
    const statement = ledgerCsv(await wholeLedger(ada.ctx), "USD")
      .trimEnd()
      .split("\r\n");
    expect(statement[1]).toContain(`top_up,${10_000n * 36_000_000n},10000,100.000000000`);
  });

  it("page backwards without losing or repeating a line", async () => {
    const ada = await world.customer();
    for (let n = 0; n < 33; n += 1)
      await grantCredit(clockwork, {
        accountId: ada.accountId,
        name: `grant ${n}`,
        granted: ticks(1_000n),
        from: null,
        expires: null,
      });
    const first = await listLedger(ada.ctx);
    const second = await listLedger(ada.ctx, first.cursor ?? "");
    expect(second.cursor).toBeNull();
    const all = [...first.lines, ...second.lines];
    expect(new Set(all.map((line) => line.id)).size).toBe(33);
    expect(all.map((line) => line.id)).toEqual((await wholeLedger(ada.ctx)).toReversed().map((l) => l.id));
  });

  it("name each grant with what is left of it, in the order of use", async () => {
    const ada = await world.customer();
    await addCredit(ada, 1_000n);
    for (const [name, priority] of [
      ["later", 5],
      ["sooner", 1],
    ] as const)
      await grantCredit(clockwork, {
        accountId: ada.accountId,
        name,
        priority,
        granted: ticks(3_600_000_000n),
        from: null,
        expires: null,
      });
    const sheet = await balanceSheet(ada.ctx);
    expect(sheet.grants.map((grant) => grant.name)).toEqual(["sooner", "later"]);
    expect(sheet).toMatchObject({ unsettledTicks: "0", balanceTicks: `${12n * 3_600_000_000n}` });
  });
});

describe("a top-up at the end of the balance", () => {
  it("just after the end takes the run up again, and the gap is free", async () => {
    const ada = await world.customer();
    await addCredit(ada, 500n);
    await run(ada);
    const { runsOutAt } = await accountBalanceView(ada.ctx, ada.accountId);
    expect(runsOutAt).not.toBeNull();
    await advanceClock(db, 2n * 3600n + 60n);
    await catchUp();
    const ended = await accountBalanceView(ada.ctx, ada.accountId);
    expect(ended.exhaustedAt).toBe(runsOutAt);
    expect(BigInt(ended.balanceTicks)).toBeLessThan(RATE);

    await addCredit(ada, 2_000n);
    const after = await accountBalanceView(ada.ctx, ada.accountId);
    expect(after).toMatchObject({ exhaustedAt: null, burnTicksPerSecond: `${RATE}` });
    const usage = sum((await allUsage(ada)).map((month) => month.totalTicks));
    expect(usage).toBeLessThanOrEqual(500n * 36_000_000n + 5n * RATE);
  });

  it("just before the end moves the end", async () => {
    const ada = await world.customer();
    await addCredit(ada, 500n);
    await run(ada);
    await advanceClock(db, 7_000n);
    await addCredit(ada, 500n);
    await advanceClock(db, 1_000n);
    await catchUp();
    expect(await accountBalanceView(ada.ctx, ada.accountId)).toMatchObject({ exhaustedAt: null });
  });

  it("books the same when nobody had written the end down yet", async () => {
    const ada = await world.customer();
    await addCredit(ada, 500n);
    await run(ada);
    await advanceClock(db, 3n * 3600n);
    await addCredit(ada, 500n);
    const { rows } = await db.execute<{ used: string }>(sql`
      select (-sum(e.ticks))::text as used from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
       where t.account_id = ${ada.accountId} and t.kind = 'usage' and e.kind = 'cash'`);
    const used = BigInt(rows[0]?.used ?? "0");
    expect(used <= 500n * 36_000_000n && used > 500n * 36_000_000n - RATE).toBe(true);
  });
});

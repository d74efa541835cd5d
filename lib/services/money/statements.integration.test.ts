import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { second } from "@/lib/domain/time";
import { busyMonth } from "@/lib/testing/busy-month";
import { testDatabase } from "@/lib/testing/database";
import { moneyContext, seedCatalogue } from "@/lib/testing/money";
import { accountBalanceView } from "./balance-view";
import { runReceipt, runReceiptCsv, usageCsv, usageDays } from "./statements";

const database = await testDatabase();
const { db } = database;
const { ctx } = moneyContext(db);
let accountId = "";

beforeAll(async () => {
  await seedCatalogue(db);
  accountId = (await busyMonth(db)).running;
});

const add = (texts: readonly string[]): bigint => texts.reduce((sum, text) => sum + BigInt(text), 0n);
const always = { from: second(0n), to: second(9_000_000_000n) };

/** Net usage as the ledger and the meter have it: booked, less what came back, and what is not settled yet. */
async function usedSoFar(until: string): Promise<bigint> {
  const { rows } = await db.execute<{ used: string }>(sql`
    select ((select coalesce(sum(e.ticks), 0) from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
        where t.account_id = ${accountId} and e.kind = 'usage_revenue')
      + meter_advance(m.accrued, m.burn, m.anchor, ${until}::bigint))::text as used
    from account_meters m where m.account_id = ${accountId}`);
  return BigInt(rows[0]?.used ?? "0");
}

describe("statements", () => {
  it("of all days add up to the ledger and the meter, to the tick", async () => {
    const [before] = (await db.execute<{ now: string }>(sql`select app_second()::text as now`)).rows;
    const days = await usageDays(ctx, {
      accountId,
      from: always.from,
      to: second(BigInt(before?.now ?? "0")),
    });
    expect(days.length).toBeGreaterThan(1);
    expect(add(days.map((day) => day.totalTicks))).toBe(await usedSoFar(before?.now ?? "0"));
    for (const day of days) expect(add(day.lines.map((line) => line.ticks))).toBe(BigInt(day.totalTicks));
  });

  it("of a run say seconds × rate = amount, cut at midnight, less what was given back", async () => {
    const { rows } = await db.execute<{ run_id: string; credited: string }>(sql`
      select s.run_id, sum(c.ticks)::text as credited from usage_segments s join usage_credits c on c.segment_id = s.id
      where s.account_id = ${accountId} group by s.run_id`);
    const [late] = rows;
    const receipt = await runReceipt(ctx, { accountId, runId: late?.run_id ?? "" });
    for (const line of receipt.segments) {
      expect(BigInt(line.seconds) * BigInt(line.microsPerHour)).toBe(BigInt(line.ticks));
      expect(line.from.slice(0, 10)).toBe(
        new Date(Date.parse(line.to ?? line.from) - 1000).toISOString().slice(0, 10),
      );
    }
    expect(add(receipt.credits.map((credit) => credit.ticks))).toBe(BigInt(late?.credited ?? "0"));
    expect(add(receipt.segments.map((line) => line.ticks)) - BigInt(late?.credited ?? "0")).toBe(
      BigInt(receipt.totalTicks),
    );
  });

  it("are nobody else's", async () => {
    const { rows } = await db.execute<{ run_id: string }>(
      sql`select run_id from usage_segments where account_id = ${accountId} and run_id is not null limit 1`,
    );
    await expect(
      runReceipt(ctx, { accountId: "acc_other", runId: rows[0]?.run_id ?? "" }),
    ).rejects.toMatchObject({
      code: "not_found",
    });
  });

  it("go into a spreadsheet whose columns add up", async () => {
    const csv = await usageCsv(ctx, { accountId, ...always });
    const lines = csv
      .trimEnd()
      .split("\r\n")
      .slice(1)
      .map((line) => line.split(","));
    expect(lines.length).toBeGreaterThan(5);
    const total = add(lines.map((line) => line[7] ?? ""));
    const cents = add(lines.map((line) => line[8] ?? ""));
    expect(cents).toBe(total / 36_000_000n);
    for (const line of lines)
      expect(BigInt(line[5] ?? "") * BigInt(line[6] ?? "")).toBe(BigInt(line[7] ?? ""));
    await expect(runReceiptCsv(ctx, { accountId, runId: "run_none" })).rejects.toMatchObject({
      code: "not_found",
    });
  });
});

describe("the balance", () => {
  it("is one row, and says when it ends", async () => {
    const view = await accountBalanceView(ctx, accountId);
    expect(view).toMatchObject({ currency: "usd", exhaustedAt: null, graceEndsAt: null });
    expect(BigInt(view.burnTicksPerSecond)).toBeGreaterThan(0n);
    expect(Date.parse(view.runsOutAt ?? "")).toBeGreaterThan(view.serverNowMs);
    await expect(accountBalanceView(ctx, "acc_none")).rejects.toMatchObject({ code: "not_found" });
  });
});

import { eq, sql } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import * as schema from "@/drizzle/schema";
import { balanceAt } from "@/lib/domain/account";
import { cents, centsToTicks, rate, TICKS_PER_UNIT, ticks } from "@/lib/domain/money";
import { second } from "@/lib/domain/time";
import { addGrant } from "@/lib/domain/transitions/credit";
import { closeLate } from "@/lib/domain/transitions/late";
import { becomeReady, reserve } from "@/lib/domain/transitions/reserve";
import { confirmStopped, stop } from "@/lib/domain/transitions/run";
import { testDatabase } from "@/lib/testing/database";
import { advanceClock, instanceRow, moneyContext, newAccount, seedCatalogue } from "@/lib/testing/money";
import { newId } from "../id";
import { bookTopUp, bookTopUpFee } from "./book-movement";
import { catchUpDue, millisecondsUntilDue } from "./catch-up-due";
import { withAccount } from "./with-account";

const database = await testDatabase();
const { db } = database;
const { ctx, hints } = moneyContext(db);
const RATE = rate(2_490_000n);
const DISK = rate(137n);

beforeAll(() => seedCatalogue(db));

const dollars = (amount: bigint) => ticks(amount * TICKS_PER_UNIT);
const topUp = (accountId: string, amount: bigint, paymentIntentId = newId("pay")) =>
  bookTopUp(ctx, { accountId, currency: "usd", paymentIntentId, net: dollars(amount) });

async function launch(accountId: string, runRate = RATE): Promise<string> {
  const id = newId("ins");
  await withAccount(ctx, accountId, async (account) => {
    account.apply(
      reserve({
        at: account.now,
        instance: {
          id,
          runPriceId: "prc_run",
          diskPriceId: "prc_disk",
          runRate,
          diskRate: DISK,
          stopDue: null,
        },
      }),
    );
    await account.tx.insert(schema.instances).values(instanceRow(accountId, id, runRate, DISK));
  });
  return id;
}
const ready = (accountId: string, instanceId: string) =>
  withAccount(ctx, accountId, (account) => account.apply(becomeReady({ at: account.now, instanceId })));
const meterOf = async (accountId: string) => {
  const [row] = await db
    .select()
    .from(schema.accountMeters)
    .where(eq(schema.accountMeters.accountId, accountId));
  if (!row) throw new Error("no meter");
  return row;
};

describe("a top-up", () => {
  it("is booked once, also when the fast path and the slow one are asked", async () => {
    const id = await newAccount(db);
    const first = await topUp(id, 10n, "pi_once");
    expect(first.first).toBe(true);
    expect(await topUp(id, 10n, "pi_once")).toEqual({ ...first, first: false });
    expect((await meterOf(id)).settled).toBe(dollars(10n));
    await expect(topUp(id, 11n, "pi_once")).rejects.toMatchObject({ code: "key_reused" });
    expect(hints.filter((hint) => hint.accountId === id)).toEqual([{ accountId: id, kind: "meter" }]);
    await bookTopUpFee(ctx, { accountId: id, currency: "usd", paymentIntentId: "pi_once", fee: dollars(1n) });
    expect((await meterOf(id)).settled).toBe(dollars(10n));
  });

  it("that is raced by a hundred webhooks is one", async () => {
    const id = await newAccount(db);
    const answers = await Promise.all(Array.from({ length: 100 }, () => topUp(id, 5n, "pi_raced")));
    expect(answers.filter((answer) => answer.first)).toHaveLength(1);
    expect((await meterOf(id)).cash).toBe(dollars(5n));
  });
});

describe("an instance", () => {
  it("is billed from ready to stop, to the tick, and its disk after it", async () => {
    const id = await newAccount(db);
    await topUp(id, 10n);
    const instance = await launch(id);
    expect(await meterOf(id)).toMatchObject({ burn: 0n, pendingBurn: RATE });
    await ready(id, instance);
    expect(await meterOf(id)).toMatchObject({ burn: RATE, pendingBurn: 0n });
    await advanceClock(db, 3725n);
    await withAccount(ctx, id, (account) =>
      account.apply(stop({ at: account.now, instanceId: instance, reason: "customer" })),
    );
    const segments = await db
      .select()
      .from(schema.usageSegments)
      .where(eq(schema.usageSegments.instanceId, instance))
      .orderBy(schema.usageSegments.lower);
    expect(segments.map((segment) => [segment.kind, segment.rate])).toEqual([
      ["run", RATE],
      ["disk", DISK],
    ]);
    const [run] = segments;
    expect((run?.upper ?? 0n) - (run?.lower ?? 0n)).toBeGreaterThanOrEqual(3725n);
    expect(run?.upper).toBe(segments[1]?.lower);
    await withAccount(ctx, id, (account) =>
      account.apply(confirmStopped({ at: account.now, instanceId: instance })),
    );
    const [row] = await db.select().from(schema.instances).where(eq(schema.instances.id, instance));
    expect(row).toMatchObject({
      state: "stopped",
      wanted: "stopped",
      generation: 2,
      runId: null,
      runCount: 1,
    });
  });

  it("launches only three times of a hundred with credit for three", async () => {
    const id = await newAccount(db);
    const runway = RATE * 600n * 3n;
    await bookTopUp(ctx, {
      accountId: id,
      currency: "usd",
      paymentIntentId: newId("pay"),
      net: ticks(runway),
    });
    const answers = await Promise.allSettled(Array.from({ length: 100 }, () => launch(id)));
    const refused = answers.filter((answer) => answer.status === "rejected");
    expect(refused).toHaveLength(97);
    for (const answer of refused) expect(answer.reason).toMatchObject({ code: "insufficient_credit" });
    expect((await meterOf(id)).pendingBurn).toBe(RATE * 3n);
  });

  it("found dead late comes back as a usage credit for what was settled", async () => {
    const id = await newAccount(db);
    await topUp(id, 1000n);
    const instance = await launch(id);
    await ready(id, instance);
    const { anchor } = await meterOf(id);
    await advanceClock(db, 2n * 86_400n);
    await withAccount(ctx, id, (account) => {
      account.apply(
        closeLate({
          at: account.now,
          instanceId: instance,
          lastAlive: second(anchor + 100n),
          reason: "host_died",
        }),
      );
      expect(balanceAt(account.state, account.now)).toBe(dollars(1000n) - RATE * 100n);
    });
    const credits = await db.select().from(schema.usageCredits).where(eq(schema.usageCredits.accountId, id));
    expect(credits).toHaveLength(1);
  });
});

describe("the end of the balance", () => {
  it("stops everything at its second, however late, and credit just after lets it go on", async () => {
    const id = await newAccount(db);
    await bookTopUp(ctx, {
      accountId: id,
      currency: "usd",
      paymentIntentId: newId("pay"),
      net: ticks(RATE * 1000n + 7n),
    });
    const instance = await launch(id);
    await ready(id, instance);
    const { anchor, nextDue, runsOutAt } = await meterOf(id);
    expect(runsOutAt).toBe(anchor + 1000n);
    expect(nextDue).toBe(anchor + 400n);
    await advanceClock(db, 5000n);
    const [one, two] = await Promise.all([catchUpDue(ctx, 500), catchUpDue(ctx, 500)]);
    expect(one + two).toBeGreaterThanOrEqual(1);
    expect(await meterOf(id)).toMatchObject({ settled: 7n, burn: 0n, exhaustedAt: anchor + 1000n });
    await topUp(id, 10n);
    expect(await meterOf(id)).toMatchObject({ burn: RATE, exhaustedAt: null, graceUntil: null });
    const [row] = await db.select().from(schema.instances).where(eq(schema.instances.id, instance));
    expect(row).toMatchObject({ state: "running", wanted: "running", generation: 3, runCount: 2 });
    const told = await db.select().from(schema.notices).where(eq(schema.notices.accountId, id));
    expect(told.map((notice) => notice.kind)).toEqual(["balance_ended"]);
  });

  it("tells the clockwork how long it may sleep", async () => {
    await catchUpDue(ctx, 500);
    expect(await millisecondsUntilDue(ctx)).toBeGreaterThan(0);
  });
});

describe("a promotional grant", () => {
  it("pays first, and what is left of it expires at its second", async () => {
    const id = await newAccount(db);
    await topUp(id, 1n);
    const grantId = newId("grt");
    await withAccount(ctx, id, (account) =>
      account.apply(
        addGrant({
          at: account.now,
          grant: {
            id: grantId,
            name: "welcome",
            priority: 0,
            granted: centsToTicks(cents(500n)),
            from: account.now,
            expires: second(account.now + 3600n),
          },
        }),
      ),
    );
    const instance = await launch(id);
    await ready(id, instance);
    await advanceClock(db, 4000n);
    await catchUpDue(ctx, 500);
    const [grant] = await db
      .select()
      .from(schema.promotionalGrants)
      .where(eq(schema.promotionalGrants.id, grantId));
    expect(grant).toMatchObject({ remaining: 0n, status: "ended" });
    expect(await meterOf(id)).toMatchObject({ cash: dollars(1n), settled: dollars(1n) });
    const { rows } = await db.execute<{ total: string }>(
      sql`select sum(ticks)::text as total from ledger_entries where grant_id = ${grantId}`,
    );
    expect(rows[0]?.total).toBe("0");
  });
});

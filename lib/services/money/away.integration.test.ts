import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import * as schema from "@/drizzle/schema";
import { rate, ticks } from "@/lib/domain/money";
import { defaultPolicies } from "@/lib/domain/policies";
import { midnightAfter, second } from "@/lib/domain/time";
import { becomeReady, reserve } from "@/lib/domain/transitions/reserve";
import { testDatabase } from "@/lib/testing/database";
import { advanceClock, instanceRow, moneyContext, newAccount, seedCatalogue } from "@/lib/testing/money";
import { newId } from "../id";
import { bookTopUp } from "./book-movement";
import { catchUpDue } from "./catch-up-due";
import { grantCredit } from "./grant-credit";
import { verifyMoney } from "./verify";
import { withAccount } from "./with-account";

/** One history, lived in two databases: in one the worker is always there, in the other it is away. */
const timely = await testDatabase();
const away = await testDatabase();
const RATE = rate(2_490_000n);

beforeAll(async () => {
  for (const database of [timely, away]) await seedCatalogue(database.db);
});

type World = { db: typeof timely.db; account: string };

async function clockOf({ db }: World): Promise<bigint> {
  const { rows } = await db.execute<{ now: string }>(sql`select app_second()::text as now`);
  return BigInt(rows[0]?.now ?? "0");
}

/** A grant that expires, a midnight, and the end of the balance are ahead; all seconds are relative to `start`. */
async function begin(db: World["db"], start: bigint): Promise<World> {
  const { ctx } = moneyContext(db);
  const world = { db, account: await newAccount(db) };
  const { account: accountId } = world;
  await advanceClock(db, start - (await clockOf(world)));
  const net = ticks(RATE * 3000n + 11n);
  await bookTopUp(ctx, { accountId, currency: "usd", paymentIntentId: "pi_1", net });
  const grant = { accountId, name: "welcome", granted: ticks(RATE * 1800n), from: null };
  await grantCredit(ctx, { ...grant, expires: second(start + 1500n) });
  const id = newId("ins");
  const prices = { runPriceId: "prc_run", diskPriceId: "prc_disk", runRate: RATE, diskRate: rate(137n) };
  await withAccount(ctx, accountId, async (account) => {
    account.apply(reserve({ at: account.now, instance: { id, ...prices, stopDue: null } }));
    await account.tx.insert(schema.instances).values(instanceRow(accountId, id, RATE, rate(137n)));
  });
  await withAccount(ctx, accountId, (account) => {
    account.apply(becomeReady({ at: second(start + 100n), instanceId: id }));
  });
  return world;
}

/** The ledger without what cannot be the same in two databases: ids, and when it was written. */
async function ledgerOf({ db, account }: World, start: bigint): Promise<unknown[]> {
  const { rows } = await db.execute(sql`
    select t.kind, (t.effective - ${start.toString()}::bigint)::text as at, e.kind as ledger, e.ticks::text
    from ledger_transactions t join ledger_entries e on e.transaction_id = t.id
    where t.account_id = ${account} and t.effective > ${(start + 100n).toString()}::bigint
    order by t.effective, t.kind, e.kind`);
  return rows;
}

describe("the worker away for hours, over a grant's expiry, a midnight and the end of the balance", () => {
  it("finds the ledger that it would have written", async () => {
    const first = await clockOf({ db: timely.db, account: "" });
    // The grant expires 300 s before a midnight that lies a day ahead, the balance ends 2 900 s after it.
    const start = midnightAfter(second(first + 86_400n)) - 1800n;
    const worlds = [await begin(timely.db, start), await begin(away.db, start)] as const;
    const [there, gone] = worlds;
    for (const _ of Array.from({ length: 40 })) {
      await advanceClock(there.db, 200n);
      await catchUpDue(moneyContext(there.db).ctx, 500);
    }
    await advanceClock(gone.db, 8000n);
    const loops = Array.from({ length: 4 }, () => catchUpDue(moneyContext(gone.db).ctx, 500));
    const caughtUp = (await Promise.all(loops)).reduce((sum, count) => sum + count, 0);
    expect(caughtUp).toBeGreaterThanOrEqual(1);

    const ledger = await ledgerOf(there, start);
    expect(await ledgerOf(gone, start)).toEqual(ledger);
    expect(ledger).toContainEqual({
      kind: "grant_expired",
      at: "1500",
      ledger: "grant",
      ticks: `${-RATE * 400n}`,
    });
    expect(ledger).toContainEqual({ kind: "usage", at: "1800", ledger: "cash", ticks: `${-RATE * 300n}` });
    for (const { db, account } of worlds) {
      const { rows } = await db.execute(sql`
        select settled::text, (exhausted_at - ${start.toString()}::bigint)::text as ended from account_meters
        where account_id = ${account}`);
      expect(rows).toEqual([{ settled: "11", ended: "4500" }]);
      expect((await verifyMoney(db, defaultPolicies)).flatMap((one) => one.violations)).toEqual([]);
    }
  });
});

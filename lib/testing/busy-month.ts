import { eq } from "drizzle-orm";
import * as schema from "@/drizzle/schema";
import { cents, centsToTicks, type Rate, rate } from "@/lib/domain/money";
import { second } from "@/lib/domain/time";
import { requestRefund } from "@/lib/domain/transitions/credit";
import { becomeReady, reserve } from "@/lib/domain/transitions/reserve";
import { recordRefund } from "@/lib/domain/transitions/reversals";
import { confirmStopped, removeInstance, stop } from "@/lib/domain/transitions/run";
import {
  confirmCreated,
  confirmDeleted,
  confirmGrown,
  deleteVolume,
  growVolume,
  reserveVolume,
} from "@/lib/domain/transitions/volume";
import type { Database } from "@/lib/services/context";
import { newId } from "@/lib/services/id";
import { bookTopUp } from "@/lib/services/money/book-movement";
import { catchUpDue } from "@/lib/services/money/catch-up-due";
import { endRunLate } from "@/lib/services/money/end-late";
import { grantCredit } from "@/lib/services/money/grant-credit";
import { withAccount } from "@/lib/services/money/with-account";
import { advanceClock, instanceRow, moneyContext, newAccount, volumeRow } from "./money";

/**
 * Two accounts in which everything has happened that can happen to money so far: one still runs, the other has come to
 * its end. Returns their ids.
 */
export async function busyMonth(db: Database): Promise<{ running: string; ended: string }> {
  const { ctx } = moneyContext(db);
  const [running, ended] = [await newAccount(db), await newAccount(db)];
  const price = rate(2_490_001n);

  async function topUp(accountId: string, amountCents: bigint): Promise<void> {
    const paymentId = newId("pay");
    const paymentIntentId = `pi_${paymentId}`;
    await db.insert(schema.payments).values({
      ...{ id: paymentId, accountId, requestId: paymentId, amountCents, currency: "usd", paymentIntentId },
      createdBy: "usr_test",
    });
    const net = centsToTicks(cents(amountCents));
    await bookTopUp(ctx, { accountId, currency: "usd", paymentIntentId, net }, async (tx, booked) => {
      await tx
        .update(schema.payments)
        .set({ state: "paid", ledgerTransactionId: booked.transactionId })
        .where(eq(schema.payments.id, paymentId));
    });
  }

  async function launch(accountId: string, runRate: Rate): Promise<string> {
    const id = newId("ins");
    const prices = { runPriceId: "prc_run", diskPriceId: "prc_disk", runRate, diskRate: rate(137n) };
    await withAccount(ctx, accountId, async (account) => {
      account.apply(reserve({ at: account.now, instance: { id, ...prices, stopDue: null } }));
      await account.tx.insert(schema.instances).values(instanceRow(accountId, id, runRate, rate(137n)));
    });
    await withAccount(ctx, accountId, (account) =>
      account.apply(becomeReady({ at: account.now, instanceId: id })),
    );
    return id;
  }

  async function makeVolume(accountId: string, sizeGib: bigint): Promise<string> {
    const id = newId("vol");
    const gibRate = rate(137n);
    await withAccount(ctx, accountId, async (account) => {
      const volume = { id, sizeGib, priceId: "prc_volume", gibRate };
      account.apply(reserveVolume({ at: account.now, volume }));
      await account.tx.insert(schema.volumes).values(volumeRow(accountId, id, sizeGib, gibRate));
    });
    await withAccount(ctx, accountId, (account) =>
      account.apply(confirmCreated({ at: account.now, volumeId: id })),
    );
    return id;
  }

  async function wait(hours: bigint): Promise<void> {
    await advanceClock(db, hours * 3600n + 7n);
    await catchUpDue(ctx, 500);
  }

  await topUp(running, 50_000n);
  await grantCredit(ctx, {
    ...{ accountId: running, name: "welcome", granted: centsToTicks(cents(500n)) },
    ...{ from: null, expires: null },
  });
  const [first, second_, third] = [
    await launch(running, price),
    await launch(running, rate(110_000n)),
    await launch(running, price),
  ];
  const [kept, deleted] = [await makeVolume(running, 100n), await makeVolume(running, 7n)];
  await wait(5n);
  await withAccount(ctx, running, (account) => {
    account.apply(stop({ at: account.now, instanceId: first, reason: "customer" }));
    account.apply(confirmStopped({ at: account.now, instanceId: first }));
    account.apply(growVolume({ at: account.now, volumeId: kept, sizeGib: 150n }));
    account.apply(confirmGrown({ at: account.now, volumeId: kept, sizeGib: 150n }));
    account.apply(requestRefund({ at: account.now, refundId: "ref_1", amount: cents(1000n) }));
  });
  await wait(30n);
  await withAccount(ctx, running, async (account) => {
    const [payment] = await account.tx
      .update(schema.payments)
      .set({ refundedCents: 500n })
      .where(eq(schema.payments.accountId, running))
      .returning();
    if (!payment) throw new Error("nothing was paid");
    const reversal = { id: "re_1", kind: "refund", state: "succeeded", amountCents: 500n } as const;
    await account.tx
      .insert(schema.paymentReversals)
      .values({ ...reversal, paymentId: payment.id, accountId: running, currency: "usd" });
    const amount = centsToTicks(cents(500n));
    account.apply(recordRefund({ at: account.now, refundId: "re_1", amount, from: null, to: "succeeded" }));
    account.apply(removeInstance({ at: account.now, instanceId: second_, reason: "customer" }));
    account.apply(deleteVolume({ at: account.now, volumeId: deleted, reason: "customer" }));
    account.apply(confirmDeleted({ at: account.now, volumeId: deleted }));
    account.apply(growVolume({ at: account.now, volumeId: kept, sizeGib: 200n }));
    // Before the last settlement, at whatever time of day this is run: what was booked comes back.
    const lastAlive = second(account.state.lastSettlement - 3_600n);
    await endRunLate(account, { instanceId: third, lastAlive, reason: "host_died" });
  });
  await launch(running, rate(110_000n));

  await topUp(ended, 100n);
  await launch(ended, price);
  await makeVolume(ended, 10n);
  await wait(1n);
  return { running, ended };
}

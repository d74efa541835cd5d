import { and, eq, ne, sql, sum } from "drizzle-orm";
import { paymentReversals, payments } from "@/drizzle/schema";
import { cents, centsToDecimal, centsToTicks, floorToCents, NO_TICKS } from "@/lib/domain/money";
import { type DisputeStage, isNews, type RefundStage } from "@/lib/domain/reversals";
import { recordDispute, recordRefund } from "@/lib/domain/transitions/reversals";
import type { DisputeState, RefundState } from "@/lib/ports/payments";
import type { Role, ServiceContext, Transaction } from "@/lib/services/context";
import { type LockedAccount, withAccount } from "@/lib/services/money/with-account";
import { mailMembers } from "@/lib/services/notices/mail-members";
import { orNull } from "./provider-objects";
import { syncPayment } from "./sync-payment";
import type { PaymentRow } from "./views";

/**
 * Brings a refund, and the ledger, to what the provider says *now*. Any order and number of calls ends in the same
 * books. Refunds of payments that are not ours are left alone. Throws `PaymentsError` when the provider does not answer.
 */
export async function syncRefund(ctx: ServiceContext, refundId: string): Promise<void> {
  const refund = await orNull(ctx.ports.payments.refund(refundId));
  if (refund) await bookRefund(ctx, refund);
}

/** The same for every refund of a payment: what an event about its charge calls for. */
export async function syncRefundsOf(ctx: ServiceContext, paymentIntentId: string): Promise<void> {
  const payment = await paidPayment(ctx, paymentIntentId);
  if (!payment) return;
  for (const refund of await ctx.ports.payments.refundsOf(paymentIntentId)) await bookRefund(ctx, refund);
}

/** The same for a dispute: held while the bank decides, then credit again or gone. */
export async function syncDispute(ctx: ServiceContext, disputeId: string): Promise<void> {
  const dispute = await orNull(ctx.ports.payments.dispute(disputeId));
  if (!dispute) return;
  const { amountCents } = dispute;
  const fee = dispute.feeCents ?? 0n;
  await book(ctx, { ...dispute, id: disputeId, kind: "dispute" }, (account, before) =>
    account.apply(
      recordDispute({
        at: account.now,
        disputeId,
        amount: centsToTicks(cents(amountCents)),
        from: before && (before.state as DisputeStage),
        to: dispute.stage,
        feeBefore: before ? centsToTicks(cents(before.feeCents)) : NO_TICKS,
        fee: centsToTicks(cents(fee)),
      }),
    ),
  );
}

function bookRefund(ctx: ServiceContext, refund: RefundState): Promise<void> {
  const { refundId } = refund;
  return book(ctx, { ...refund, id: refundId, kind: "refund" }, (account, before) =>
    account.apply(
      recordRefund({
        at: account.now,
        refundId,
        amount: centsToTicks(cents(refund.amountCents)),
        from: before && (before.state as RefundStage),
        to: refund.stage,
      }),
    ),
  );
}

type Row = typeof paymentReversals.$inferSelect;
type Seen = { id: string } & (
  | ({ kind: "refund" } & Omit<RefundState, "refundId">)
  | ({ kind: "dispute" } & Omit<DisputeState, "disputeId">)
);

async function book(
  ctx: ServiceContext,
  seen: Seen,
  move: (account: LockedAccount, before: Row | null) => void,
): Promise<void> {
  const payment = seen.paymentIntentId === null ? null : await paidPayment(ctx, seen.paymentIntentId);
  if (!payment) return;
  if (seen.currency.toUpperCase() !== payment.currency.toUpperCase())
    throw new Error(`${seen.id}: in ${seen.currency}, its payment in ${payment.currency}`);
  const changed = await withAccount(ctx, payment.accountId, async (account) => {
    const { tx } = account;
    const [before] = await tx.select().from(paymentReversals).where(eq(paymentReversals.id, seen.id));
    // What is booked stays the amount that was booked; the provider never changes it.
    if (before && before.amountCents !== seen.amountCents)
      throw new Error(`${seen.id}: ${seen.amountCents} cents now, ${before.amountCents} before`);
    const news = isNews<RefundStage | DisputeStage>(before?.state ?? null, seen.stage);
    if (!news && (before?.state !== seen.stage || before.movedCents === seen.movedCents)) return false;
    move(account, before ?? null);
    await write(tx, payment, seen, news);
    if (news) await tell(ctx, account, payment, seen, before?.state ?? null);
    return news;
  });
  if (changed) ctx.notify({ accountId: payment.accountId, kind: "payments" });
}

async function write(tx: Transaction, payment: PaymentRow, seen: Seen, news: boolean): Promise<void> {
  const ended = seen.stage === "won" || seen.stage === "lost";
  const now = {
    state: seen.stage,
    reason: seen.reason,
    movedCents: seen.movedCents,
    ...(ended ? { feeCents: seen.feeCents ?? 0n } : {}),
  };
  const { id, kind, amountCents } = seen;
  const { accountId, currency } = payment;
  await tx
    .insert(paymentReversals)
    .values({ ...{ id, paymentId: payment.id, accountId, kind, amountCents, currency }, ...now })
    .onConflictDoUpdate({
      target: paymentReversals.id,
      set: { ...now, ...(news ? { changedAt: sql`app_now()` } : {}) },
    });
  if (kind === "dispute") {
    await tx.update(payments).set({ disputeState: seen.stage }).where(eq(payments.id, payment.id));
    return;
  }
  const [given] = await tx
    .select({ cents: sum(paymentReversals.amountCents) })
    .from(paymentReversals)
    .where(
      and(
        eq(paymentReversals.paymentId, payment.id),
        eq(paymentReversals.kind, "refund"),
        ne(paymentReversals.state, "failed"),
      ),
    );
  await tx
    .update(payments)
    .set({ refundedCents: BigInt(given?.cents ?? 0) })
    .where(eq(payments.id, payment.id));
}

/** What a member is told; an inquiry that moved no money is the operator's to answer. */
const TEMPLATES: Partial<Record<RefundStage | DisputeStage, string>> = {
  pending: "refund_given",
  succeeded: "refund_given",
  failed: "refund_failed",
  open: "dispute_opened",
  lost: "dispute_lost",
  won: "dispute_won",
};

async function tell(
  ctx: ServiceContext,
  { tx, state }: LockedAccount,
  payment: PaymentRow,
  seen: Seen,
  before: Row["state"] | null,
): Promise<void> {
  const template = TEMPLATES[seen.stage];
  // A refund is told of once, however many steps it takes to arrive.
  if (template === undefined || (before && TEMPLATES[before] === template)) return;
  const { accountId } = payment;
  const money = (amount: bigint) => `${centsToDecimal(cents(amount))} ${payment.currency}`;
  const mail = { accountId, roles: ["owner", "admin", "billing"] satisfies Role[] };
  await mailMembers(ctx, tx, {
    ...mail,
    template,
    params: {
      amount: money(seen.amountCents),
      payment: money(payment.amountCents),
      url: `${ctx.publicUrl}/console/billing/payments/${payment.id}`,
    },
    key: `reversal:${seen.id}:${template}`,
  });
  if (state.meter.settled >= 0n || template === "refund_failed" || template === "dispute_won") return;
  // Said now, not found out at the next launch.
  await mailMembers(ctx, tx, {
    ...mail,
    template: "balance_below_zero",
    params: {
      owed: money(-floorToCents(state.meter.settled)),
      url: `${ctx.publicUrl}/console/billing`,
    },
    key: `reversal:${seen.id}:balance_below_zero`,
  });
}

/** Our payment behind a PaymentIntent, credited first if nobody has yet; null: it is not ours. */
async function paidPayment(ctx: ServiceContext, paymentIntentId: string): Promise<PaymentRow | null> {
  const view = await syncPayment(ctx, { paymentIntentId });
  if (!view) return null;
  const [row] = await ctx.db.select().from(payments).where(eq(payments.id, view.id));
  if (row?.state !== "paid") throw new Error(`${paymentIntentId} came back and is not paid`);
  return row;
}

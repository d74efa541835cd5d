import { eq, type SQL, sql } from "drizzle-orm";
import { payments } from "@/drizzle/schema";
import type { PaymentView } from "@/lib/contracts/views";
import { cents, centsToTicks } from "@/lib/domain/money";
import { judgePayment, type PaymentVerdict } from "@/lib/domain/top-up";
import type { PaymentState } from "@/lib/ports/payments";
import type { ServiceContext, Transaction } from "@/lib/services/context";
import { bookTopUp, bookTopUpFee } from "@/lib/services/money/book-movement";
import { secondsFromNow } from "./clock";
import { fetchObjects, findPayment, type PaymentRef, type ProviderObjects } from "./provider-objects";
import { type PaymentRow, paymentView } from "./views";

/** A page that was asked for but whose answer never reached us: after this its payer has long gone. */
const UNANSWERED_SECONDS = 60 * 60;
/** The provider's fee is known minutes, at times hours, after the payment. */
const FEE_SECONDS = 10 * 60;

/**
 * Brings a payment and the ledger to what the provider says *now*. Webhook, return page and sweep all call this, in
 * any order and as often as they like. Returns null for objects that are not ours. Throws `PaymentsError` when the
 * provider does not answer.
 */
export async function syncPayment(ctx: ServiceContext, ref: PaymentRef): Promise<PaymentView | null> {
  const found = await findPayment(ctx, ref);
  if (!found) return null;
  const before = found.row;
  // Paid, credited, and its fee booked: there is nothing more to learn.
  if (before.state === "paid" && before.checkAfter === null) return paymentView(before);

  const objects = await fetchObjects(ctx, found);
  const verdict = judgePayment(objects);
  const row =
    verdict.state === "credit" && objects.intent
      ? await credit(ctx, before, objects, objects.intent)
      : await ctx.transact((tx) => follow(tx, before.id, objects, verdict));
  if (row.state !== before.state || row.failureCode !== before.failureCode)
    ctx.notify({ accountId: row.accountId, kind: "payments" });
  return paymentView(row);
}

/** Credits what was paid and marks the payment in the same transaction; then what the provider kept of it. */
async function credit(
  ctx: ServiceContext,
  before: PaymentRow,
  objects: ProviderObjects,
  intent: PaymentState,
): Promise<PaymentRow> {
  const { accountId, currency, id } = before;
  const { paymentIntentId, amountCents, netOfTaxCents, feeCents } = intent;
  const net = centsToTicks(cents(netOfTaxCents));
  const tax = centsToTicks(cents(amountCents - netOfTaxCents));
  let row = before;
  await bookTopUp(ctx, { accountId, currency, paymentIntentId, net, tax }, async (tx, booked) => {
    row = await update(tx, id, {
      ...seen(before, objects),
      state: "paid",
      failureCode: null,
      ledgerTransactionId: booked.transactionId,
      settledAt: sql`coalesce(${payments.settledAt}, app_now())`,
      checkAfter: secondsFromNow(FEE_SECONDS),
    });
  });
  if (feeCents === null) return row;
  if (feeCents > 0n)
    await bookTopUpFee(ctx, { accountId, currency, paymentIntentId, fee: centsToTicks(cents(feeCents)) });
  return ctx.transact((tx) => update(tx, id, { checkAfter: null }));
}

/** Everything but credit. What is paid stays paid: an answer that was fetched before it is old. */
async function follow(
  tx: Transaction,
  paymentId: string,
  objects: ProviderObjects,
  { state, failureCode, lookAgainAfter }: PaymentVerdict,
): Promise<PaymentRow> {
  const [row] = await tx.select().from(payments).where(eq(payments.id, paymentId)).for("update");
  if (!row) throw new Error(`payment ${paymentId} is gone`);
  if (row.state === "paid" || state === "credit") return row;

  // Nobody was ever shown the page: its answer got lost, and its payer did not ask again.
  if (!objects.checkout && !objects.intent) {
    const stale = sql`${payments.createdAt} < app_now() - make_interval(secs => ${UNANSWERED_SECONDS})`;
    return update(tx, paymentId, {
      state: sql`case when ${stale} then 'abandoned' else ${payments.state} end`,
      settledAt: sql`case when ${stale} then app_now() end`,
      checkAfter: sql`case when not ${stale} then ${secondsFromNow(UNANSWERED_SECONDS)} end`,
    });
  }

  const final = lookAgainAfter === null;
  return update(tx, paymentId, {
    ...seen(row, objects),
    state,
    failureCode,
    settledAt: final ? sql`coalesce(${payments.settledAt}, app_now())` : null,
    checkAfter: final ? null : secondsFromNow(lookAgainAfter),
  });
}

/** What is remembered of the provider's objects; what was known once is not forgotten. */
const seen = (row: PaymentRow, { checkout, intent }: ProviderObjects) => ({
  checkoutSessionId: row.checkoutSessionId ?? checkout?.sessionId ?? null,
  checkoutUrl: checkout?.url ?? row.checkoutUrl,
  paymentIntentId: row.paymentIntentId ?? intent?.paymentIntentId ?? null,
  method: intent?.method ?? row.method,
  receiptUrl: intent?.receiptUrl ?? row.receiptUrl,
});

type Columns = typeof payments.$inferInsert;
type Change = { [K in keyof Columns]?: Columns[K] | SQL };

async function update(tx: Transaction, paymentId: string, change: Change): Promise<PaymentRow> {
  const [row] = await tx.update(payments).set(change).where(eq(payments.id, paymentId)).returning();
  if (!row) throw new Error(`payment ${paymentId} is gone`);
  return row;
}

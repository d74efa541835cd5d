import { eq, type SQL, sql } from "drizzle-orm";
import { payments } from "@/drizzle/schema";
import type { PaymentView } from "@/lib/contracts/views";
import { judgePayment } from "@/lib/domain/top-up";
import { type CheckoutState, type PaymentState, PaymentsError } from "@/lib/ports/payments";
import type { ServiceContext, Transaction } from "@/lib/services/context";
import { bookCredit, bookFee } from "./book";
import { secondsFromNow } from "./clock";
import { type PaymentRow, paymentView } from "./views";

export type PaymentRef = { paymentId: string } | { checkoutSessionId: string } | { paymentIntentId: string };

type ProviderObjects = { checkout: CheckoutState | null; intent: PaymentState | null };

/** A page that was asked for but whose answer never reached us: after this its payer has long gone. */
const UNANSWERED_SECONDS = 60 * 60;

/**
 * Brings a payment and the ledger to what the provider says *now*. Webhook, return page and sweep all call this, in
 * any order and as often as they like. Returns null for objects that are not ours. Throws `PaymentsError` when the
 * provider does not answer.
 */
export async function syncPayment(ctx: ServiceContext, ref: PaymentRef): Promise<PaymentView | null> {
  const found = await findPayment(ctx, ref);
  if (!found) return null;
  const objects = await fetchObjects(ctx, found.row, found.objects);
  refuseForeign(found.row, objects);
  const row = await ctx.transact((tx) => apply(ctx, tx, found.row.id, objects));
  if (row.state !== found.row.state) ctx.notify({ accountId: row.accountId, kind: "payments" });
  if (row.state === "paid" && found.row.state !== "paid")
    ctx.notify({ accountId: row.accountId, kind: "meter" }, { accountId: row.accountId, kind: "instances" });
  return paymentView(row);
}

type Found = { row: PaymentRow; objects: ProviderObjects };

/** By our own columns first; an object that we do not know yet says in its metadata whose it is. */
async function findPayment(ctx: ServiceContext, ref: PaymentRef): Promise<Found | null> {
  const none: ProviderObjects = { checkout: null, intent: null };
  if ("paymentId" in ref) return withRow(ctx, eq(payments.id, ref.paymentId), none);
  if ("checkoutSessionId" in ref) {
    const known = await withRow(ctx, eq(payments.checkoutSessionId, ref.checkoutSessionId), none);
    if (known) return known;
    const checkout = await orNull(ctx.ports.payments.checkout(ref.checkoutSessionId));
    if (!checkout?.paymentId) return null;
    return withRow(ctx, eq(payments.id, checkout.paymentId), { checkout, intent: null });
  }
  const known = await withRow(ctx, eq(payments.paymentIntentId, ref.paymentIntentId), none);
  if (known) return known;
  const intent = await orNull(ctx.ports.payments.payment(ref.paymentIntentId));
  if (!intent?.paymentId) return null;
  return withRow(ctx, eq(payments.id, intent.paymentId), { checkout: null, intent });
}

async function withRow(ctx: ServiceContext, which: SQL, objects: ProviderObjects): Promise<Found | null> {
  const [row] = await ctx.db.select().from(payments).where(which);
  return row ? { row, objects } : null;
}

async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof PaymentsError && error.code === "not_found") return null;
    throw error;
  }
}

async function fetchObjects(
  ctx: ServiceContext,
  row: PaymentRow,
  known: ProviderObjects,
): Promise<ProviderObjects> {
  const { payments: provider } = ctx.ports;
  const sessionId = row.checkoutSessionId;
  const checkout = known.checkout ?? (sessionId ? await orNull(provider.checkout(sessionId)) : null);
  const intentId = known.intent?.paymentIntentId ?? checkout?.paymentIntentId ?? row.paymentIntentId;
  const intent = known.intent ?? (intentId ? await orNull(provider.payment(intentId)) : null);
  return { checkout, intent };
}

/** Metadata that contradicts our row is a mistake or an attack: nothing is credited. */
function refuseForeign(row: PaymentRow, { checkout, intent }: ProviderObjects): void {
  const names = [checkout?.paymentId, intent?.paymentId].filter((id) => typeof id === "string");
  if (names.some((id) => id !== row.id))
    throw new Error(`payment ${row.id}: the provider's objects name another`);
  if (intent?.accountId && intent.accountId !== row.accountId)
    throw new Error(`payment ${row.id}: the PaymentIntent names another account`);
  if (intent && intent.currency !== row.currency)
    throw new Error(`payment ${row.id}: paid in ${intent.currency}, asked for ${row.currency}`);
}

async function apply(
  ctx: ServiceContext,
  tx: Transaction,
  paymentId: string,
  { checkout, intent }: ProviderObjects,
): Promise<PaymentRow> {
  const [row] = await tx.select().from(payments).where(eq(payments.id, paymentId)).for("update");
  if (!row) throw new Error(`payment ${paymentId} is gone`);
  const verdict = judgePayment({ checkout, intent });
  const seen = {
    checkoutSessionId: row.checkoutSessionId ?? checkout?.sessionId ?? null,
    checkoutUrl: checkout?.url ?? row.checkoutUrl,
    paymentIntentId: row.paymentIntentId ?? intent?.paymentIntentId ?? null,
    method: intent?.method ?? row.method,
    receiptUrl: intent?.receiptUrl ?? row.receiptUrl,
  };

  if (row.state === "paid" || (verdict.state === "credit" && intent)) {
    const ledgerTransactionId =
      row.state === "paid" || !intent ? row.ledgerTransactionId : await bookCredit(ctx, tx, row, intent);
    const feeKnown = intent?.feeCents !== null && intent?.feeCents !== undefined;
    if (feeKnown) await bookFee(ctx, tx, row, intent);
    return update(tx, paymentId, {
      ...seen,
      state: "paid",
      failureCode: null,
      ledgerTransactionId,
      settledAt: row.settledAt ?? sql`app_now()`,
      checkAfter: feeKnown ? null : secondsFromNow(verdict.lookAgainAfter ?? UNANSWERED_SECONDS),
    });
  }

  // Nobody was ever shown the page: its answer got lost, and its payer did not ask again.
  if (!seen.checkoutSessionId && !intent) {
    const stale = sql`${payments.createdAt} < app_now() - make_interval(secs => ${UNANSWERED_SECONDS})`;
    return update(tx, paymentId, {
      state: sql`case when ${stale} then 'abandoned' else ${payments.state} end`,
      checkAfter: sql`case when ${stale} then null else ${secondsFromNow(UNANSWERED_SECONDS)} end`,
    });
  }

  const { state, failureCode, lookAgainAfter } = verdict;
  return update(tx, paymentId, {
    ...seen,
    state: state === "credit" ? row.state : state,
    failureCode,
    settledAt: lookAgainAfter === null ? (row.settledAt ?? sql`app_now()`) : null,
    checkAfter: lookAgainAfter === null ? null : secondsFromNow(lookAgainAfter),
  });
}

type Change = { [K in keyof typeof payments.$inferInsert]?: (typeof payments.$inferInsert)[K] | SQL };

async function update(tx: Transaction, paymentId: string, change: Change): Promise<PaymentRow> {
  const [row] = await tx.update(payments).set(change).where(eq(payments.id, paymentId)).returning();
  if (!row) throw new Error(`payment ${paymentId} is gone`);
  return row;
}

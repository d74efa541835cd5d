import { eq, type SQL } from "drizzle-orm";
import { payments } from "@/drizzle/schema";
import { type CheckoutState, type PaymentState, PaymentsError } from "@/lib/ports/payments";
import type { ServiceContext } from "@/lib/services/context";
import type { PaymentRow } from "./views";

export type PaymentRef = { paymentId: string } | { checkoutSessionId: string } | { paymentIntentId: string };

/** What the payment provider has of a payment, now. */
export type ProviderObjects = { checkout: CheckoutState | null; intent: PaymentState | null };

type Found = { row: PaymentRow; known: ProviderObjects };

const NONE: ProviderObjects = { checkout: null, intent: null };

/** Our row: by our own columns first; an object that we do not know yet says in its metadata whose it is. */
export async function findPayment(ctx: ServiceContext, ref: PaymentRef): Promise<Found | null> {
  if ("paymentId" in ref) return withRow(ctx, eq(payments.id, ref.paymentId), NONE);
  if ("checkoutSessionId" in ref) {
    const row = await withRow(ctx, eq(payments.checkoutSessionId, ref.checkoutSessionId), NONE);
    if (row) return row;
    const checkout = await orNull(ctx.ports.payments.checkout(ref.checkoutSessionId));
    if (!checkout?.paymentId) return null;
    return withRow(ctx, eq(payments.id, checkout.paymentId), { checkout, intent: null });
  }
  const row = await withRow(ctx, eq(payments.paymentIntentId, ref.paymentIntentId), NONE);
  if (row) return row;
  const intent = await orNull(ctx.ports.payments.payment(ref.paymentIntentId));
  if (!intent?.paymentId) return null;
  return withRow(ctx, eq(payments.id, intent.paymentId), { checkout: null, intent });
}

/** The page and the money behind a payment. Throws `PaymentsError` when the provider does not answer. */
export async function fetchObjects(ctx: ServiceContext, { row, known }: Found): Promise<ProviderObjects> {
  const provider = ctx.ports.payments;
  const sessionId = row.checkoutSessionId;
  const checkout = known.checkout ?? (sessionId ? await orNull(provider.checkout(sessionId)) : null);
  const intentId = known.intent?.paymentIntentId ?? checkout?.paymentIntentId ?? row.paymentIntentId;
  const intent = known.intent ?? (intentId ? await orNull(provider.payment(intentId)) : null);
  refuseForeign(row, { checkout, intent });
  return { checkout, intent };
}

/** Metadata that contradicts our row is a mistake or an attack: nothing is credited. */
function refuseForeign(row: PaymentRow, { checkout, intent }: ProviderObjects): void {
  for (const named of [checkout?.paymentId, intent?.paymentId])
    if (named && named !== row.id) throw new Error(`payment ${row.id}: the provider's objects name ${named}`);
  if (intent?.accountId && intent.accountId !== row.accountId)
    throw new Error(`payment ${row.id}: the PaymentIntent names another account`);
  if (intent && intent.currency.toUpperCase() !== row.currency.toUpperCase())
    throw new Error(`payment ${row.id}: paid in ${intent.currency}, asked for ${row.currency}`);
}

async function withRow(ctx: ServiceContext, which: SQL, known: ProviderObjects): Promise<Found | null> {
  const [row] = await ctx.db.select().from(payments).where(which);
  return row ? { row, known } : null;
}

/** What the provider answers; null when it does not know the object. */
export async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof PaymentsError && error.code === "not_found") return null;
    throw error;
  }
}

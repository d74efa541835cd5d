import { and, asc, eq, isNull, sql } from "drizzle-orm";
import { stripeEvents } from "@/drizzle/schema";
import { type PaymentEvent, PaymentsError } from "@/lib/ports/payments";
import type { ServiceContext } from "@/lib/services/context";
import { syncPayment } from "./sync-payment";
import { syncDispute, syncRefund, syncRefundsOf } from "./sync-reversal";

/** After so many failures an event waits for a person; the sweep of its payment goes on regardless. */
const MOST_ATTEMPTS = 20;

/** Verifies a webhook over its raw body and stores it. Returns the event's id; null: its signature is not good. */
export async function takeEvent(
  ctx: ServiceContext,
  rawBody: string,
  signature: string | null,
): Promise<string | null> {
  const event = verified(ctx, rawBody, signature);
  if (event) await receiveEvent(ctx, event);
  return event?.id ?? null;
}

function verified(ctx: ServiceContext, rawBody: string, signature: string | null): PaymentEvent | null {
  try {
    return ctx.ports.payments.verifyEvent(rawBody, signature);
  } catch (error) {
    if (error instanceof PaymentsError && error.code === "bad_signature") return null;
    throw error;
  }
}

/** Stores an event once, to be processed after its sender has its answer. False: it was there already. */
export async function receiveEvent(ctx: ServiceContext, event: PaymentEvent): Promise<boolean> {
  return ctx.transact(async (tx) => {
    const [stored] = await tx
      .insert(stripeEvents)
      .values({ id: event.id, type: event.type, objectId: event.objectId, payload: event.payload })
      .onConflictDoNothing()
      .returning({ id: stripeEvents.id });
    return stored !== undefined;
  });
}

/**
 * Does what a stored event calls for: look at the payment, refund or dispute that it is about. What is not ours, or of a kind that moves
 * nothing here, is only marked as seen. Throws what went wrong; the sweep tries again.
 */
export async function processEvent(ctx: ServiceContext, eventId: string): Promise<void> {
  const [event] = await ctx.db.select().from(stripeEvents).where(eq(stripeEvents.id, eventId));
  if (!event || event.processedAt) return;
  try {
    await follow(ctx, event);
    await mark(ctx, eventId, { processedAt: sql`app_now()`, lastError: null });
  } catch (error) {
    await mark(ctx, eventId, { lastError: error instanceof Error ? error.message : String(error) });
    throw error;
  }
}

/** Stored events that nobody has finished, the oldest first. */
export async function unprocessedEvents(ctx: ServiceContext, olderThanSeconds: number): Promise<string[]> {
  const rows = await ctx.db
    .select({ id: stripeEvents.id })
    .from(stripeEvents)
    .where(
      and(
        isNull(stripeEvents.processedAt),
        sql`${stripeEvents.attempts} < ${MOST_ATTEMPTS}`,
        sql`${stripeEvents.receivedAt} < app_now() - make_interval(secs => ${olderThanSeconds})`,
      ),
    )
    .orderBy(asc(stripeEvents.receivedAt))
    .limit(100);
  return rows.map((row) => row.id);
}

type StoredEvent = { type: string; objectId: string; payload: unknown };

/** Looks at the object that an event is about; the event itself is only the word that there is something to look at. */
async function follow(ctx: ServiceContext, event: StoredEvent): Promise<unknown> {
  const { type, objectId } = event;
  if (type.startsWith("checkout.session.")) return syncPayment(ctx, { checkoutSessionId: objectId });
  if (type.startsWith("payment_intent.")) return syncPayment(ctx, { paymentIntentId: objectId });
  if (type.startsWith("refund.") || type === "charge.refund.updated") return syncRefund(ctx, objectId);
  if (type.startsWith("charge.dispute.")) return syncDispute(ctx, objectId);
  const paymentIntentId = type.startsWith("charge.") ? intentOfCharge(event.payload) : null;
  if (paymentIntentId === null) return null;
  return type === "charge.refunded"
    ? syncRefundsOf(ctx, paymentIntentId)
    : syncPayment(ctx, { paymentIntentId });
}

/** `data.object.payment_intent` of an event; the fee's balance transaction comes to light with the charge. */
function intentOfCharge(payload: unknown): string | null {
  const object = member(member(payload, "data"), "object");
  const intent = member(object, "payment_intent");
  return typeof intent === "string" ? intent : null;
}

const member = (of: unknown, name: string): unknown =>
  typeof of === "object" && of !== null ? Reflect.get(of, name) : undefined;

async function mark(
  ctx: ServiceContext,
  eventId: string,
  result: { processedAt?: ReturnType<typeof sql>; lastError: string | null },
): Promise<void> {
  await ctx.transact((tx) =>
    tx
      .update(stripeEvents)
      .set({ ...result, attempts: sql`${stripeEvents.attempts} + 1` })
      .where(eq(stripeEvents.id, eventId)),
  );
}

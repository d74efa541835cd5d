import type Stripe from "stripe";
import {
  type CheckoutState,
  type PaymentEvent,
  type PaymentState,
  PaymentsError,
} from "@/lib/ports/payments";
import { fromStripeAmount } from "./cents";

const KNOWN_STATUS = [
  "requires_payment_method",
  "requires_action",
  "processing",
  "succeeded",
  "canceled",
] as const;

const SESSION_STATUS = ["open", "complete", "expired"] as const;

/** A reference that may be an id or the object itself. */
function expanded<T extends object>(reference: string | T | null | undefined): T | null {
  return typeof reference === "object" ? reference : null;
}

/** The id of what may be an id or the object itself. */
export function idOf(reference: string | { id: string } | null | undefined): string | null {
  return typeof reference === "string" ? reference : (reference?.id ?? null);
}

function sessionStatus(session: Stripe.Checkout.Session): CheckoutState["status"] {
  const known = SESSION_STATUS.find((status) => status === session.status);
  if (known !== undefined) return known;
  throw new PaymentsError(
    "rejected",
    `Checkout session ${session.id} has the state ${session.status}.`,
    false,
  );
}

/** Needs `payment_intent` expanded: only the intent tells "on its way" from "failed". */
export function checkoutState(session: Stripe.Checkout.Session): CheckoutState {
  const intent = expanded(session.payment_intent);
  const onItsWay = session.status === "complete" && intent?.status === "processing";
  return {
    sessionId: session.id,
    paymentId: session.metadata?.payment_id ?? null,
    status: sessionStatus(session),
    paymentStatus: session.payment_status === "paid" ? "paid" : onItsWay ? "processing" : "unpaid",
    paymentIntentId: idOf(session.payment_intent),
    url: session.url,
  };
}

function methodName(intent: Stripe.PaymentIntent, charge: Stripe.Charge | null): string | null {
  const used = charge?.payment_method_details ?? intent.last_payment_error?.payment_method;
  if (!used) return null;
  const brand = used.card?.brand ?? used.us_bank_account?.bank_name ?? used.type;
  const last4 = used.card?.last4 ?? used.sepa_debit?.last4 ?? used.us_bank_account?.last4;
  return last4 ? `${brand} •••• ${last4}` : brand;
}

/** The fee in the payment's own currency; a balance kept in another currency has none in ours. */
function feeCents(charge: Stripe.Charge | null): bigint | null {
  const booked = expanded(charge?.balance_transaction);
  return booked === null || booked.currency !== charge?.currency ? null : fromStripeAmount(booked.fee);
}

/** Needs `latest_charge.balance_transaction` expanded. */
export function paymentState(intent: Stripe.PaymentIntent): PaymentState {
  const charge = expanded(intent.latest_charge);
  const failure = intent.last_payment_error;
  const amount = fromStripeAmount(intent.amount);
  const tax = fromStripeAmount(intent.amount_details?.tax?.total_tax_amount ?? 0);
  return {
    paymentIntentId: intent.id,
    paymentId: intent.metadata.payment_id ?? null,
    accountId: intent.metadata.account_id ?? null,
    status: KNOWN_STATUS.find((status) => status === intent.status) ?? "other",
    amountCents: amount,
    netOfTaxCents: amount - tax,
    amountRefundedCents: fromStripeAmount(charge?.amount_refunded ?? 0),
    currency: intent.currency,
    chargeId: charge?.id ?? idOf(intent.latest_charge),
    feeCents: feeCents(charge),
    receiptUrl: charge?.receipt_url ?? null,
    failureCode: failure?.decline_code ?? failure?.code ?? null,
    failureMessage: failure?.message ?? null,
    method: methodName(intent, charge),
  };
}

/** An event, with the id of the object it speaks of. */
export function paymentEvent(event: Stripe.Event): PaymentEvent {
  const { object } = event.data;
  return {
    id: event.id,
    type: event.type,
    objectId: "id" in object && typeof object.id === "string" ? object.id : "",
    createdAt: new Date(event.created * 1000),
    payload: event,
  };
}

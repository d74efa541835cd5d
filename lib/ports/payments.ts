import type { DisputeStage, RefundStage } from "@/lib/domain/reversals";

/** Money from outside. Amounts are whole cents of the account's currency: `bigint`. */
export type CheckoutInput = {
  /** Our payment's id: idempotency key and metadata. */
  paymentId: string;
  accountId: string;
  customerId: string;
  amountCents: bigint;
  currency: string;
  description: string;
  successUrl: string;
  cancelUrl: string;
  locale: string;
};

export type CheckoutState = {
  sessionId: string;
  /** Our payment's id from the metadata; null when somebody else made the session. */
  paymentId: string | null;
  status: "open" | "complete" | "expired";
  /** `processing`: a delayed payment method; the money may come later. */
  paymentStatus: "unpaid" | "paid" | "processing";
  paymentIntentId: string | null;
  url: string | null;
};

export type PaymentState = {
  paymentIntentId: string;
  paymentId: string | null;
  accountId: string | null;
  status: "requires_payment_method" | "requires_action" | "processing" | "succeeded" | "canceled" | "other";
  amountCents: bigint;
  /** Amount before tax, which is what is credited. */
  netOfTaxCents: bigint;
  amountRefundedCents: bigint;
  currency: string;
  chargeId: string | null;
  /** Fee of the balance transaction, in cents; null until it exists, and when it is in another currency. */
  feeCents: bigint | null;
  receiptUrl: string | null;
  /** Stripe's `code` or `decline_code` of the last attempt, such as `insufficient_funds`. */
  failureCode: string | null;
  failureMessage: string | null;
  /** "visa •••• 4242", when known. */
  method: string | null;
};

/** What the provider's balance moved by for an object, and kept as its fee; null where it is kept in another currency. */
export type Movement = { movedCents: bigint | null; feeCents: bigint | null };

export type RefundState = Movement & {
  refundId: string;
  paymentIntentId: string | null;
  stage: RefundStage;
  amountCents: bigint;
  currency: string;
  /** Why it was given, or why it failed. */
  reason: string | null;
};

export type DisputeState = Movement & {
  disputeId: string;
  paymentIntentId: string | null;
  stage: DisputeStage;
  amountCents: bigint;
  currency: string;
  reason: string | null;
};

/** One movement of the provider's balance. `sourceId`: the charge, refund or dispute that it is of. */
export type BalanceMovement = {
  id: string;
  sourceId: string | null;
  /** Of the payment, when it is of one. */
  paymentIntentId: string | null;
  /** Signed, what is left after the fee. */
  netCents: bigint;
  feeCents: bigint;
  currency: string;
};

export type PaymentEvent = { id: string; type: string; objectId: string; createdAt: Date; payload: unknown };

export class PaymentsError extends Error {
  constructor(
    readonly code: "unreachable" | "rejected" | "not_found" | "bad_signature",
    message: string,
    readonly retry: boolean,
  ) {
    super(message);
    this.name = "PaymentsError";
  }
}

export interface Payments {
  /** Finds or creates the customer of an account (idempotent by account id). Returns its id. */
  customer(input: { accountId: string; email: string; name: string }): Promise<string>;
  /** Opens a hosted Checkout page. Idempotent by `paymentId`. */
  createCheckout(input: CheckoutInput): Promise<CheckoutState>;
  checkout(sessionId: string): Promise<CheckoutState>;
  /** Closes an open session so that it can no longer be paid. Already closed: returns its state. */
  expireCheckout(sessionId: string): Promise<CheckoutState>;
  payment(paymentIntentId: string): Promise<PaymentState>;
  refund(refundId: string): Promise<RefundState>;
  /** All refunds of a payment, oldest first. */
  refundsOf(paymentIntentId: string): Promise<RefundState[]>;
  dispute(disputeId: string): Promise<DisputeState>;
  /** Every movement of the balance that payments, refunds and disputes made, newest first, page after page. */
  balanceMovements(): AsyncIterable<BalanceMovement>;
  /** Verifies `Stripe-Signature` over the raw body. Throws `bad_signature`. */
  verifyEvent(rawBody: string, signature: string | null): PaymentEvent;
  /** Events since an instant, oldest first: what the sweep reads when webhooks never came. */
  eventsSince(since: Date): Promise<PaymentEvent[]>;
}

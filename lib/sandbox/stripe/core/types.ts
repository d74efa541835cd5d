import type Stripe from "stripe";

/**
 * The objects as they travel: Stripe's own types, with references narrowed to ids (what an unexpanded
 * answer holds) and decimals as the strings they are in JSON.
 */
export type Customer = Stripe.Customer;
export type PaymentMethod = Stripe.PaymentMethod & { customer: string | null };
export type Charge = Stripe.Charge & {
  balance_transaction: string | null;
  customer: string | null;
  payment_intent: string | null;
};
export type PaymentIntent = Stripe.PaymentIntent & {
  customer: string | null;
  latest_charge: string | null;
  payment_method: string | null;
};
export type SetupIntent = Stripe.SetupIntent & { customer: string | null; payment_method: string | null };
export type Refund = Stripe.Refund & {
  balance_transaction: string | null;
  charge: string | null;
  payment_intent: string | null;
};
export type BalanceTransaction = Stripe.BalanceTransaction & { source: string | null };
export type Dispute = Stripe.Dispute & { charge: string; payment_intent: string | null };
export type Product = Stripe.Product;
export type Price = Omit<Stripe.Price, "unit_amount_decimal" | "product"> & {
  unit_amount_decimal: string | null;
  product: string;
};
export type LineItem = Omit<Stripe.LineItem, "price"> & { price: Price };
export type Session = Omit<Stripe.Checkout.Session, "line_items"> & {
  customer: string | null;
  payment_intent: string | null;
};
export type WebhookEndpoint = Stripe.WebhookEndpoint;
export type EventType = Stripe.Event["type"];
export type Event = Omit<Stripe.EventBase, "data" | "type"> & {
  type: EventType;
  data: { object: object; previous_attributes?: object };
};

/** What a Checkout session needs beyond its public shape. */
export type SessionDetail = {
  id: string;
  lineItems: LineItem[];
  intent: {
    description: string | null;
    metadata: Record<string, string>;
    receiptEmail: string | null;
    setupFutureUsage: "on_session" | "off_session" | null;
    shipping: Stripe.PaymentIntent.Shipping | null;
  };
};

/** One event on its way to one endpoint. */
export type Delivery = {
  id: string;
  event: string;
  endpoint: string;
  attempts: number;
  /** Epoch seconds of the next attempt; null when delivered or given up. */
  nextAt: number | null;
  lastStatus: number | null;
  lastError: string | null;
  delivered: boolean;
};

/** Something that happens later by itself. */
export type Due = {
  id: string;
  /** Epoch seconds. */
  at: number;
  kind: "settle_payment" | "fail_payment" | "book_charge" | "finish_refund" | "fail_refund";
  object: string;
};

/** The first answer to an `Idempotency-Key`, kept for a day. */
export type KeptAnswer = { id: string; fingerprint: string; status: number; body: string; created: number };

export type Tables = {
  balanceTransactions: BalanceTransaction;
  charges: Charge;
  customers: Customer;
  deliveries: Delivery;
  disputes: Dispute;
  due: Due;
  events: Event;
  keptAnswers: KeptAnswer;
  paymentIntents: PaymentIntent;
  paymentMethods: PaymentMethod;
  prices: Price;
  products: Product;
  refunds: Refund;
  sessionDetails: SessionDetail;
  sessions: Session;
  setupIntents: SetupIntent;
  webhookEndpoints: WebhookEndpoint;
};
export type TableName = keyof Tables;

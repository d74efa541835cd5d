import { createHash } from "node:crypto";
import Stripe from "stripe";
import { type CheckoutInput, type Payments, PaymentsError } from "@/lib/ports/payments";
import { toStripeAmount } from "./cents";
import { guarded, toPaymentsError } from "./failures";
import { balanceMovements, disputeState, REFUND_EXPANDED, refundState } from "./reversals";
import { checkoutState, paymentEvent, paymentState } from "./views";

export type StripeOptions = {
  secretKey: string;
  webhookSecret: string;
  /** Where to reach the API (host and port; a path is not used); null for Stripe itself. */
  apiBase: URL | null;
};

/** What the product acts on; the sweep asks for nothing else (Stripe takes at most 20 types). */
const EVENT_TYPES = [
  "charge.dispute.closed",
  "charge.dispute.created",
  "charge.dispute.funds_reinstated",
  "charge.dispute.funds_withdrawn",
  "charge.dispute.updated",
  "charge.refunded",
  "charge.updated",
  "checkout.session.async_payment_failed",
  "checkout.session.async_payment_succeeded",
  "checkout.session.completed",
  "checkout.session.expired",
  "payment_intent.canceled",
  "payment_intent.payment_failed",
  "payment_intent.processing",
  "payment_intent.requires_action",
  "payment_intent.succeeded",
  "refund.created",
  "refund.failed",
  "refund.updated",
];
const LOCALES = ["en", "ru", "es", "it"] as const;

function client({ secretKey, apiBase }: StripeOptions): Stripe {
  const common = { maxNetworkRetries: 2, timeout: 20_000, telemetry: false };
  if (apiBase === null) return new Stripe(secretKey, common);
  if (/^(sk|rk)_live_/.test(secretKey) && apiBase.hostname !== "api.stripe.com") {
    throw new PaymentsError("rejected", "A live Stripe key is used with Stripe itself only.", false);
  }
  const protocol = apiBase.protocol === "https:" ? "https" : "http";
  const port = apiBase.port === "" ? (protocol === "https" ? 443 : 80) : apiBase.port;
  return new Stripe(secretKey, { ...common, host: apiBase.hostname, port, protocol });
}

/** A key for what must happen once; changed details are a new wish, not a conflict. */
function customerKey(input: { accountId: string; email: string; name: string }): string {
  const details = createHash("sha256")
    .update(JSON.stringify([input.email, input.name]))
    .digest("hex");
  return `customer:${input.accountId}:${details.slice(0, 32)}`;
}

function sessionParams(input: CheckoutInput): Stripe.Checkout.SessionCreateParams {
  const metadata = { payment_id: input.paymentId, account_id: input.accountId };
  return {
    mode: "payment",
    customer: input.customerId,
    client_reference_id: input.paymentId,
    line_items: [
      {
        quantity: 1,
        price_data: {
          currency: input.currency.toLowerCase(),
          unit_amount: toStripeAmount(input.amountCents),
          product_data: { name: input.description },
        },
      },
    ],
    metadata,
    payment_intent_data: { metadata, description: input.description },
    success_url: input.successUrl,
    cancel_url: input.cancelUrl,
    locale: LOCALES.find((locale) => locale === input.locale) ?? "auto",
  };
}

const WITH_INTENT = { expand: ["payment_intent"] };

/**
 * Payments through Stripe's REST API, or whatever speaks it at `apiBase`. Every method throws `PaymentsError`
 * and nothing else. Throws at once for a live key at a host that is not Stripe's.
 */
export function createStripePayments(options: StripeOptions): Payments {
  const stripe = client(options);

  return {
    customer: (input) =>
      guarded(async () => {
        // Keys are forgotten after a day, the metadata is not.
        for await (const found of stripe.customers.list({ email: input.email, limit: 100 })) {
          if (found.metadata.account_id === input.accountId) return found.id;
        }
        const created = await stripe.customers.create(
          { email: input.email, name: input.name, metadata: { account_id: input.accountId } },
          { idempotencyKey: customerKey(input) },
        );
        return created.id;
      }),

    createCheckout: (input) =>
      guarded(async () => {
        const session = await stripe.checkout.sessions.create(
          { ...sessionParams(input), ...WITH_INTENT },
          { idempotencyKey: `checkout:${input.paymentId}` },
        );
        const repeated = session.lastResponse.headers["idempotent-replayed"] === "true";
        // A repeated answer is as old as the first one: the session may have been paid since.
        return checkoutState(
          repeated ? await stripe.checkout.sessions.retrieve(session.id, WITH_INTENT) : session,
        );
      }),

    checkout: (sessionId) =>
      guarded(async () => checkoutState(await stripe.checkout.sessions.retrieve(sessionId, WITH_INTENT))),

    expireCheckout: (sessionId) =>
      guarded(async () => {
        try {
          return checkoutState(await stripe.checkout.sessions.expire(sessionId, WITH_INTENT));
        } catch (error) {
          // Paid or expired in the meantime: its state is the answer. Anything else is still an error.
          const state = checkoutState(await stripe.checkout.sessions.retrieve(sessionId, WITH_INTENT));
          if (state.status === "open") throw error;
          return state;
        }
      }),

    payment: (paymentIntentId) =>
      guarded(async () =>
        paymentState(
          await stripe.paymentIntents.retrieve(paymentIntentId, {
            expand: ["latest_charge.balance_transaction"],
          }),
        ),
      ),

    refund: (refundId) =>
      guarded(async () => refundState(await stripe.refunds.retrieve(refundId, { expand: REFUND_EXPANDED }))),

    refundsOf: (paymentIntentId) =>
      guarded(async () => {
        const found: Stripe.Refund[] = [];
        const expand = REFUND_EXPANDED.map((path) => `data.${path}`);
        for await (const refund of stripe.refunds.list({
          payment_intent: paymentIntentId,
          limit: 100,
          expand,
        }))
          found.push(refund);
        return found.reverse().map(refundState);
      }),

    dispute: (disputeId) => guarded(async () => disputeState(await stripe.disputes.retrieve(disputeId))),

    balanceMovements: () => balanceMovements(stripe),

    verifyEvent: (rawBody, signature) => {
      if (signature === null) throw new PaymentsError("bad_signature", "The event is not signed.", false);
      try {
        return paymentEvent(stripe.webhooks.constructEvent(rawBody, signature, options.webhookSecret));
      } catch (error) {
        const failure = toPaymentsError(error);
        // Signed by us and still unreadable: sending it again would not help.
        throw failure.code === "unreachable"
          ? new PaymentsError("rejected", failure.message, false)
          : failure;
      }
    },

    eventsSince: (since) =>
      guarded(async () => {
        const events: Stripe.Event[] = [];
        const gte = Math.floor(since.getTime() / 1000);
        for await (const event of stripe.events.list({ created: { gte }, types: EVENT_TYPES, limit: 100 })) {
          events.push(event);
        }
        return events.reverse().map(paymentEvent);
      }),
  };
}

import type Stripe from "stripe";
import type { DisputeStage, RefundStage } from "@/lib/domain/reversals";
import {
  type BalanceMovement,
  type DisputeState,
  PaymentsError,
  type RefundState,
} from "@/lib/ports/payments";
import { fromStripeAmount } from "./cents";
import { toPaymentsError } from "./failures";
import { idOf } from "./views";

/** What must be expanded in a refund for `refundState`. */
export const REFUND_EXPANDED = ["balance_transaction", "failure_balance_transaction"];

const REFUND_STAGES: Readonly<Record<string, RefundStage>> = {
  pending: "pending",
  requires_action: "pending",
  succeeded: "succeeded",
  failed: "failed",
  canceled: "failed",
};

const DISPUTE_STAGES: Readonly<Record<string, DisputeStage>> = {
  warning_needs_response: "inquiry",
  warning_under_review: "inquiry",
  warning_closed: "inquiry_closed",
  prevented: "inquiry_closed",
  needs_response: "open",
  under_review: "open",
  lost: "lost",
  won: "won",
};

function stageOf<S>(known: Readonly<Record<string, S>>, id: string, status: string | null): S {
  const stage = known[status ?? ""];
  if (stage !== undefined) return stage;
  throw new PaymentsError("rejected", `${id} has the state ${status}.`, false);
}

type Booked = string | Stripe.BalanceTransaction | null | undefined;

/** The sum of what the balance moved by; null as long as any of it is unknown or in another currency. */
function movement(currency: string, booked: readonly Booked[]) {
  let [movedCents, feeCents] = [0n, 0n];
  for (const one of booked) {
    if (one === null || one === undefined) continue;
    if (typeof one === "string" || one.currency !== currency) return { movedCents: null, feeCents: null };
    movedCents += fromStripeAmount(one.net);
    feeCents += fromStripeAmount(one.fee);
  }
  return { movedCents, feeCents };
}

export function refundState(refund: Stripe.Refund): RefundState {
  return {
    refundId: refund.id,
    paymentIntentId: idOf(refund.payment_intent),
    stage: stageOf(REFUND_STAGES, refund.id, refund.status),
    amountCents: fromStripeAmount(refund.amount),
    currency: refund.currency,
    reason: refund.failure_reason ?? refund.reason,
    ...movement(refund.currency, [refund.balance_transaction, refund.failure_balance_transaction]),
  };
}

export function disputeState(dispute: Stripe.Dispute): DisputeState {
  const stage = stageOf(DISPUTE_STAGES, dispute.id, dispute.status);
  const amountCents = fromStripeAmount(dispute.amount);
  const moved = movement(dispute.currency, dispute.balance_transactions);
  const notYetBack = moved.movedCents !== null && moved.movedCents <= -amountCents;
  return {
    disputeId: dispute.id,
    paymentIntentId: idOf(dispute.payment_intent),
    // Won is when the money is back, not when the bank says so.
    stage: stage === "won" && notYetBack ? "open" : stage,
    amountCents,
    currency: dispute.currency,
    reason: dispute.reason,
    ...moved,
  };
}

/** Kinds of movement that payments make; payouts to the bank and the like are none of theirs. */
const OF_PAYMENTS = [
  "charge",
  "payment",
  "refund",
  "payment_refund",
  "refund_failure",
  "payment_failure_refund",
  "adjustment",
];

/** The whole balance, a page of a hundred at a time. Throws `PaymentsError`. */
export async function* balanceMovements(stripe: Stripe): AsyncIterable<BalanceMovement> {
  try {
    const pages = stripe.balanceTransactions.list({ limit: 100, expand: ["data.source"] });
    for await (const { id, type, source, net, fee, currency } of pages) {
      if (!OF_PAYMENTS.includes(type)) continue;
      yield {
        id,
        sourceId: idOf(source),
        paymentIntentId: intentOf(source),
        netCents: fromStripeAmount(net),
        feeCents: fromStripeAmount(fee),
        currency,
      };
    }
  } catch (error) {
    throw toPaymentsError(error);
  }
}

function intentOf(source: Stripe.BalanceTransaction["source"]): string | null {
  if (typeof source !== "object" || source === null || !("payment_intent" in source)) return null;
  return idOf(source.payment_intent);
}

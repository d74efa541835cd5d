import type Stripe from "stripe";
import { newId } from "../core/ids";
import type { Charge, Dispute } from "../core/types";
import type { World } from "../core/world";
import { book } from "./balance";
import type { DisputeKind } from "./test-cards";

const DISPUTE_FEE = 1500;
const DAYS_TO_ANSWER = 9;

const NO_EVIDENCE: Stripe.Dispute.Evidence = {
  access_activity_log: null,
  billing_address: null,
  cancellation_policy: null,
  cancellation_policy_disclosure: null,
  cancellation_rebuttal: null,
  customer_communication: null,
  customer_email_address: null,
  customer_name: null,
  customer_purchase_ip: null,
  customer_signature: null,
  duplicate_charge_documentation: null,
  duplicate_charge_explanation: null,
  duplicate_charge_id: null,
  enhanced_evidence: {},
  product_description: null,
  receipt: null,
  refund_policy: null,
  refund_policy_disclosure: null,
  refund_refusal_explanation: null,
  service_date: null,
  service_documentation: null,
  shipping_address: null,
  shipping_carrier: null,
  shipping_date: null,
  shipping_documentation: null,
  shipping_tracking_number: null,
  uncategorized_file: null,
  uncategorized_text: null,
};

/** The bank takes a payment back. An inquiry only asks; the others withdraw the money and a fee at once. */
export function openDispute(world: World, charge: Charge, kind: DisputeKind): Dispute {
  const inquiry = kind === "inquiry";
  const id = newId("dp");
  const withdrawn = inquiry
    ? []
    : [
        book(world, {
          amount: -charge.amount,
          fee: DISPUTE_FEE,
          feeDescription: "Dispute fee",
          currency: charge.currency,
          description: `Chargeback withdrawal for ${charge.id}`,
          type: "adjustment",
          reportingCategory: "dispute",
          source: id,
        }),
      ];
  const dispute = world.store.put("disputes", {
    id,
    object: "dispute",
    amount: charge.amount,
    balance_transactions: withdrawn,
    charge: charge.id,
    created: world.now(),
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: NO_EVIDENCE,
    evidence_details: {
      due_by: world.now() + DAYS_TO_ANSWER * 86_400,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: "not_submitted",
    },
    intended_submission_method: null,
    is_charge_refundable: inquiry,
    livemode: false,
    metadata: {},
    payment_intent: charge.payment_intent,
    payment_method_details: {
      type: "card",
      card: {
        brand: charge.payment_method_details?.card?.brand ?? "visa",
        case_type: inquiry ? "inquiry" : "chargeback",
        network: charge.payment_method_details?.card?.brand ?? "visa",
        network_reason_code: "83",
      },
    },
    reason: inquiry ? "general" : kind,
    status: inquiry ? "warning_needs_response" : "needs_response",
  });
  world.update("charges", charge.id, { disputed: true });
  world.emit("charge.dispute.created", dispute);
  if (!inquiry) world.emit("charge.dispute.funds_withdrawn", dispute);
  return dispute;
}

/** Ends a dispute. Won: the money and the fee come back. */
export function closeDispute(world: World, dispute: Dispute, won: boolean): Dispute {
  const inquiry = dispute.status.startsWith("warning");
  const reinstated =
    won && !inquiry
      ? [
          book(world, {
            amount: dispute.amount,
            fee: -DISPUTE_FEE,
            feeDescription: "Dispute fee refund",
            currency: dispute.currency,
            description: `Chargeback reversal for ${dispute.charge}`,
            type: "adjustment",
            reportingCategory: "dispute_reversal",
            source: dispute.id,
          }),
        ]
      : [];
  const closed = world.update("disputes", dispute.id, {
    balance_transactions: [...dispute.balance_transactions, ...reinstated],
    status: inquiry ? "warning_closed" : won ? "won" : "lost",
  });
  world.emit("charge.dispute.closed", closed, { status: dispute.status });
  if (reinstated.length > 0) world.emit("charge.dispute.funds_reinstated", closed);
  return closed;
}

import type Stripe from "stripe";
import { invalid } from "../core/errors";
import { money } from "../core/format";
import { newId } from "../core/ids";
import type { Charge, Refund } from "../core/types";
import type { World } from "../core/world";
import { book } from "./balance";
import { cardByFingerprint } from "./test-cards";

type RefundRequest = {
  amount: number | undefined;
  reason: Stripe.Refund.Reason | null;
  metadata: Record<string, string>;
};

function checkedAmount(charge: Charge, asked: number | undefined): number {
  if (!charge.captured || !charge.paid) {
    throw invalid(`Charge ${charge.id} has not been paid and cannot be refunded.`, "charge");
  }
  if (charge.refunded) {
    throw invalid(`Charge ${charge.id} has already been refunded.`, undefined, "charge_already_refunded");
  }
  const left = charge.amount_captured - charge.amount_refunded;
  const amount = asked ?? left;
  if (amount < 1) throw invalid("Invalid positive integer", "amount", "parameter_invalid_integer");
  if (amount > left) {
    const whole = charge.amount_refunded === 0;
    const limit = whole ? "charge amount" : "unrefunded amount on charge";
    throw invalid(
      `Refund amount (${money(amount, charge.currency)}) is greater than ${limit} (${money(left, charge.currency)})`,
      "amount",
      "amount_too_large",
    );
  }
  return amount;
}

/** Gives money back. Fees stay with the processor, as they do in reality. */
export function createRefund(world: World, charge: Charge, request: RefundRequest): Refund {
  const open = world.store
    .list("disputes")
    .find((one) => one.charge === charge.id && !one.is_charge_refundable);
  if (open) throw invalid(`The charge ${charge.id} has been disputed.`, undefined, "charge_disputed");
  const amount = checkedAmount(charge, request.amount);
  const card = cardByFingerprint(charge.payment_method_details?.card?.fingerprint);
  const id = newId("re");
  const movement = book(world, {
    amount: -amount,
    fee: 0,
    currency: charge.currency,
    description: `REFUND FOR CHARGE${charge.description === null ? "" : ` (${charge.description})`}`,
    type: "refund",
    reportingCategory: "refund",
    source: id,
  });
  const refund = world.store.put("refunds", {
    id,
    object: "refund",
    amount,
    balance_transaction: movement.id,
    charge: charge.id,
    created: world.now(),
    currency: charge.currency,
    customer: charge.customer,
    customer_account: null,
    destination_details: { type: charge.payment_method_details?.type ?? "card" },
    metadata: request.metadata,
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason: request.reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status: card?.behaviour.refund === "pending" ? "pending" : "succeeded",
    transfer_reversal: null,
  });
  const refunded = charge.amount_refunded + amount;
  const updated = world.update("charges", charge.id, {
    amount_refunded: refunded,
    refunded: refunded === charge.amount_captured,
  });
  world.emit("refund.created", refund);
  world.emit("charge.refunded", updated, { amount_refunded: charge.amount_refunded, refunded: false });
  if (card?.behaviour.refund === "pending") world.after(world.settings.settleSeconds, "finish_refund", id);
  if (card?.behaviour.refund === "fails_later") world.after(world.settings.settleSeconds, "fail_refund", id);
  return refund;
}

/** The bank took the refund, or sent it back: then the money is on the merchant's balance again. */
export function finishRefund(world: World, id: string, arrived: boolean): Refund {
  const refund = world.get("refunds", id);
  if (arrived) {
    const done = world.update("refunds", id, { status: "succeeded" });
    world.emit("refund.updated", done, { status: refund.status });
    world.emit("charge.refund.updated", done, { status: refund.status });
    return done;
  }
  const back = book(world, {
    amount: refund.amount,
    fee: 0,
    currency: refund.currency,
    description: "REFUND FAILURE",
    type: "refund_failure",
    reportingCategory: "refund_failure",
    source: id,
  });
  const failed = world.update("refunds", id, {
    failure_balance_transaction: back.id,
    failure_reason: "expired_or_canceled_card",
    status: "failed",
  });
  const charge = world.get("charges", refund.charge ?? "");
  world.update("charges", charge.id, {
    amount_refunded: charge.amount_refunded - refund.amount,
    refunded: false,
  });
  world.emit("refund.failed", failed, { status: refund.status });
  world.emit("charge.refund.updated", failed, { status: refund.status });
  return failed;
}

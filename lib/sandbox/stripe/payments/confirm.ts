import type Stripe from "stripe";
import { invalid, StripeFault } from "../core/errors";
import type { Charge, PaymentIntent, PaymentMethod } from "../core/types";
import type { World } from "../core/world";
import { bookCharge, createCharge } from "./charges";
import { openDispute } from "./disputes";
import { lastFour } from "./payment-methods";
import { bankOutcome, type CardBehaviour, cardByFingerprint, type Decline } from "./test-cards";

export type ConfirmOptions = {
  offSession: boolean;
  returnUrl: string | null;
  /** Fail rather than ask the customer to authenticate. */
  errorOnAction: boolean;
  /** The customer has just authenticated. */
  authenticated?: boolean;
};

const AUTHENTICATION_REQUIRED: Decline = {
  code: "authentication_required",
  declineCode: "authentication_required",
  message: "Your card was declined. This transaction requires authentication.",
};
export const AUTHENTICATION_FAILED: Decline = {
  code: "payment_intent_authentication_failure",
  message:
    "We are unable to authenticate your payment method. Please choose a different payment method and try again.",
};
const DEBIT_FAILED: Decline = {
  code: "payment_intent_payment_attempt_failed",
  message: "The customer's bank returned the debit: insufficient funds.",
};

/** Whether this card was saved with authentication, by a SetupIntent or by an earlier payment. */
function wasSetUp(world: World, method: PaymentMethod): boolean {
  const saved = world.store
    .list("setupIntents")
    .some((one) => one.payment_method === method.id && one.status === "succeeded");
  return (
    saved ||
    world.store
      .list("paymentIntents")
      .some((one) => one.payment_method === method.id && one.status === "succeeded" && one.setup_future_usage)
  );
}

function needsAuthentication(
  world: World,
  method: PaymentMethod,
  behaviour: CardBehaviour,
  offSession: boolean,
) {
  if (!behaviour.authenticate) return false;
  if (!offSession || behaviour.authenticate === "always") return true;
  return behaviour.authenticate === "unless_set_up" && !wasSetUp(world, method);
}

function cardError(decline: Decline, method: PaymentMethod): Stripe.PaymentIntent.LastPaymentError {
  return {
    type: decline.code.startsWith("payment_intent_") ? "invalid_request_error" : "card_error",
    code: decline.code,
    ...(decline.declineCode === undefined ? {} : { decline_code: decline.declineCode }),
    doc_url: `https://stripe.com/docs/error-codes/${decline.code.replaceAll("_", "-")}`,
    message: decline.message,
    payment_method: method,
  };
}

/** The attempt failed: the intent asks for another method. */
export function failIntent(
  world: World,
  intent: PaymentIntent,
  method: PaymentMethod,
  decline: Decline,
): PaymentIntent {
  const pending = intent.status === "processing" && intent.latest_charge !== null;
  const refused = decline !== AUTHENTICATION_FAILED;
  let chargeId = intent.latest_charge;
  if (pending && intent.latest_charge !== null) {
    world.update("charges", intent.latest_charge, {
      status: "failed",
      paid: false,
      failure_code: decline.code,
      failure_message: decline.message,
      receipt_url: null,
    });
  } else if (refused) {
    // Without authentication nothing reached the bank, so there is no charge.
    chargeId = createCharge(world, intent, method, { failed: decline }).id;
  }
  const failed = world.update("paymentIntents", intent.id, {
    last_payment_error: { ...cardError(decline, method), ...(chargeId === null ? {} : { charge: chargeId }) },
    latest_charge: chargeId,
    next_action: null,
    payment_method: null,
    status: "requires_payment_method",
  });
  if ((pending || refused) && chargeId !== null) world.emit("charge.failed", world.get("charges", chargeId));
  world.emit("payment_intent.payment_failed", failed);
  return failed;
}

/** The 402 that tells the caller of a failed confirmation. */
export function declinedFault(intent: PaymentIntent): StripeFault {
  const { payment_method, type: _type, ...error } = intent.last_payment_error ?? { type: "card_error" };
  return new StripeFault(402, {
    type: "card_error",
    ...(error.code === undefined ? {} : { code: error.code }),
    ...(error.decline_code === undefined ? {} : { decline_code: error.decline_code }),
    ...(error.charge === undefined ? {} : { charge: error.charge }),
    ...(error.doc_url === undefined ? {} : { doc_url: error.doc_url }),
    ...(error.message === undefined ? {} : { message: error.message }),
    payment_intent: intent,
    ...(payment_method === undefined ? {} : { payment_method }),
  });
}

/** The money is there: books the charge, or holds it until it is captured. */
export function succeedIntent(world: World, intent: PaymentIntent, charge: Charge): PaymentIntent {
  const held = intent.capture_method === "manual" && !charge.captured;
  const settled = world.update("charges", charge.id, { paid: true, status: "succeeded" });
  if (!held) bookCharge(world, settled);
  const done = world.update("paymentIntents", intent.id, {
    amount_capturable: held ? intent.amount : 0,
    amount_received: held ? 0 : charge.amount_captured,
    last_payment_error: null,
    latest_charge: charge.id,
    next_action: null,
    status: held ? "requires_capture" : "succeeded",
  });
  world.emit("charge.succeeded", world.get("charges", charge.id));
  world.emit(held ? "payment_intent.amount_capturable_updated" : "payment_intent.succeeded", done);
  return done;
}

function startDebit(world: World, intent: PaymentIntent, method: PaymentMethod): PaymentIntent {
  const charge = createCharge(world, intent, method, "pending");
  const outcome = bankOutcome(lastFour(method));
  const seconds = outcome === "succeeds" ? 0 : world.settings.settleSeconds;
  world.after(seconds, outcome === "fails" ? "fail_payment" : "settle_payment", intent.id);
  const processing = world.update("paymentIntents", intent.id, {
    last_payment_error: null,
    latest_charge: charge.id,
    status: "processing",
  });
  world.emit("payment_intent.processing", processing);
  world.emit("charge.pending", charge);
  return processing;
}

function askToAuthenticate(world: World, intent: PaymentIntent, returnUrl: string | null): PaymentIntent {
  const url = `${world.baseUrl}/authenticate/${intent.id}`;
  const waiting = world.update("paymentIntents", intent.id, {
    next_action:
      returnUrl === null
        ? { type: "use_stripe_sdk", use_stripe_sdk: { type: "three_d_secure_redirect", stripe_js: url } }
        : { type: "redirect_to_url", redirect_to_url: { return_url: returnUrl, url } },
    status: "requires_action",
  });
  world.emit("payment_intent.requires_action", waiting);
  return waiting;
}

const CONFIRMABLE = ["requires_payment_method", "requires_confirmation", "requires_action"];

/** Tries to take the money. The result says what happened; nothing is thrown for a decline. */
export function confirmIntent(
  world: World,
  intent: PaymentIntent,
  method: PaymentMethod,
  options: ConfirmOptions,
): PaymentIntent {
  if (!CONFIRMABLE.includes(intent.status)) {
    throw new StripeFault(400, {
      type: "invalid_request_error",
      code: "payment_intent_unexpected_state",
      message: `You cannot confirm this PaymentIntent because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be confirmed: requires_confirmation, requires_action.`,
      payment_intent: intent,
    });
  }
  if (method.customer !== null && method.customer !== intent.customer) {
    throw invalid(
      "The provided PaymentMethod belongs to another Customer.",
      "payment_method",
      "payment_method_customer_mismatch",
    );
  }
  if (!intent.payment_method_types.includes(method.type)) {
    throw invalid(
      `The PaymentMethod provided (${method.type}) is not allowed for this PaymentIntent. It allows: ${intent.payment_method_types.join(", ")}.`,
      "payment_method",
      "payment_intent_incompatible_payment_method",
    );
  }
  const trying = world.update("paymentIntents", intent.id, { payment_method: method.id });
  if (method.type !== "card") return startDebit(world, trying, method);

  const behaviour = cardByFingerprint(method.card?.fingerprint)?.behaviour ?? {};
  if (!options.authenticated && needsAuthentication(world, method, behaviour, options.offSession)) {
    if (options.offSession || options.errorOnAction)
      return failIntent(world, trying, method, AUTHENTICATION_REQUIRED);
    return askToAuthenticate(world, trying, options.returnUrl);
  }
  if (behaviour.decline) return failIntent(world, trying, method, behaviour.decline);
  const done = succeedIntent(world, trying, createCharge(world, trying, method, "succeeded"));
  if (done.setup_future_usage !== null && done.customer !== null) {
    world.update("paymentMethods", method.id, { customer: done.customer });
  }
  if (behaviour.dispute && done.latest_charge !== null) {
    openDispute(world, world.get("charges", done.latest_charge), behaviour.dispute);
  }
  return done;
}

/** A delayed payment arrives, or is returned by the bank. */
export function settleDebit(world: World, intentId: string, arrived: boolean): PaymentIntent {
  const intent = world.get("paymentIntents", intentId);
  world.store.delete("due", `settle_payment:${intentId}`);
  world.store.delete("due", `fail_payment:${intentId}`);
  if (intent.status !== "processing" || intent.latest_charge === null) return intent;
  if (arrived) return succeedIntent(world, intent, world.get("charges", intent.latest_charge));
  const method = world.get("paymentMethods", intent.payment_method ?? "");
  return failIntent(world, intent, method, DEBIT_FAILED);
}

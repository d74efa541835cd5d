import type Stripe from "stripe";
import { invalid, StripeFault } from "../core/errors";
import { money } from "../core/format";
import { listPage } from "../core/list";
import type { Params } from "../core/params";
import { type ApiCall, get, post, type Route } from "../core/routing";
import type { PaymentIntent, PaymentMethod } from "../core/types";
import type { World } from "../core/world";
import { bookCharge } from "../payments/charges";
import { type ConfirmOptions, confirmIntent, declinedFault } from "../payments/confirm";
import { cancelIntent, createIntent, type NewIntent } from "../payments/intents";
import { automaticTypes, readMethodTypes } from "./method-types";
import { readAddress, resolveMethod } from "./payment-method-params";

const SMALLEST = 50;
const LARGEST = 99_999_999;
const REASONS = ["duplicate", "fraudulent", "requested_by_customer", "abandoned"] as const;

/** An amount that can be charged, in minor units. */
export function checkedAmount(amount: number | undefined, currency: string, param: string): number {
  if (amount === undefined) throw invalid(`Missing required param: ${param}.`, param, "parameter_missing");
  if (amount < SMALLEST) {
    throw invalid(`Amount must be at least ${money(SMALLEST, currency)}`, param, "amount_too_small");
  }
  if (amount > LARGEST) {
    throw invalid(`Amount must be no more than ${money(LARGEST, currency)}`, param, "amount_too_large");
  }
  return amount;
}

export function checkedCurrency(currency: string, param = "currency"): string {
  const known = Intl.supportedValuesOf("currency").includes(currency.toUpperCase());
  if (!known) throw invalid(`Invalid currency: ${currency}.`, param);
  return currency.toLowerCase();
}

export function readIntentShipping(fields: Params | undefined): Stripe.PaymentIntent.Shipping | null {
  if (fields === undefined) return null;
  const address = readAddress(fields.child("address"));
  return {
    address,
    carrier: fields.nullableText("carrier") ?? null,
    name: fields.required("name"),
    phone: fields.nullableText("phone") ?? null,
    tracking_number: fields.nullableText("tracking_number") ?? null,
  };
}

function readConfirm(params: Params): ConfirmOptions {
  return {
    offSession: params.flag("off_session") ?? false,
    returnUrl: params.text("return_url") ?? null,
    errorOnAction: params.flag("error_on_requires_action") ?? false,
  };
}

/** Confirms for an API caller, who learns of a decline from the 402. */
function confirmOrThrow(world: World, intent: PaymentIntent, method: PaymentMethod, options: ConfirmOptions) {
  const result = confirmIntent(world, intent, method, options);
  if (result.last_payment_error !== null) throw declinedFault(result);
  return result;
}

function wrongState(intent: PaymentIntent, verb: string): StripeFault {
  return new StripeFault(400, {
    type: "invalid_request_error",
    code: "payment_intent_unexpected_state",
    message: `You cannot ${verb} this PaymentIntent because it has a status of ${intent.status}.`,
    payment_intent: intent,
  });
}

function readNew(world: World, { params, current }: ApiCall): NewIntent {
  const currency = checkedCurrency(params.required("currency"));
  const automatic = params.child("automatic_payment_methods")?.flag("enabled");
  const methods = readMethodTypes(params, automaticTypes(currency), current);
  const customer = params.text("customer");
  const receipt = params.nullableText("receipt_email") ?? null;
  return {
    amount: checkedAmount(params.integer("amount"), currency, "amount"),
    allowed_payment_method_types: methods.allowed,
    automatic_payment_methods: methods.named ? null : { enabled: automatic ?? true },
    capture_method:
      params.choice("capture_method", ["automatic", "automatic_async", "manual"]) ?? "automatic_async",
    confirmation_method: params.choice("confirmation_method", ["automatic", "manual"]) ?? "automatic",
    currency,
    customer: customer ? world.get("customers", customer, "customer").id : null,
    description: params.nullableText("description") ?? null,
    metadata: params.metadata(),
    payment_method_types: methods.types,
    receipt_email: receipt,
    setup_future_usage: params.choice("setup_future_usage", ["on_session", "off_session"]) ?? null,
    shipping: readIntentShipping(params.child("shipping")),
    statement_descriptor: params.nullableText("statement_descriptor") ?? null,
    statement_descriptor_suffix: params.nullableText("statement_descriptor_suffix") ?? null,
  };
}

/** `/v1/payment_intents`. */
export const paymentIntentRoutes: Route[] = [
  post("/v1/payment_intents", (world, call) => {
    const { params } = call;
    const fields = readNew(world, call);
    const confirm = params.flag("confirm") ?? false;
    const options = readConfirm(params);
    const asked = params.text("payment_method");
    params.ignore("mandate_data", "use_stripe_sdk");
    params.done();
    const method = asked ? resolveMethod(world, asked) : null;
    if (confirm && method === null) {
      throw invalid(
        "You cannot confirm this PaymentIntent because it's missing a payment method.",
        "payment_method",
        "parameter_missing",
      );
    }
    const intent = createIntent(world, fields);
    if (method === null) return intent;
    if (confirm) return confirmOrThrow(world, intent, method, options);
    return world.update("paymentIntents", intent.id, {
      payment_method: method.id,
      status: "requires_confirmation",
    });
  }),
  get("/v1/payment_intents", (world, { params }) => {
    const customer = params.text("customer");
    const rows = world.store.list("paymentIntents").filter((row) => !customer || row.customer === customer);
    return listPage(rows, params, "/v1/payment_intents");
  }),
  get("/v1/payment_intents/:id", (world, { part }) => world.get("paymentIntents", part("id"))),
  post("/v1/payment_intents/:id", (world, { part, params }) => {
    const intent = world.get("paymentIntents", part("id"));
    const asked = params.text("payment_method");
    const amount = params.integer("amount");
    const open = intent.status.startsWith("requires_") && intent.status !== "requires_capture";
    if (!open && (asked || amount !== undefined)) throw wrongState(intent, "update");
    const patch: Partial<PaymentIntent> = {
      amount: amount === undefined ? intent.amount : checkedAmount(amount, intent.currency, "amount"),
      description: params.nullableText("description") ?? intent.description,
      metadata: params.metadata(intent.metadata),
      receipt_email: params.nullableText("receipt_email") ?? intent.receipt_email,
      shipping: params.has("shipping") ? readIntentShipping(params.child("shipping")) : intent.shipping,
    };
    params.done();
    if (asked) {
      patch.payment_method = resolveMethod(world, asked).id;
      patch.status = "requires_confirmation";
    }
    return world.update("paymentIntents", intent.id, patch);
  }),
  post("/v1/payment_intents/:id/confirm", (world, { part, params }) => {
    const intent = world.get("paymentIntents", part("id"));
    const options = readConfirm(params);
    const asked = params.text("payment_method") ?? intent.payment_method;
    params.ignore("mandate_data", "use_stripe_sdk");
    params.done();
    if (!asked) {
      throw invalid(
        "You cannot confirm this PaymentIntent because it's missing a payment method.",
        "payment_method",
        "payment_intent_unexpected_state",
      );
    }
    return confirmOrThrow(world, intent, resolveMethod(world, asked), options);
  }),
  post("/v1/payment_intents/:id/capture", (world, { part, params }) => {
    const intent = world.get("paymentIntents", part("id"));
    const amount = params.integer("amount_to_capture") ?? intent.amount_capturable;
    params.done();
    if (intent.status !== "requires_capture") throw wrongState(intent, "capture");
    if (amount < 1 || amount > intent.amount_capturable) {
      throw invalid(
        "The amount to capture must be between 1 and the amount authorised.",
        "amount_to_capture",
      );
    }
    const captured = world.update("charges", intent.latest_charge ?? "", {
      amount_captured: amount,
      captured: true,
    });
    const booked = bookCharge(world, captured);
    const done = world.update("paymentIntents", intent.id, {
      amount_capturable: 0,
      amount_received: amount,
      status: "succeeded",
    });
    world.emit("charge.captured", booked, { captured: false });
    world.emit("payment_intent.succeeded", done);
    return done;
  }),
  post("/v1/payment_intents/:id/cancel", (world, { part, params }) => {
    const intent = world.get("paymentIntents", part("id"));
    const reason = params.choice("cancellation_reason", REASONS) ?? null;
    params.done();
    if (!intent.status.startsWith("requires_")) throw wrongState(intent, "cancel");
    return cancelIntent(world, intent, reason);
  }),
];

import { invalid, StripeFault } from "../core/errors";
import { newClientSecret, newId } from "../core/ids";
import { listPage } from "../core/list";
import { get, post, type Route } from "../core/routing";
import type { PaymentMethod, SetupIntent } from "../core/types";
import type { World } from "../core/world";
import { cardByFingerprint } from "../payments/test-cards";
import { readMethodTypes } from "./method-types";
import { resolveMethod } from "./payment-method-params";

const REASONS = ["abandoned", "duplicate", "requested_by_customer"] as const;

function fail(world: World, intent: SetupIntent, method: PaymentMethod): StripeFault | null {
  const behaviour = cardByFingerprint(method.card?.fingerprint)?.behaviour;
  if (!behaviour?.decline || !behaviour.declineOnSetup) return null;
  const error = {
    code: behaviour.decline.code,
    ...(behaviour.decline.declineCode ? { decline_code: behaviour.decline.declineCode } : {}),
    message: behaviour.decline.message,
  };
  const failed = world.update("setupIntents", intent.id, {
    last_setup_error: { ...error, type: "card_error", payment_method: method },
    status: "requires_payment_method",
  });
  world.emit("setup_intent.setup_failed", failed);
  return new StripeFault(402, { ...error, type: "card_error", setup_intent: failed, payment_method: method });
}

/** The method is saved: to the customer, if there is one. */
export function succeedSetup(world: World, intent: SetupIntent, method: PaymentMethod): SetupIntent {
  if (intent.customer !== null && method.customer === null) {
    const attached = world.update("paymentMethods", method.id, { customer: intent.customer });
    world.emit("payment_method.attached", attached);
  }
  const done = world.update("setupIntents", intent.id, {
    last_setup_error: null,
    next_action: null,
    payment_method: method.id,
    status: "succeeded",
  });
  world.emit("setup_intent.succeeded", done);
  return done;
}

function confirm(
  world: World,
  intent: SetupIntent,
  method: PaymentMethod,
  returnUrl: string | undefined,
): SetupIntent {
  if (["succeeded", "canceled", "processing"].includes(intent.status)) {
    throw invalid(
      `You cannot confirm this SetupIntent because it has a status of ${intent.status}.`,
      undefined,
      "setup_intent_unexpected_state",
    );
  }
  const fault = fail(world, intent, method);
  if (fault !== null) throw fault;
  const authenticate = cardByFingerprint(method.card?.fingerprint)?.behaviour.authenticate;
  if (authenticate === undefined || authenticate === "already_set_up")
    return succeedSetup(world, intent, method);
  const url = `${world.baseUrl}/authenticate/${intent.id}`;
  const waiting = world.update("setupIntents", intent.id, {
    next_action: returnUrl
      ? { type: "redirect_to_url", redirect_to_url: { return_url: returnUrl, url } }
      : { type: "use_stripe_sdk", use_stripe_sdk: { type: "three_d_secure_redirect", stripe_js: url } },
    payment_method: method.id,
    status: "requires_action",
  });
  world.emit("setup_intent.requires_action", waiting);
  return waiting;
}

/** `/v1/setup_intents`. */
export const setupIntentRoutes: Route[] = [
  post("/v1/setup_intents", (world, { params, current }) => {
    const id = newId("seti");
    const customer = params.text("customer");
    const asked = params.text("payment_method");
    const wanted = params.flag("confirm") ?? false;
    const returnUrl = params.text("return_url");
    const methods = readMethodTypes(params, ["card"], current);
    const row: SetupIntent = {
      id,
      object: "setup_intent",
      allowed_payment_method_types: methods.allowed,
      application: null,
      automatic_payment_methods: methods.named ? null : { enabled: true },
      cancellation_reason: null,
      client_secret: newClientSecret(id),
      created: world.now(),
      customer: customer ? world.get("customers", customer, "customer").id : null,
      description: params.nullableText("description") ?? null,
      excluded_payment_method_types: null,
      last_setup_error: null,
      latest_attempt: null,
      livemode: false,
      mandate: null,
      metadata: params.metadata(),
      next_action: null,
      on_behalf_of: null,
      payment_method: null,
      payment_method_configuration_details: null,
      payment_method_options: {
        card: { mandate_options: null, network: null, request_three_d_secure: "automatic" },
      },
      payment_method_types: methods.types,
      single_use_mandate: null,
      status: "requires_payment_method",
      usage: params.choice("usage", ["off_session", "on_session"]) ?? "off_session",
    };
    params.ignore("automatic_payment_methods", "mandate_data", "use_stripe_sdk");
    params.done();
    const method = asked ? resolveMethod(world, asked) : null;
    if (wanted && method === null) {
      throw invalid(
        "You cannot confirm this SetupIntent because it's missing a payment method.",
        "payment_method",
      );
    }
    const intent = world.store.put("setupIntents", row);
    world.emit("setup_intent.created", intent);
    if (method === null) return intent;
    if (wanted) return confirm(world, intent, method, returnUrl);
    return world.update("setupIntents", id, { payment_method: method.id, status: "requires_confirmation" });
  }),
  get("/v1/setup_intents", (world, { params }) => {
    const customer = params.text("customer");
    const rows = world.store.list("setupIntents").filter((row) => !customer || row.customer === customer);
    return listPage(rows, params, "/v1/setup_intents");
  }),
  get("/v1/setup_intents/:id", (world, { part }) => world.get("setupIntents", part("id"))),
  post("/v1/setup_intents/:id/confirm", (world, { part, params }) => {
    const intent = world.get("setupIntents", part("id"));
    const asked = params.text("payment_method") ?? intent.payment_method;
    const returnUrl = params.text("return_url");
    params.ignore("mandate_data", "use_stripe_sdk");
    params.done();
    if (!asked) {
      throw invalid(
        "You cannot confirm this SetupIntent because it's missing a payment method.",
        "payment_method",
      );
    }
    return confirm(world, intent, resolveMethod(world, asked), returnUrl);
  }),
  post("/v1/setup_intents/:id/cancel", (world, { part, params }) => {
    const intent = world.get("setupIntents", part("id"));
    const reason = params.choice("cancellation_reason", REASONS) ?? null;
    params.done();
    if (!intent.status.startsWith("requires_")) {
      throw invalid(
        `You cannot cancel this SetupIntent because it has a status of ${intent.status}.`,
        undefined,
        "setup_intent_unexpected_state",
      );
    }
    const canceled = world.update("setupIntents", intent.id, {
      cancellation_reason: reason,
      status: "canceled",
    });
    world.emit("setup_intent.canceled", canceled);
    return canceled;
  }),
];

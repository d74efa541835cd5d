import { invalid, StripeFault } from "../core/errors";
import { newSessionId } from "../core/ids";
import { listPage } from "../core/list";
import type { Params } from "../core/params";
import { type ApiCall, get, post, type Route } from "../core/routing";
import type { Session } from "../core/types";
import type { World } from "../core/world";
import { currentSession, expireSession, payOnPage } from "../payments/checkout";
import { declinedFault } from "../payments/confirm";
import { readExpiry, readIntentData, readLineItems, readReturnUrl } from "./checkout-params";
import { automaticTypes, readMethodTypes } from "./method-types";
import { checkedAmount } from "./payment-intents";
import { resolveMethod } from "./payment-method-params";

const LOCALE = /^(auto|[a-z]{2,3}(-[A-Z0-9]{2,3})?)$/;

function readLocale(params: Params): string | null {
  const locale = params.text("locale");
  if (!locale) return null;
  if (!LOCALE.test(locale)) throw invalid(`Invalid locale: ${locale}`, "locale");
  return locale;
}

function createSession(world: World, { params, current }: ApiCall): Session {
  const mode = params.required("mode");
  if (mode !== "payment") throw invalid(`The sandbox serves mode=payment; ${mode} is not there yet.`, "mode");
  const success = readReturnUrl(params, "success_url");
  if (success === null)
    throw invalid("Missing required param: success_url.", "success_url", "parameter_missing");
  const lineItems = readLineItems(world, params);
  const currency = lineItems[0]?.currency ?? "usd";
  const subtotal = lineItems.reduce((sum, item) => sum + item.amount_subtotal, 0);
  const total = checkedAmount(subtotal, currency, "line_items");
  const customer = params.text("customer");
  const email = params.nullableText("customer_email") ?? null;
  const who = customer ? world.get("customers", customer, "customer") : null;
  const methods = readMethodTypes(params, automaticTypes(currency), current);
  const id = newSessionId();
  const session: Session = {
    id,
    object: "checkout.session",
    adaptive_pricing: { enabled: false },
    after_expiration: null,
    allow_promotion_codes: null,
    allowed_payment_method_types: methods.allowed,
    amount_subtotal: subtotal,
    amount_total: total,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: null,
    cancel_url: readReturnUrl(params, "cancel_url"),
    client_reference_id: params.nullableText("client_reference_id") ?? null,
    client_secret: null,
    collected_information: null,
    consent: null,
    consent_collection: null,
    created: world.now(),
    currency,
    currency_conversion: null,
    custom_fields: [],
    custom_text: {
      after_submit: null,
      shipping_address: null,
      submit: null,
      terms_of_service_acceptance: null,
    },
    customer: who?.id ?? null,
    customer_account: null,
    customer_creation:
      params.choice("customer_creation", ["always", "if_required"]) ?? (who ? null : "if_required"),
    customer_details:
      who || email
        ? {
            address: null,
            business_name: null,
            email: who?.email ?? email,
            individual_name: null,
            name: null,
            phone: null,
            tax_exempt: "none",
            tax_ids: null,
          }
        : null,
    customer_email: email,
    discounts: [],
    expires_at: readExpiry(world, params),
    integration_identifier: null,
    invoice: null,
    invoice_creation: null,
    livemode: false,
    locale: readLocale(params),
    managed_payments: null,
    metadata: params.metadata(),
    mode,
    origin_context: null,
    payment_intent: null,
    payment_link: null,
    payment_method_collection: "if_required",
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: methods.types,
    payment_status: "unpaid",
    permissions: null,
    phone_number_collection: { enabled: false },
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: "open",
    submit_type: params.choice("submit_type", ["auto", "pay", "book", "donate"]) ?? null,
    subscription: null,
    success_url: success,
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: params.choice("ui_mode", ["hosted_page"]) ?? "hosted_page",
    url: `${world.baseUrl}/c/pay/${id}`,
    wallet_options: null,
  };
  const intent = readIntentData(params);
  params.ignore("adaptive_pricing", "payment_method_options");
  params.done();
  world.store.put("sessionDetails", { id, lineItems, intent });
  return world.store.put("sessions", session);
}

/** `/v1/checkout/sessions`, and `/v1/payment_pages`: what the hosted page itself calls. */
export const checkoutRoutes: Route[] = [
  post("/v1/checkout/sessions", createSession),
  get("/v1/checkout/sessions", (world, { params }) => {
    const customer = params.text("customer");
    const intent = params.text("payment_intent");
    const status = params.text("status");
    const rows = world.store
      .list("sessions")
      .filter((row) => !customer || row.customer === customer)
      .filter((row) => !intent || row.payment_intent === intent)
      .filter((row) => !status || row.status === status);
    return listPage(rows, params, "/v1/checkout/sessions");
  }),
  get("/v1/checkout/sessions/:id", (world, { part }) => currentSession(world, part("id"))),
  post("/v1/checkout/sessions/:id", (world, { part, params }) => {
    const session = currentSession(world, part("id"));
    const metadata = params.metadata(session.metadata);
    params.done();
    return world.update("sessions", session.id, { metadata });
  }),
  post("/v1/checkout/sessions/:id/expire", (world, { part }) =>
    expireSession(world, currentSession(world, part("id"))),
  ),
  get("/v1/checkout/sessions/:id/line_items", (world, { part, params }) => {
    const { id, lineItems } = world.get("sessionDetails", part("id"));
    return listPage(lineItems, params, `/v1/checkout/sessions/${id}/line_items`);
  }),
  get("/v1/payment_pages/:id", (world, { part }) => paymentPage(world, part("id"))),
  post("/v1/payment_pages/:id/init", (world, { part }) => paymentPage(world, part("id"))),
  post("/v1/payment_pages/:id/confirm", (world, { part, params }) => {
    const session = currentSession(world, part("id"));
    const method = params.required("payment_method");
    const expected = params.integer("expected_amount");
    params.ignore("eid", "key", "expected_payment_method_type", "return_url");
    params.done();
    if (expected !== undefined && expected !== session.amount_total) {
      throw new StripeFault(400, {
        type: "invalid_request_error",
        code: "checkout_amount_mismatch",
        message: "The amount has changed since this page was loaded.",
        param: "expected_amount",
      });
    }
    const intent = payOnPage(world, session, resolveMethod(world, method));
    if (intent.last_payment_error !== null) throw declinedFault(intent);
    return paymentPage(world, session.id);
  }),
];

function paymentPage(world: World, id: string): object {
  const session = currentSession(world, id);
  const intent = session.payment_intent === null ? null : world.get("paymentIntents", session.payment_intent);
  const { lineItems } = world.get("sessionDetails", id);
  return {
    ...session,
    id: session.id.replace("cs_test_", "ppage_"),
    object: "payment_page",
    session_id: session.id,
    line_items: lineItems,
    payment_intent: intent,
    state: session.status === "complete" ? "succeeded" : session.status === "open" ? "active" : "expired",
  };
}

import type { IncomingHttpHeaders } from "node:http";
import { API_VERSION } from "./core/api-version";
import { authenticate } from "./core/authentication";
import { StripeFault } from "./core/errors";
import { expand } from "./core/expand";
import { type FormTree, parseForm } from "./core/form";
import { fingerprintOf, keepAnswer, keptAnswer } from "./core/idempotency";
import { newId } from "./core/ids";
import { Params } from "./core/params";
import { match } from "./core/routing";
import type { World } from "./core/world";
import { chargeRoutes } from "./resources/charges-and-refunds";
import { checkoutRoutes } from "./resources/checkout-sessions";
import { customerRoutes } from "./resources/customers";
import { disputeRoutes } from "./resources/disputes";
import { eventRoutes } from "./resources/events";
import { paymentIntentRoutes } from "./resources/payment-intents";
import { paymentMethodRoutes } from "./resources/payment-methods";
import { productRoutes } from "./resources/products";
import { setupIntentRoutes } from "./resources/setup-intents";

const ROUTES = [
  ...chargeRoutes,
  ...checkoutRoutes,
  ...customerRoutes,
  ...disputeRoutes,
  ...eventRoutes,
  ...paymentIntentRoutes,
  ...paymentMethodRoutes,
  ...productRoutes,
  ...setupIntentRoutes,
];

export type ApiRequest = {
  method: string;
  path: string;
  query: string;
  headers: IncomingHttpHeaders;
  body: string;
};
export type Answer = { status: number; headers: Record<string, string>; body: string };

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function expansions(tree: FormTree): string[] {
  const node = tree.expand;
  const list = node === undefined ? [] : Array.isArray(node) ? node : [node];
  return list.filter((item) => typeof item === "string");
}

function run(world: World, request: ApiRequest): { status: number; body: string; known: boolean } {
  const found = match(ROUTES, request.method, request.path);
  if (found === undefined) {
    const message = `Unrecognized request URL (${request.method}: ${request.path}). The sandbox does not serve it.`;
    return { status: 404, known: false, body: json({ error: { type: "invalid_request_error", message } }) };
  }
  try {
    const tree = parseForm(
      request.method === "POST"
        ? [request.query, request.body].filter(Boolean).join("&")
        : request.query || request.body,
    );
    const paths = expansions(tree);
    const { expand: _expand, ...rest } = tree;
    const answer = found.route.handle(world, {
      params: new Params(rest),
      part: (name) => found.parts.get(name) ?? "",
      current: request.headers["stripe-version"] === API_VERSION,
    });
    return { status: 200, known: true, body: json(expand(world, answer, paths)) };
  } catch (error) {
    if (!(error instanceof StripeFault)) throw error;
    return { status: error.status, known: true, body: json({ error: error.body }) };
  }
}

/** One request of the REST API, from authentication to the answer. Never throws. */
export function answerApi(world: World, request: ApiRequest): Answer {
  const requestId = newId("req");
  const headers: Record<string, string> = {
    "content-type": "application/json",
    "request-id": requestId,
    "stripe-version": API_VERSION,
    "cache-control": "no-cache, no-store",
  };
  try {
    authenticate(request.headers);
    const header = request.headers["idempotency-key"];
    const key = request.method === "POST" && typeof header === "string" && header !== "" ? header : null;
    const inside = world.during({ id: requestId, idempotency_key: key });
    if (key === null) return { ...run(inside, request), headers };

    headers["idempotency-key"] = key;
    const fingerprint = fingerprintOf(request.method, request.path, `${request.query}\n${request.body}`);
    const kept = keptAnswer(inside, key, fingerprint);
    if (kept !== undefined) {
      headers["idempotent-replayed"] = "true";
      return { status: kept.status, headers, body: kept.body };
    }
    const { known, ...answer } = run(inside, request);
    if (known) keepAnswer(inside, key, fingerprint, answer.status, answer.body);
    return { ...answer, headers };
  } catch (error) {
    if (error instanceof StripeFault)
      return { status: error.status, headers, body: json({ error: error.body }) };
    console.error(`${requestId}:`, error);
    const message = "The sandbox failed. Its log has the details under this request's id.";
    return { status: 500, headers, body: json({ error: { type: "api_error", message } }) };
  }
}

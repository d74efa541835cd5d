import { API_VERSION } from "../core/api-version";
import { invalid } from "../core/errors";
import { newId, newWebhookSecret } from "../core/ids";
import { listPage } from "../core/list";
import type { Params } from "../core/params";
import { del, get, post, type Route } from "../core/routing";

function checkedUrl(url: string): string {
  if (!/^https?:\/\/[^\s]+$/.test(url) || !URL.canParse(url)) {
    throw invalid("Invalid URL: An explicit scheme (such as https) must be provided.", "url", "url_invalid");
  }
  return url;
}

function kinds(params: Params): (type: string) => boolean {
  const one = params.text("type");
  const several = params.texts("types");
  const wanted = one ? [one] : several;
  // `payment_intent.*` stands for all of that object's.
  return (type) =>
    wanted === undefined ||
    wanted.some((name) => (name.endsWith(".*") ? type.startsWith(name.slice(0, -1)) : name === type));
}

/** `/v1/events` and `/v1/webhook_endpoints`. */
export const eventRoutes: Route[] = [
  get("/v1/events", (world, { params }) => {
    const fits = kinds(params);
    const delivered = params.flag("delivery_success");
    const rows = world.store
      .list("events")
      .filter((row) => fits(row.type))
      .filter((row) => delivered === undefined || (row.pending_webhooks === 0) === delivered);
    return listPage(rows, params, "/v1/events");
  }),
  get("/v1/events/:id", (world, { part }) => world.get("events", part("id"))),
  post("/v1/events/:id/retry", (world, { part, params }) => {
    const event = world.get("events", part("id"));
    const only = params.text("webhook_endpoint");
    params.ignore("account", "for_stripecli");
    params.done();
    for (const endpoint of only ? [only] : world.listeners(event.type)) world.enqueue(event.id, endpoint);
    return event;
  }),
  post("/v1/webhook_endpoints", (world, { params }) => {
    const enabled = params.texts("enabled_events");
    if (enabled === undefined || enabled.length === 0) {
      throw invalid("Missing required param: enabled_events.", "enabled_events", "parameter_missing");
    }
    const endpoint = {
      id: newId("we"),
      object: "webhook_endpoint" as const,
      api_version: params.text("api_version") ?? API_VERSION,
      application: null,
      created: world.now(),
      description: params.nullableText("description") ?? null,
      enabled_events: enabled,
      livemode: false,
      metadata: params.metadata(),
      secret: newWebhookSecret(),
      status: "enabled",
      url: checkedUrl(params.required("url")),
    };
    params.done();
    return world.store.put("webhookEndpoints", endpoint);
  }),
  get("/v1/webhook_endpoints", (world, { params }) => {
    // The secret is shown once, when the endpoint is made.
    const rows = world.store.list("webhookEndpoints").map(({ secret: _secret, ...row }) => row);
    return listPage(rows, params, "/v1/webhook_endpoints");
  }),
  get("/v1/webhook_endpoints/:id", (world, { part }) => {
    const { secret: _secret, ...row } = world.get("webhookEndpoints", part("id"));
    return row;
  }),
  post("/v1/webhook_endpoints/:id", (world, { part, params }) => {
    const before = world.get("webhookEndpoints", part("id"));
    const disabled = params.flag("disabled");
    const url = params.text("url");
    const patch = {
      description: params.nullableText("description") ?? before.description,
      enabled_events: params.texts("enabled_events") ?? before.enabled_events,
      metadata: params.metadata(before.metadata),
      status: disabled === undefined ? before.status : disabled ? "disabled" : "enabled",
      url: url ? checkedUrl(url) : before.url,
    };
    params.done();
    const { secret: _secret, ...row } = world.update("webhookEndpoints", before.id, patch);
    return row;
  }),
  del("/v1/webhook_endpoints/:id", (world, { part }) => {
    const { id } = world.get("webhookEndpoints", part("id"));
    world.store.delete("webhookEndpoints", id);
    return { id, object: "webhook_endpoint", deleted: true };
  }),
];

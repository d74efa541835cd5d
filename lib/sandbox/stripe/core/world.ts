import type Stripe from "stripe";
import { API_VERSION } from "./api-version";
import { missing } from "./errors";
import { newId } from "./ids";
import type { Store } from "./store";
import type { Due, EventType, TableName, Tables } from "./types";

export type ConfiguredEndpoint = { url: string; secret: string };

export type Settings = {
  /** Name on the Checkout page and the receipts. */
  merchant: string;
  /** How long a delayed payment method takes. */
  settleSeconds: number;
  /** How long after a charge its balance transaction appears; 0 = with it. */
  bookSeconds: number;
  /** The endpoint that comes from the configuration rather than from the API. */
  endpoint: ConfiguredEndpoint | null;
};

const NOUNS: Partial<Record<TableName, string>> = {
  balanceTransactions: "balance transaction",
  charges: "charge",
  customers: "customer",
  disputes: "dispute",
  events: "event",
  paymentIntents: "payment_intent",
  paymentMethods: "PaymentMethod",
  prices: "price",
  products: "product",
  refunds: "refund",
  sessions: "checkout.session",
  setupIntents: "setupintent",
  webhookEndpoints: "webhook endpoint",
};
/** The id under which deliveries name the configured endpoint. */
export const CONFIGURED = "we_configured";

/** What a handler may touch: the rows, the clock, events, and things that happen later. */
export class World {
  constructor(
    readonly store: Store,
    private readonly clock: () => Date,
    readonly settings: Settings,
    readonly baseUrl: string,
    private readonly request: Stripe.Event.Request | null = null,
  ) {}

  /** The same world, with events that name the request which caused them. */
  during(request: Stripe.Event.Request): World {
    return new World(this.store, this.clock, this.settings, this.baseUrl, request);
  }

  /** Epoch seconds. */
  now(): number {
    return Math.floor(this.clock().getTime() / 1000);
  }

  /** A row that must exist; `param` names the field that asked for it. */
  get<K extends TableName>(table: K, id: string, param?: string): Tables[K] {
    const row = this.store.find(table, id);
    if (row === undefined) throw missing(NOUNS[table] ?? table, id, param);
    return row;
  }

  update<K extends TableName>(table: K, id: string, patch: Partial<Tables[K]>): Tables[K] {
    return this.store.put(table, { ...this.get(table, id), ...patch });
  }

  /** Records an event and queues it for every endpoint that listens. */
  emit(type: EventType, object: object, previous?: object): void {
    const endpoints = this.listeners(type);
    const event = this.store.put("events", {
      id: newId("evt"),
      object: "event",
      api_version: API_VERSION,
      created: this.now(),
      data: { object, ...(previous === undefined ? {} : { previous_attributes: previous }) },
      livemode: false,
      pending_webhooks: endpoints.length,
      request: this.request ?? { id: null, idempotency_key: null },
      type,
    });
    for (const endpoint of endpoints) this.enqueue(event.id, endpoint);
  }

  /** (Re)queues one event for one endpoint, due at once. */
  enqueue(event: string, endpoint: string): void {
    this.store.put("deliveries", {
      id: `${event}:${endpoint}`,
      event,
      endpoint,
      attempts: 0,
      nextAt: this.now(),
      lastStatus: null,
      lastError: null,
      delivered: false,
    });
  }

  listeners(type: string): string[] {
    const created = this.store
      .list("webhookEndpoints")
      .filter((one) => one.status === "enabled")
      .filter((one) => one.enabled_events.includes("*") || one.enabled_events.includes(type))
      .map((one) => one.id);
    return this.settings.endpoint === null ? created : [CONFIGURED, ...created];
  }

  after(seconds: number, kind: Due["kind"], object: string): void {
    this.store.put("due", { id: `${kind}:${object}`, at: this.now() + seconds, kind, object });
  }
}

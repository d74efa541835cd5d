import { createHmac } from "node:crypto";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Delivery } from "./core/types";
import { CONFIGURED, type ConfiguredEndpoint, type World } from "./core/world";

/** Seconds until the next attempt, after each failure; then it is given up. */
const BACKOFF = [1, 5, 15, 60, 300, 1_800, 3_600, 7_200, 14_400, 28_800, 57_600, 86_400];
const TIMEOUT_MS = 10_000;

/** `Stripe-Signature`: HMAC-SHA256 over time and raw body. */
export function signature(secret: string, body: string, at: number): string {
  const mac = createHmac("sha256", secret).update(`${at}.${body}`).digest("hex");
  return `t=${at},v1=${mac}`;
}

function endpointOf(world: World, id: string): ConfiguredEndpoint | null {
  if (id === CONFIGURED) return world.settings.endpoint;
  const row = world.store.find("webhookEndpoints", id);
  return row?.secret === undefined || row.status !== "enabled" ? null : { url: row.url, secret: row.secret };
}

/** Posts a body; resolves with the status, rejects when nobody answers. */
function send(url: string, body: string, header: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const target = new URL(url);
    const start = target.protocol === "https:" ? httpsRequest : httpRequest;
    const outgoing = start(
      target,
      {
        method: "POST",
        timeout: TIMEOUT_MS,
        agent: false,
        headers: {
          "content-type": "application/json; charset=utf-8",
          "content-length": Buffer.byteLength(body),
          "stripe-signature": header,
          "user-agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
          accept: "*/*; q=0.5, application/xml",
        },
      },
      (answer) => {
        answer.resume();
        answer.on("end", () => resolve(answer.statusCode ?? 0));
        answer.on("error", reject);
      },
    );
    outgoing.on("timeout", () => outgoing.destroy(new Error("no answer in time")));
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

function record(world: World, before: Delivery, status: number | null, problem: string | null): void {
  const delivered = status !== null && status >= 200 && status < 300;
  const attempts = before.attempts + 1;
  const wait = BACKOFF[attempts - 1];
  world.store.put("deliveries", {
    ...before,
    attempts,
    delivered,
    lastStatus: status,
    lastError: problem,
    nextAt: delivered || wait === undefined ? null : world.now() + wait,
  });
  const event = world.store.find("events", before.event);
  if (delivered && event !== undefined) {
    world.store.put("events", { ...event, pending_webhooks: Math.max(0, event.pending_webhooks - 1) });
  }
  world.store.flush();
}

async function attempt(world: World, delivery: Delivery): Promise<void> {
  const endpoint = endpointOf(world, delivery.endpoint);
  const event = world.store.find("events", delivery.event);
  if (endpoint === null || event === undefined) {
    world.store.delete("deliveries", delivery.id);
    world.store.flush();
    return;
  }
  const body = JSON.stringify(event, null, 2);
  // The receiver compares with real time, whatever clock the sandbox runs by.
  const header = signature(endpoint.secret, body, Math.floor(Date.now() / 1000));
  try {
    record(world, delivery, await send(endpoint.url, body, header), null);
  } catch (error) {
    record(world, delivery, null, error instanceof Error ? error.message : String(error));
  }
}

/** Sends what is due, oldest first, a few at a time. One round at a time; `all` also sends what waits for a retry. */
export class Deliveries {
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly world: World) {}

  deliver(all = false): Promise<void> {
    // A round that failed (a full disk) must not stop the ones after it.
    this.running = this.running.catch(() => undefined).then(() => this.round(all));
    return this.running;
  }

  /** Resolves when nothing is being sent. */
  idle(): Promise<void> {
    return this.running.catch(() => undefined);
  }

  private async round(all: boolean): Promise<void> {
    const now = this.world.now();
    const due = this.world.store
      .list("deliveries")
      .filter((one) => one.nextAt !== null && (all || one.nextAt <= now))
      .reverse();
    while (due.length > 0) await Promise.all(due.splice(0, 4).map((one) => attempt(this.world, one)));
  }
}

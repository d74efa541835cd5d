import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import Stripe from "stripe";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type StripeSandbox, startStripeSandbox } from "./server";
import { startReceiver } from "./testing/receiver";

const SECRET = "whsec_ofTheTests";

let directory: string;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
let sandbox: StripeSandbox;
let now: Date;

beforeEach(async () => {
  now = new Date("2030-01-01T00:00:00Z");
  directory = await mkdtemp(path.join(tmpdir(), "stripe-sandbox-"));
  receiver = await startReceiver();
  sandbox = await start();
});
afterEach(async () => {
  await sandbox.close();
  await receiver.close();
  await rm(directory, { recursive: true });
});

function start() {
  const endpoint = { url: receiver.url, secret: SECRET };
  return startStripeSandbox({ automatic: false, directory, endpoint, clock: () => now });
}
function client() {
  return new Stripe("sk_test_hooks", {
    host: "127.0.0.1",
    port: sandbox.port,
    protocol: "http",
    telemetry: false,
  });
}
const later = (seconds: number) => {
  now = new Date(now.getTime() + seconds * 1000);
};

describe("webhooks", () => {
  it("carry the event under a signature that the SDK accepts", async () => {
    const customer = await client().customers.create({ name: "Ada" }, { idempotencyKey: "once" });
    await sandbox.tick();
    const [first] = receiver.received;
    const event = client().webhooks.constructEvent(first?.body ?? "", first?.signature ?? "", SECRET);
    expect(event).toMatchObject({
      type: "customer.created",
      api_version: Stripe.API_VERSION,
      data: { object: { id: customer.id, name: "Ada" } },
      request: { idempotency_key: "once" },
      pending_webhooks: 1,
    });
    expect((await client().events.retrieve(event.id)).pending_webhooks).toBe(0);
    await sandbox.deliverNow();
    expect(receiver.received).toHaveLength(1);
  });

  it("are tried again, later and later, until they are taken", async () => {
    receiver.control.status = 500;
    await client().customers.create({});
    await sandbox.tick();
    await sandbox.tick();
    expect(receiver.received).toHaveLength(1);
    later(1);
    await sandbox.tick();
    later(4);
    await sandbox.tick();
    expect(receiver.received).toHaveLength(2);
    receiver.control.status = 200;
    later(1);
    await sandbox.tick();
    expect(receiver.received).toHaveLength(3);
    later(86_400);
    await sandbox.tick();
    expect(receiver.received).toHaveLength(3);
    expect(new Set(receiver.types())).toEqual(new Set(["customer.created"]));
  });

  it("survive a restart, with everything else", async () => {
    receiver.control.status = 503;
    const customer = await client().customers.create({ name: "Ada" }, { idempotencyKey: "kept" });
    const session = await client().checkout.sessions.create({
      mode: "payment",
      success_url: "https://example.com/ok",
      line_items: [{ price_data: { currency: "usd", unit_amount: 500, product_data: { name: "x" } } }],
    });
    await sandbox.tick();
    await sandbox.close();
    receiver.control.status = 200;
    receiver.received.length = 0;
    sandbox = await start();
    later(1);
    await sandbox.tick();
    expect(receiver.types()).toEqual(["customer.created"]);
    const again = await client().customers.create({ name: "Ada" }, { idempotencyKey: "kept" });
    expect(again.id).toBe(customer.id);
    const found = await client().checkout.sessions.retrieve(session.id);
    expect(found.url).toBe(`${sandbox.url}/c/pay/${session.id}`);
    expect((await fetch(found.url ?? "")).status).toBe(200);
  });

  it("lose nothing when the process dies without a word", async () => {
    const customer = await client().customers.create({ name: "Ada" });
    const second = await start();
    const other = new Stripe("sk_test_x", {
      host: "127.0.0.1",
      port: second.port,
      protocol: "http",
      telemetry: false,
    });
    expect((await other.customers.retrieve(customer.id)).id).toBe(customer.id);
    await second.close();
    const files = await readdir(directory);
    expect(files.sort()).toEqual(["journal.jsonl", "state.json"]);
    expect(await readFile(path.join(directory, "state.json"), "utf8")).not.toContain("4242424242424242");
  });

  it("go to endpoints made by the API too, each with its own secret and choice of events", async () => {
    const own = await startReceiver();
    const made = await client().webhookEndpoints.create({
      url: own.url,
      enabled_events: ["customer.updated"],
    });
    expect(made.secret).toMatch(/^whsec_/);
    expect((await client().webhookEndpoints.list()).data[0]).not.toHaveProperty("secret");
    const { id } = await client().customers.create({});
    await client().customers.update(id, { name: "Ada" });
    await sandbox.tick();
    expect(own.types()).toEqual(["customer.updated"]);
    const [first] = own.received;
    const event = client().webhooks.constructEvent(
      first?.body ?? "",
      first?.signature ?? "",
      made.secret ?? "",
    );
    expect(event.data.previous_attributes).toEqual({ name: null });
    await client().webhookEndpoints.del(made.id);
    await client().customers.update(id, { name: "Eve" });
    await sandbox.tick();
    expect(own.received).toHaveLength(1);
    await own.close();
  });
});

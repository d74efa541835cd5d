import Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type StripeSandbox, startStripeSandbox } from "./server";

let sandbox: StripeSandbox;
let stripe: Stripe;
let now = new Date("2030-01-01T00:00:00Z");

beforeAll(async () => {
  sandbox = await startStripeSandbox({ automatic: false, settleSeconds: 60, clock: () => now });
  stripe = client();
});
afterAll(() => sandbox.close());

function client(key = "sk_test_sdk"): Stripe {
  return new Stripe(key, {
    host: "127.0.0.1",
    port: sandbox.port,
    protocol: "http",
    telemetry: false,
    maxNetworkRetries: 0,
  });
}

function pay(change: Partial<Stripe.PaymentIntentCreateParams> = {}) {
  return stripe.paymentIntents.create({
    amount: 2000,
    currency: "usd",
    payment_method: "pm_card_visa",
    confirm: true,
    return_url: "https://example.com/back",
    ...change,
  });
}

function raw(path: string, init: RequestInit = {}, key = "sk_test_raw") {
  return fetch(`${sandbox.url}${path}`, {
    ...init,
    headers: { authorization: `Bearer ${key}`, ...init.headers },
  });
}

describe("keys", () => {
  it.each([
    ["", "You did not provide an API key"],
    ["Bearer sk_live_abcdefghijklmnop", "takes test keys only"],
    ["Bearer pk_test_abcdefghijklmnop", "Invalid API Key provided: pk_test_****mnop"],
  ])("%s is refused with 401", async (authorization, words) => {
    const answer = await fetch(`${sandbox.url}/v1/charges`, {
      headers: authorization ? { authorization } : {},
    });
    expect(answer.status).toBe(401);
    const body = (await answer.json()) as { error: Stripe.StripeRawError };
    expect(body.error).toMatchObject({
      type: "invalid_request_error",
      message: expect.stringContaining(words),
    });
  });

  it("may come by Basic authentication", async () => {
    const authorization = `Basic ${Buffer.from("sk_test_basic:").toString("base64")}`;
    expect((await fetch(`${sandbox.url}/v1/charges`, { headers: { authorization } })).status).toBe(200);
  });

  it("every answer names its request and its version", async () => {
    const answer = await raw("/v1/charges");
    expect(answer.headers.get("request-id")).toMatch(/^req_/);
    expect(answer.headers.get("stripe-version")).toBe(Stripe.API_VERSION);
  });
});

describe("idempotency", () => {
  it("replays the first answer, also an error", async () => {
    const good = { idempotencyKey: "good" };
    const first = await stripe.customers.create({ name: "A" }, good);
    const again = await stripe.customers.create({ name: "A" }, good);
    expect(again.id).toBe(first.id);
    expect(again.lastResponse.headers["idempotent-replayed"]).toBe("true");

    const bad = {
      method: "POST",
      headers: { "idempotency-key": "bad" },
      body: new URLSearchParams({ amount: "1" }),
    };
    const [one, two] = [await raw("/v1/payment_intents", bad), await raw("/v1/payment_intents", bad)];
    expect(one.status).toBe(400);
    expect(two.status).toBe(400);
    expect(await two.text()).toBe(await one.text());
  });

  it("refuses other parameters under the same key, and forgets keys after a day", async () => {
    const options = { idempotencyKey: "day" };
    const first = await stripe.customers.create({ name: "A" }, options);
    await expect(stripe.customers.create({ name: "B" }, options)).rejects.toMatchObject({
      type: "StripeIdempotencyError",
    });
    now = new Date(now.getTime() + 86_400_000);
    expect((await stripe.customers.create({ name: "B" }, options)).id).not.toBe(first.id);
  });
});

describe("requests", () => {
  it("names the field that is wrong", async () => {
    await expect(pay({ currency: "usx" })).rejects.toMatchObject({ param: "currency", statusCode: 400 });
    await expect(pay({ amount: 1 })).rejects.toMatchObject({ param: "amount", code: "amount_too_small" });
    await expect(pay({ customer: "cus_missing" })).rejects.toMatchObject({
      param: "customer",
      code: "resource_missing",
    });
    const unknown = raw("/v1/customers", {
      method: "POST",
      body: new URLSearchParams({ "metadata[a]": "1", nmae: "x" }),
    });
    expect(await (await unknown).json()).toMatchObject({
      error: { code: "parameter_unknown", param: "nmae" },
    });
    expect((await raw("/v1/unicorns")).status).toBe(404);
  });

  it("merges metadata, and an empty value removes a key", async () => {
    const { id } = await stripe.customers.create({ metadata: { a: "1", b: "2" } });
    expect((await stripe.customers.update(id, { metadata: { b: "", c: "3" } })).metadata).toEqual({
      a: "1",
      c: "3",
    });
  });

  it("pages through lists in both directions", async () => {
    const email = "pages@example.com";
    const made = [];
    for (let index = 0; index < 5; index += 1) made.unshift((await stripe.customers.create({ email })).id);
    const first = await stripe.customers.list({ email, limit: 2 });
    expect([first.data.map((one) => one.id), first.has_more]).toEqual([made.slice(0, 2), true]);
    const last = await stripe.customers.list({ email, limit: 2, starting_after: made[2] ?? "" });
    expect([last.data.map((one) => one.id), last.has_more]).toEqual([made.slice(3), false]);
    const back = await stripe.customers.list({ email, limit: 2, ending_before: made[4] ?? "" });
    expect([back.data.map((one) => one.id), back.has_more]).toEqual([made.slice(2, 4), true]);
    const all = await stripe.customers.list({ email, limit: 2 }).autoPagingToArray({ limit: 100 });
    expect(all.map((one) => one.id)).toEqual(made);
    await expect(stripe.customers.list({ starting_after: "cus_no" })).rejects.toMatchObject({
      statusCode: 400,
    });
    await expect(stripe.customers.list({ limit: 101 })).rejects.toMatchObject({ param: "limit" });
    const later = await stripe.customers.list({ email, created: { gt: Math.floor(now.getTime() / 1000) } });
    expect(later.data).toEqual([]);
  });

  it("expands what it is asked to, and refuses what it cannot", async () => {
    const { id } = await pay();
    const intent = await stripe.paymentIntents.retrieve(id, {
      expand: ["latest_charge.balance_transaction", "latest_charge.refunds", "payment_method"],
    });
    expect(intent).toMatchObject({
      latest_charge: { object: "charge", balance_transaction: { fee: 88, net: 1912 }, refunds: { data: [] } },
      payment_method: { card: { last4: "4242" } },
    });
    expect((await stripe.paymentIntents.retrieve(id)).latest_charge).toMatch(/^ch_/);
    const listed = await stripe.paymentIntents.list({ limit: 1, expand: ["data.latest_charge"] });
    expect(listed.data[0]?.latest_charge).toMatchObject({ id: expect.stringMatching(/^ch_/) });
    await expect(stripe.paymentIntents.retrieve(id, { expand: ["unicorn"] })).rejects.toMatchObject({
      param: "expand",
    });
  });
});

import { randomUUID } from "node:crypto";
import Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CheckoutInput, PaymentsError } from "@/lib/ports/payments";
import { type StripeSandbox, startStripeSandbox } from "@/lib/sandbox/stripe/server";
import { cardFields, submit } from "@/lib/sandbox/stripe/testing/browser";
import { startReceiver } from "@/lib/sandbox/stripe/testing/receiver";
import { createStripePayments } from "./payments";

const WEBHOOK_SECRET = "whsec_ofTheTestsOfTheAdapter";
const NOWHERE = "http://127.0.0.1:9";
// With a test key of Stripe's own, the part that needs no hosted page runs against Stripe.
const OWN_KEY = process.env.STRIPE_TEST_SECRET_KEY;
const secretKey = OWN_KEY ?? "sk_test_adapter";

let sandbox: StripeSandbox;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
const at = (url: string) =>
  createStripePayments({ secretKey, webhookSecret: WEBHOOK_SECRET, apiBase: new URL(url) });

function portUnderTest() {
  return OWN_KEY
    ? createStripePayments({ secretKey, webhookSecret: WEBHOOK_SECRET, apiBase: null })
    : at(sandbox.url);
}

async function input(change: Partial<CheckoutInput> = {}): Promise<CheckoutInput> {
  const accountId = randomUUID();
  const email = `${accountId}@example.com`;
  const customerId = await portUnderTest().customer({ accountId, email, name: "Ada" });
  return {
    paymentId: randomUUID(),
    accountId,
    customerId,
    amountCents: 2000n,
    currency: "usd",
    description: "Account credit",
    successUrl: "https://example.com/back?session={CHECKOUT_SESSION_ID}",
    cancelUrl: "https://example.com/billing",
    locale: "en",
    ...change,
  };
}

beforeAll(async () => {
  receiver = await startReceiver();
  sandbox = await startStripeSandbox({
    automatic: false,
    settleSeconds: 0,
    endpoint: { url: receiver.url, secret: WEBHOOK_SECRET },
  });
});
afterAll(async () => {
  await sandbox.close();
  await receiver.close();
});

describe("the port, against whatever speaks the API", () => {
  it("finds the customer of an account that it made before", async () => {
    const who = { accountId: randomUUID(), email: `${randomUUID()}@example.com`, name: "Ada" };
    const first = await portUnderTest().customer(who);
    expect(first).toMatch(/^cus_/);
    expect(await portUnderTest().customer(who)).toBe(first);
    expect(await portUnderTest().customer({ ...who, accountId: randomUUID() })).not.toBe(first);
  });

  it("opens one Checkout page per payment, however often it is asked", async () => {
    const wish = await input();
    const first = await portUnderTest().createCheckout(wish);
    expect(first).toMatchObject({ paymentId: wish.paymentId, status: "open", paymentStatus: "unpaid" });
    expect(first.url).toMatch(/^https?:/);
    expect(await portUnderTest().createCheckout(wish)).toEqual(first);
    expect(await portUnderTest().checkout(first.sessionId)).toEqual(first);
  });

  it("refuses the same payment with another amount", async () => {
    const wish = await input();
    await portUnderTest().createCheckout(wish);
    await expect(portUnderTest().createCheckout({ ...wish, amountCents: 2001n })).rejects.toMatchObject({
      name: "PaymentsError",
      code: "rejected",
      retry: false,
    });
  });

  it("closes an open page, and closing it again only tells its state", async () => {
    const { sessionId } = await portUnderTest().createCheckout(await input());
    expect(await portUnderTest().expireCheckout(sessionId)).toMatchObject({ status: "expired", url: null });
    expect(await portUnderTest().expireCheckout(sessionId)).toMatchObject({ status: "expired" });
  });

  it("says not_found for what is not there", async () => {
    const missing = { name: "PaymentsError", code: "not_found", retry: false };
    await expect(portUnderTest().payment("pi_missing")).rejects.toMatchObject(missing);
    await expect(portUnderTest().checkout("cs_test_missing")).rejects.toMatchObject(missing);
    await expect(portUnderTest().expireCheckout("cs_test_missing")).rejects.toMatchObject(missing);
  });

  it("refuses amounts that cannot be charged", async () => {
    const tooSmall = await input({ amountCents: 10n });
    await expect(portUnderTest().createCheckout(tooSmall)).rejects.toMatchObject({ code: "rejected" });
    const nothing = await input({ amountCents: 0n });
    await expect(portUnderTest().createCheckout(nothing)).rejects.toBeInstanceOf(PaymentsError);
  });
});

describe("a payment on the hosted page", () => {
  async function open(change: Partial<CheckoutInput> = {}) {
    const payments = at(sandbox.url);
    const wish = await input(change);
    const session = await payments.createCheckout(wish);
    return { payments, wish, session, page: session.url ?? "" };
  }

  it("is paid with a card, with both our ids, the fee and the receipt", async () => {
    const { payments, wish, session, page } = await open();
    const answer = await submit(page, cardFields("4242 4242 4242 4242"));
    expect(answer.location).toBe(`https://example.com/back?session=${session.sessionId}`);
    const state = await payments.checkout(session.sessionId);
    expect(state).toMatchObject({ status: "complete", paymentStatus: "paid", url: null });
    expect(await payments.payment(state.paymentIntentId ?? "")).toEqual({
      paymentIntentId: state.paymentIntentId,
      paymentId: wish.paymentId,
      accountId: wish.accountId,
      status: "succeeded",
      amountCents: 2000n,
      netOfTaxCents: 2000n,
      amountRefundedCents: 0n,
      currency: "usd",
      chargeId: expect.stringMatching(/^ch_/),
      feeCents: 88n,
      receiptUrl: expect.stringContaining("/receipts/ch_"),
      failureCode: null,
      failureMessage: null,
      method: "visa •••• 4242",
    });
    expect(await payments.createCheckout(wish)).toEqual(state);
    expect(await payments.expireCheckout(session.sessionId)).toEqual(state);
  });

  it("says why a card was declined, and stays open", async () => {
    const { payments, session, page } = await open();
    expect((await submit(page, cardFields("4000000000009995"))).status).toBe(402);
    const state = await payments.checkout(session.sessionId);
    expect(state).toMatchObject({ status: "open", paymentStatus: "unpaid" });
    expect(await payments.payment(state.paymentIntentId ?? "")).toMatchObject({
      status: "requires_payment_method",
      failureCode: "insufficient_funds",
      failureMessage: "Your card has insufficient funds.",
      method: "visa •••• 9995",
    });
  });

  it("is processing while a bank debit is on its way", async () => {
    const { payments, session, page } = await open({ currency: "eur" });
    await submit(page, { method: "bank" });
    const state = await payments.checkout(session.sessionId);
    expect(state).toMatchObject({ status: "complete", paymentStatus: "processing" });
    await sandbox.tick();
    expect(await payments.checkout(session.sessionId)).toMatchObject({ paymentStatus: "paid" });
    expect(await payments.payment(state.paymentIntentId ?? "")).toMatchObject({
      status: "succeeded",
      method: "sepa_debit •••• 3204",
    });
  });

  it("keeps amounts beyond 32 bits exact", async () => {
    const { session } = await open({ amountCents: 99_999_999n });
    expect(session.status).toBe("open");
  });
});

describe("events", () => {
  it("are verified over the raw body, and read back oldest first", async () => {
    const payments = at(sandbox.url);
    const since = new Date();
    const session = await payments.createCheckout(await input());
    await submit(session.url ?? "", cardFields("4242424242424242"));
    await sandbox.deliverNow();
    const verified = receiver.received.map((one) => payments.verifyEvent(one.body, one.signature));
    const done = verified.find((event) => event.objectId === session.sessionId);
    expect(done).toMatchObject({ type: "checkout.session.completed", id: expect.stringMatching(/^evt_/) });

    const events = await payments.eventsSince(since);
    const mine = events.map((event) => event.type);
    expect(mine).toContain("payment_intent.succeeded");
    expect(mine.indexOf("payment_intent.succeeded")).toBeLessThan(
      mine.lastIndexOf("checkout.session.completed"),
    );
    expect(events.find((event) => event.id === done?.id)).toMatchObject({ objectId: session.sessionId });
    expect([...events].sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime())).toEqual(events);
  });

  it("are refused when anything was changed", () => {
    const payments = at(NOWHERE);
    const body = JSON.stringify({
      id: "evt_1",
      object: "event",
      type: "charge.updated",
      created: 1,
      data: { object: { id: "ch_1" } },
    });
    const good = Stripe.webhooks.generateTestHeaderString({ payload: body, secret: WEBHOOK_SECRET });
    expect(payments.verifyEvent(body, good)).toMatchObject({
      id: "evt_1",
      objectId: "ch_1",
      createdAt: new Date(1000),
    });
    const forged = Stripe.webhooks.generateTestHeaderString({ payload: body, secret: "whsec_other" });
    const old = Stripe.webhooks.generateTestHeaderString({
      payload: body,
      secret: WEBHOOK_SECRET,
      timestamp: 1,
    });
    for (const [text, signature] of [
      [`${body} `, good],
      [body, forged],
      [body, old],
      [body, null],
      [body, ""],
      [body, "nonsense"],
    ] as const) {
      expect(() => payments.verifyEvent(text, signature)).toThrow(
        expect.objectContaining({ code: "bad_signature" }),
      );
    }
  });
});

describe("failures", () => {
  it("are unreachable and worth another try when nobody answers", async () => {
    const gone = { name: "PaymentsError", code: "unreachable", retry: true };
    await expect(at(NOWHERE).payment("pi_1")).rejects.toMatchObject(gone);
  });

  it("are rejected for a key that is not taken", async () => {
    const wrong = createStripePayments({
      secretKey: "sk_wrong",
      webhookSecret: WEBHOOK_SECRET,
      apiBase: new URL(sandbox.url),
    });
    await expect(wrong.payment("pi_1")).rejects.toMatchObject({ code: "rejected", retry: false });
  });

  it("keep a live key away from every host but Stripe's", () => {
    const live = (apiBase: string) => () =>
      createStripePayments({
        secretKey: "sk_live_x",
        webhookSecret: WEBHOOK_SECRET,
        apiBase: new URL(apiBase),
      });
    expect(live(NOWHERE)).toThrow(PaymentsError);
    expect(live("https://api.stripe.com")).not.toThrow();
  });
});

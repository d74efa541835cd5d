import Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type StripeSandbox, startStripeSandbox } from "../server";
import { cardFields, submit, visit } from "../testing/browser";

let sandbox: StripeSandbox;
let stripe: Stripe;
let now = new Date("2030-01-01T00:00:00Z");

beforeAll(async () => {
  sandbox = await startStripeSandbox({
    automatic: false,
    settleSeconds: 60,
    merchant: "Tom & <b>Co</b>",
    clock: () => now,
  });
  stripe = new Stripe("sk_test_pages", {
    host: "127.0.0.1",
    port: sandbox.port,
    protocol: "http",
    telemetry: false,
  });
});
afterAll(() => sandbox.close());

async function open(change: Partial<Stripe.Checkout.SessionCreateParams> = {}) {
  const session = await stripe.checkout.sessions.create({
    mode: "payment",
    success_url: "https://example.com/ok?s={CHECKOUT_SESSION_ID}",
    cancel_url: "https://example.com/back",
    line_items: [
      {
        quantity: 1,
        price_data: { currency: "usd", unit_amount: 2000, product_data: { name: "Account credit" } },
      },
    ],
    ...change,
  });
  return { id: session.id, url: session.url ?? "" };
}
const state = (id: string) => stripe.checkout.sessions.retrieve(id, { expand: ["payment_intent"] });

describe("the hosted page", () => {
  it("says what is paid, to whom, and that no card is charged", async () => {
    const page = await visit((await open()).url);
    expect(page.status).toBe(200);
    for (const words of [
      "$20.00",
      "Account credit",
      "Pay $20.00",
      "Sandbox: no real card is charged",
      "4000 0025 0000 3155",
    ]) {
      expect(page.body).toContain(words);
    }
    expect(page.body).toContain("Tom &amp; &lt;b&gt;Co&lt;/b&gt;");
    expect(page.body).toContain('href="https://example.com/back"');
    expect(page.body).not.toMatch(/<script|src=/);
  });

  it("marks every wrong field and loses nothing", async () => {
    const { id, url } = await open();
    const fields = {
      method: "card",
      number: "4242 4242 4242 4241",
      expiration: "1/20",
      cvc: "",
      name: 'A "quoted" name',
    };
    const page = await submit(url, fields);
    expect(page.status).toBe(422);
    expect(page.body.match(/aria-invalid="true"/g)).toHaveLength(3);
    expect(page.body).toContain('value="4242 4242 4242 4241"');
    expect(page.body).toContain('value="1/20"');
    expect(page.body).toContain('value="A &quot;quoted&quot; name"');
    expect(await state(id)).toMatchObject({ status: "open", payment_intent: null });
  });

  it("does not print a number back that may be real", async () => {
    const page = await submit((await open()).url, cardFields("4111 1111 1111 1111"));
    expect(page.status).toBe(422);
    expect(page.body).not.toContain("4111 1111");
  });

  it("explains a decline, and the next card pays the same payment", async () => {
    const { id, url } = await open();
    const declined = await submit(url, cardFields("4000 0000 0000 0002"));
    expect(declined.status).toBe(402);
    expect(declined.body).toContain("Your card was declined. Nothing was charged.");
    const first = (await state(id)).payment_intent;
    expect((await visit(url)).body).toContain("Your card was declined.");
    expect((await submit(url, cardFields("4242424242424242"))).location).toBe(
      `https://example.com/ok?s=${id}`,
    );
    expect(await state(id)).toMatchObject({
      status: "complete",
      payment_status: "paid",
      payment_intent: { id: (first as Stripe.PaymentIntent).id, status: "succeeded" },
    });
  });

  it("charges once, however often Pay is pressed", async () => {
    const { id, url } = await open();
    const answers = await Promise.all([1, 2, 3].map(() => submit(url, cardFields("4242424242424242"))));
    expect(answers.map((one) => one.location)).toEqual(Array(3).fill(`https://example.com/ok?s=${id}`));
    const intent = (await state(id)).payment_intent as Stripe.PaymentIntent;
    expect((await stripe.charges.list({ payment_intent: intent.id })).data).toHaveLength(1);
    const again = await visit(url);
    expect(again.body).toContain("This payment is complete");
  });

  it("asks for authentication: completing pays, failing leaves the page open", async () => {
    const { id, url } = await open();
    const first = await submit(url, cardFields("4000 0025 0000 3155"));
    expect(first.location).toMatch(/\/authenticate\/pi_/);
    const bank = first.location ?? "";
    expect((await visit(bank)).body).toContain("Complete authentication");
    expect((await submit(bank, { result: "fail" })).location).toBe(url);
    expect((await visit(url)).body).toContain("We are unable to authenticate your payment method.");
    expect((await state(id)).status).toBe("open");
    await submit(url, cardFields("4000 0025 0000 3155"));
    expect((await submit(bank, { result: "complete" })).location).toBe(`https://example.com/ok?s=${id}`);
    expect(await state(id)).toMatchObject({ status: "complete", payment_status: "paid" });
    expect((await visit(bank)).status).toBe(404);
  });

  it("can be abandoned, and expires", async () => {
    const { id, url } = await open();
    await submit(url, cardFields("4000 0000 0000 0002"));
    await stripe.checkout.sessions.expire(id);
    const page = await visit(url);
    expect(page.status).toBe(410);
    expect(page.body).toContain('href="https://example.com/back"');
    expect((await submit(url, cardFields("4242424242424242"))).status).toBe(410);
    expect(await state(id)).toMatchObject({ payment_intent: { status: "canceled" } });
  });

  it("takes a bank debit that settles later", async () => {
    const { id, url } = await open();
    expect((await submit(url, { method: "bank" })).location).toContain("example.com/ok");
    expect(await state(id)).toMatchObject({
      status: "complete",
      payment_status: "unpaid",
      payment_intent: { status: "processing" },
    });
    await sandbox.tick();
    expect((await state(id)).payment_status).toBe("unpaid");
    now = new Date(now.getTime() + 60_000);
    await sandbox.tick();
    expect(await state(id)).toMatchObject({
      payment_status: "paid",
      payment_intent: { status: "succeeded" },
    });
    const events = await stripe.events.list({ types: ["checkout.session.async_payment_succeeded"] });
    expect(events.data.map((event) => (event.data.object as Stripe.Checkout.Session).id)).toEqual([id]);
  });

  it("offers no bank debit where only cards were asked for", async () => {
    const { url } = await open({ allowed_payment_method_types: ["card"] });
    expect((await visit(url)).body).not.toContain("Bank debit");
    expect((await submit(url, { method: "bank" })).status).toBe(422);
  });
});

describe("the sandbox's own page", () => {
  async function processing() {
    const { id, url } = await open();
    await submit(url, { method: "bank" });
    return (await state(id)).payment_intent as Stripe.PaymentIntent;
  }
  const press = (path: string) => submit(`${sandbox.url}/sandbox/${path}`, {});

  it("settles, fails, disputes and refunds at a click", async () => {
    const arrives = await processing();
    const returned = await processing();
    expect((await visit(sandbox.url)).body).toContain(`/sandbox/payments/${arrives.id}/settle`);
    await press(`payments/${arrives.id}/settle`);
    await press(`payments/${returned.id}/fail`);
    expect((await stripe.paymentIntents.retrieve(arrives.id)).status).toBe("succeeded");
    expect(await stripe.paymentIntents.retrieve(returned.id)).toMatchObject({
      status: "requires_payment_method",
      last_payment_error: { code: "payment_intent_payment_attempt_failed" },
    });
    expect((await press(`payments/${arrives.id}/settle`)).status).toBe(409);
    await press(`payments/${arrives.id}/dispute`);
    expect((await stripe.disputes.list({ payment_intent: arrives.id })).data).toHaveLength(1);
    const other = await processing();
    await press(`payments/${other.id}/settle`);
    await press(`payments/${other.id}/refund`);
    expect((await stripe.refunds.list({ payment_intent: other.id })).data).toHaveLength(1);
    expect((await press("payments/pi_missing/settle")).status).toBe(404);
  });

  it("prints receipts", async () => {
    const { id, url } = await open();
    await submit(url, cardFields("4242424242424242"));
    const intent = (await state(id)).payment_intent as Stripe.PaymentIntent;
    const charge = await stripe.charges.retrieve(String(intent.latest_charge));
    const page = await visit(charge.receipt_url ?? "");
    expect(page.body).toContain("$20.00");
    expect(page.body).toContain("visa •••• 4242");
  });

  it("does not obey other sites", async () => {
    const { id } = await processing();
    const url = `${sandbox.url}/sandbox/payments/${id}/settle`;
    const foreign = await fetch(url, { method: "POST", headers: { origin: "https://evil.example" } });
    expect(foreign.status).toBe(403);
    expect((await stripe.paymentIntents.retrieve(id)).status).toBe("processing");
  });
});

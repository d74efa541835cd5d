import Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type StripeSandbox, startStripeSandbox } from "../server";

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

describe("payments", () => {
  it.each([
    ["pm_card_chargeDeclined", "card_declined", "generic_decline"],
    ["pm_card_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"],
    ["pm_card_chargeDeclinedExpiredCard", "expired_card", "expired_card"],
  ])("%s is declined", async (payment_method, code, decline_code) => {
    const error: unknown = await pay({ payment_method }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ type: "StripeCardError", statusCode: 402, code, decline_code });
    expect(error).toMatchObject({
      payment_intent: { status: "requires_payment_method", last_payment_error: { code } },
    });
  });

  it("asks for authentication, and off-session declines instead", async () => {
    const waiting = await pay({ payment_method: "pm_card_authenticationRequired" });
    expect(waiting).toMatchObject({ status: "requires_action", next_action: { type: "redirect_to_url" } });
    const customer = (await stripe.customers.create({})).id;
    await expect(
      pay({ payment_method: "pm_card_authenticationRequired", customer, off_session: true }),
    ).rejects.toMatchObject({ code: "authentication_required", decline_code: "authentication_required" });
  });

  it("lets a card that was set up pay without its owner", async () => {
    const customer = (await stripe.customers.create({})).id;
    const setup = await stripe.setupIntents.create({
      customer,
      payment_method: "pm_card_visa",
      confirm: true,
    });
    expect(setup.status).toBe("succeeded");
    const saved = String(setup.payment_method);
    const methods = await stripe.customers.listPaymentMethods(customer);
    expect(methods.data.map((one) => one.id)).toEqual([saved]);
    expect((await pay({ customer, payment_method: saved, off_session: true })).status).toBe("succeeded");
  });

  it("cancels what is open and nothing else", async () => {
    const open = await stripe.paymentIntents.create({ amount: 500, currency: "eur" });
    expect((await stripe.paymentIntents.cancel(open.id)).status).toBe("canceled");
    await expect(
      stripe.paymentIntents.confirm(open.id, { payment_method: "pm_card_visa" }),
    ).rejects.toMatchObject({
      code: "payment_intent_unexpected_state",
    });
    await expect(stripe.paymentIntents.cancel((await pay()).id)).rejects.toMatchObject({ statusCode: 400 });
  });

  it("refunds in parts, never more than was paid", async () => {
    const { id } = await pay();
    const part = await stripe.refunds.create({ payment_intent: id, amount: 500 });
    expect(part).toMatchObject({ status: "succeeded", amount: 500 });
    await expect(stripe.refunds.create({ payment_intent: id, amount: 1501 })).rejects.toMatchObject({
      param: "amount",
      message: "Refund amount ($15.01) is greater than unrefunded amount on charge ($15.00)",
    });
    await stripe.refunds.create({ payment_intent: id });
    await expect(stripe.refunds.create({ payment_intent: id })).rejects.toMatchObject({
      code: "charge_already_refunded",
    });
    const charge = await stripe.charges.retrieve(
      String((await stripe.paymentIntents.retrieve(id)).latest_charge),
    );
    expect(charge).toMatchObject({ amount_refunded: 2000, refunded: true });
  });

  it("a refund may fail later, and the money is back on the balance", async () => {
    const { id } = await pay({ payment_method: "pm_card_refundFail" });
    const refund = await stripe.refunds.create({ payment_intent: id });
    now = new Date(now.getTime() + 60_000);
    await sandbox.tick();
    expect(await stripe.refunds.retrieve(refund.id)).toMatchObject({ status: "failed" });
    const charge = String((await stripe.paymentIntents.retrieve(id)).latest_charge);
    expect(await stripe.charges.retrieve(charge)).toMatchObject({ amount_refunded: 0, refunded: false });
  });

  it("disputes withdraw the money with a fee, and evidence can win it back", async () => {
    const { id } = await pay({ payment_method: "pm_card_createDispute" });
    const dispute = (await stripe.disputes.list({ payment_intent: id })).data[0];
    expect(dispute).toMatchObject({
      status: "needs_response",
      balance_transactions: [{ amount: -2000, fee: 1500 }],
    });
    await expect(stripe.refunds.create({ payment_intent: id })).rejects.toMatchObject({
      code: "charge_disputed",
    });
    const evidence = { uncategorized_text: "winning_evidence" };
    const won = await stripe.disputes.update(dispute?.id ?? "", { evidence });
    expect(won.status).toBe("won");
    expect(won.balance_transactions.reduce((sum, one) => sum + one.net, 0)).toBe(0);
  });

  it("the balance is the sum of its transactions", async () => {
    const all = await stripe.balanceTransactions.list({ limit: 100 }).autoPagingToArray({ limit: 10_000 });
    const net = all.filter((one) => one.currency === "usd").reduce((sum, one) => sum + one.net, 0);
    const { pending } = await stripe.balance.retrieve();
    expect(pending.find((one) => one.currency === "usd")?.amount).toBe(net);
    for (const one of all) expect(one.net).toBe(one.amount - one.fee);
  });
});

describe("checkout sessions", () => {
  const item = {
    quantity: 2,
    price_data: { currency: "usd", unit_amount: 1500, product_data: { name: "Credit" } },
  };
  const wish = { mode: "payment", success_url: "https://example.com/ok", line_items: [item] } as const;

  it("add up their lines and list them on request", async () => {
    const session = await stripe.checkout.sessions.create({
      ...wish,
      line_items: [item],
      expand: ["line_items"],
    });
    expect(session).toMatchObject({
      amount_total: 3000,
      currency: "usd",
      status: "open",
      payment_intent: null,
    });
    expect(session.line_items?.data[0]).toMatchObject({
      amount_total: 3000,
      description: "Credit",
      quantity: 2,
    });
    expect(session.url).toBe(`${sandbox.url}/c/pay/${session.id}`);
    expect((await stripe.checkout.sessions.listLineItems(session.id)).data).toHaveLength(1);
  });

  it("expire by themselves, or on request", async () => {
    const expires_at = Math.floor(now.getTime() / 1000) + 1800;
    const session = await stripe.checkout.sessions.create({ ...wish, line_items: [item], expires_at });
    const other = await stripe.checkout.sessions.create({ ...wish, line_items: [item] });
    expect((await stripe.checkout.sessions.expire(other.id)).status).toBe("expired");
    await expect(stripe.checkout.sessions.expire(other.id)).rejects.toMatchObject({ statusCode: 400 });
    now = new Date(now.getTime() + 1_800_000);
    await sandbox.tick();
    expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
      status: "expired",
      url: null,
    });
    const events = await stripe.events.list({ type: "checkout.session.expired" });
    expect(events.data).toHaveLength(2);
  });

  it.each([
    [{ expires_at: 1 }, "expires_at"],
    [{ success_url: "javascript:alert(1)" }, "success_url"],
    [{ line_items: [] }, "line_items"],
    [{ allowed_payment_method_types: ["paypal" as const] }, "allowed_payment_method_types"],
    [{ payment_method_types: ["card"] }, "payment_method_types"],
    [{ mode: "subscription" as const }, "mode"],
  ])("refuse %o", async (change, param) => {
    await expect(
      stripe.checkout.sessions.create({ ...wish, line_items: [item], ...change }),
    ).rejects.toMatchObject({ param, statusCode: 400 });
  });
});

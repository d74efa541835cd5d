import { eq, sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { ledgerEntries, ledgerTransactions, payments } from "@/drizzle/schema";
import type { TopUpView } from "@/lib/contracts/billing";
import { TICKS_PER_CENT } from "@/lib/domain/money";
import { type Payments, PaymentsError } from "@/lib/ports/payments";
import { cardFields, submit } from "@/lib/sandbox/stripe/testing/browser";
import { accountBalanceView } from "@/lib/services/money/balance-view";
import { testDatabase } from "@/lib/testing/database";
import { type Customer, paymentsWorld } from "@/lib/testing/payments";
import { abandonTopUp } from "./abandon-top-up";
import { processEvent, takeEvent } from "./events";
import { listPayments, paymentReceipt } from "./list-payments";
import { startTopUp } from "./start-top-up";
import { fetchMissedEvents, sweepEvents, sweepPayments } from "./sweep";
import { syncPayment } from "./sync-payment";

const database = await testDatabase();
const world = await paymentsWorld(database);
const { db } = database;

const VISA = "4242 4242 4242 4242";
const AUTHENTICATES = "4000 0025 0000 3155";
const POOR = "4000 0000 0000 9995";

let wishes = 0;
const start = (who: Customer, amount = 2_500n, requestId = `request-${++wishes}`) =>
  startTopUp(who.ctx, { requestId, amount });
const pay = (topUp: TopUpView, card = VISA) => submit(topUp.checkoutUrl ?? "", cardFields(card));
const rowOf = async (topUp: TopUpView) => {
  const [row] = await db.select().from(payments).where(eq(payments.id, topUp.paymentId));
  if (!row) throw new Error("no payment");
  return row;
};
const balanceCents = async (who: Customer) => {
  const { balanceTicks } = await accountBalanceView(who.ctx, who.accountId);
  return BigInt(balanceTicks) / TICKS_PER_CENT;
};
const creditsOf = async (who: Customer) =>
  (await db.select().from(ledgerTransactions).where(eq(ledgerTransactions.accountId, who.accountId))).map(
    (transaction) => transaction.kind,
  );

/** Every webhook that Stripe has for us, delivered to us, `times` times, in the order that `order` makes of them. */
async function deliver(times = 1, order = <T>(all: T[]): T[] => all): Promise<void> {
  await world.sandbox.deliverNow();
  const waiting = order(world.receiver.received.splice(0));
  for (let time = 0; time < times; time += 1)
    for (const { body, signature } of waiting) {
      const id = await takeEvent(world.system, body, signature);
      if (id === null) throw new Error("refused");
      await processEvent(world.system, id);
    }
}
const forgetWebhooks = async () => {
  await world.sandbox.deliverNow();
  world.receiver.received.splice(0);
};
/** What is due at once from now on, as if minutes had gone by. */
const makeDue = (topUp: TopUpView) =>
  db.update(payments).set({ checkAfter: sql`app_now()` }).where(eq(payments.id, topUp.paymentId));

describe("a top-up", () => {
  it("is paid when the webhook comes before the redirect", async () => {
    const ada = await world.customer();
    const topUp = await start(ada);
    await pay(topUp);
    expect(await rowOf(topUp)).toMatchObject({ state: "open" });
    await deliver();
    const row = await rowOf(topUp);
    expect(row).toMatchObject({ state: "paid", method: "visa •••• 4242", checkAfter: null });
    expect(await balanceCents(ada)).toBe(2_500n);
    await syncPayment(world.system, { checkoutSessionId: row.checkoutSessionId ?? "" });
    expect(await creditsOf(ada)).toEqual(["top_up", "top_up_fee"]);
    expect(world.system.hints).toContainEqual({ accountId: ada.accountId, kind: "payments" });
    expect(await paymentReceipt(ada.ctx, topUp.paymentId)).toMatchObject({
      amountCents: "2500",
      payerName: "Ada Lovelace",
      ledgerTransactionId: row.ledgerTransactionId,
    });
  });

  it("is paid by the redirect when the webhook is late", async () => {
    const ada = await world.customer();
    const topUp = await start(ada);
    const { location } = await pay(topUp);
    const checkoutSessionId = new URL(location ?? "").searchParams.get("session_id") ?? "";
    expect(await syncPayment(world.system, { checkoutSessionId })).toMatchObject({ state: "paid" });
    await deliver();
    expect(await balanceCents(ada)).toBe(2_500n);
    expect(await creditsOf(ada)).toEqual(["top_up", "top_up_fee"]);
  });

  it("is paid once when every event comes three times, backwards", async () => {
    const ada = await world.customer();
    const topUp = await start(ada);
    await pay(topUp, POOR);
    await pay(topUp);
    await deliver(3, (all) => all.toReversed());
    expect(await rowOf(topUp)).toMatchObject({ state: "paid", failureCode: null });
    expect(await balanceCents(ada)).toBe(2_500n);
  });

  it("is paid once when twenty look at the same moment", async () => {
    const ada = await world.customer();
    const topUp = await start(ada);
    await pay(topUp);
    await Promise.all(
      Array.from({ length: 20 }, () => syncPayment(world.system, { paymentId: topUp.paymentId })),
    );
    expect(await creditsOf(ada)).toEqual(["top_up", "top_up_fee"]);
    expect(await balanceCents(ada)).toBe(2_500n);
    await forgetWebhooks();
  });

  it("is found by the sweep when no webhook ever comes and nobody returns", async () => {
    const ada = await world.customer();
    const topUp = await start(ada);
    await pay(topUp);
    await forgetWebhooks();
    await sweepPayments(world.system);
    expect(await rowOf(topUp)).toMatchObject({ state: "open" });
    await makeDue(topUp);
    expect(await sweepPayments(world.system)).toMatchObject({ failed: [] });
    expect(await rowOf(topUp)).toMatchObject({ state: "paid" });
  });

  it("is found in the provider's list of events, which is read from the last one on", async () => {
    const ada = await world.customer();
    const topUp = await start(ada);
    await pay(topUp);
    await forgetWebhooks();
    expect(await fetchMissedEvents(world.system)).toBeGreaterThan(0);
    expect(await fetchMissedEvents(world.system)).toBe(0);
    await db.execute(sql`update stripe_events set received_at = received_at - interval '1 minute'`);
    expect(await sweepEvents(world.system)).toMatchObject({ failed: [] });
    expect(await rowOf(topUp)).toMatchObject({ state: "paid" });
  });

  it("of a delayed method is on its way until the money comes", async () => {
    const ada = await world.customer({ currency: "EUR" });
    const topUp = await start(ada);
    await submit(topUp.checkoutUrl ?? "", { method: "bank" });
    await deliver();
    expect(await rowOf(topUp)).toMatchObject({ state: "processing" });
    expect(await balanceCents(ada)).toBe(0n);
    await world.sandbox.tick();
    await deliver();
    expect(await rowOf(topUp)).toMatchObject({ state: "paid" });
    expect(await balanceCents(ada)).toBe(2_500n);
  });
});

describe("a payment that is not made", () => {
  it("is declined in words, and the same page takes another card", async () => {
    const ada = await world.customer();
    const topUp = await start(ada);
    await pay(topUp, POOR);
    await deliver();
    expect((await listPayments(ada.ctx)).lines).toMatchObject([
      { state: "failed", failureCode: "insufficient_funds", checkoutUrl: topUp.checkoutUrl },
    ]);
    expect(await balanceCents(ada)).toBe(0n);
    await pay(topUp);
    await deliver();
    expect((await listPayments(ada.ctx)).lines).toMatchObject([
      { state: "paid", failureCode: null, checkoutUrl: null },
    ]);
  });

  it("waits for the bank, and is declined when the bank does not know its payer", async () => {
    const ada = await world.customer();
    const topUp = await start(ada);
    const { location } = await pay(topUp, AUTHENTICATES);
    await deliver();
    expect(await rowOf(topUp)).toMatchObject({ state: "action_needed" });
    await submit(location ?? "", { result: "fail" });
    await deliver();
    expect(await rowOf(topUp)).toMatchObject({
      state: "failed",
      failureCode: "payment_intent_authentication_failure",
    });
  });

  it("is abandoned for good", async () => {
    const ada = await world.customer();
    const topUp = await start(ada);
    expect(await abandonTopUp(ada.ctx, topUp)).toMatchObject({ state: "abandoned", checkoutUrl: null });
    expect((await pay(topUp)).status).toBe(410);
    await deliver();
    expect(await rowOf(topUp)).toMatchObject({ state: "abandoned", checkAfter: null });
    expect(await balanceCents(ada)).toBe(0n);
  });

  it("is paid after all when it was paid just before it was abandoned", async () => {
    const ada = await world.customer();
    const topUp = await start(ada);
    await pay(topUp);
    expect(await abandonTopUp(ada.ctx, topUp)).toMatchObject({ state: "paid" });
    expect(await balanceCents(ada)).toBe(2_500n);
    await forgetWebhooks();
  });

  it("is nobody else's to abandon or to look at", async () => {
    const [ada, bob] = [await world.customer(), await world.customer()];
    const topUp = await start(ada);
    await expect(abandonTopUp(bob.ctx, topUp)).rejects.toMatchObject({ code: "not_found" });
    await expect(paymentReceipt(bob.ctx, topUp.paymentId)).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("starting", () => {
  it("twice at once opens one page", async () => {
    const ada = await world.customer();
    const both = await Promise.all([start(ada, 900n, "double-click"), start(ada, 900n, "double-click")]);
    expect(both[0]).toEqual(both[1]);
    expect((await listPayments(ada.ctx)).lines).toHaveLength(1);
    await expect(start(ada, 901n, "double-click")).rejects.toMatchObject({ code: "key_reused" });
  });

  it("keeps to the operator's limits and to confirmed addresses", async () => {
    const ada = await world.customer();
    await expect(start(ada, 499n)).rejects.toMatchObject({
      field: "amount",
      params: { reason: "amount_too_small", minimum: "5.00 USD" },
    });
    await expect(start(ada, 1_000_001n)).rejects.toMatchObject({ params: { reason: "amount_too_large" } });
    const bob = await world.customer({ confirmed: false });
    await expect(start(bob)).rejects.toMatchObject({ code: "email_unconfirmed" });
    expect((await listPayments(ada.ctx)).lines).toEqual([]);
  });

  it("is healed by its key when the answer was lost after the page was made", async () => {
    let lose = true;
    const opened: string[] = [];
    const lossy: Payments = {
      ...world.payments,
      async createCheckout(input) {
        const made = await world.payments.createCheckout(input);
        opened.push(made.sessionId);
        if (lose) throw new PaymentsError("unreachable", "timeout", true);
        return made;
      },
    };
    const ada = await world.customer({ payments: lossy });
    await expect(start(ada, 900n, "lost-answer")).rejects.toMatchObject({ code: "payment_unavailable" });
    lose = false;
    const topUp = await start(ada, 900n, "lost-answer");
    expect(new Set(opened).size).toBe(1);
    await pay(topUp);
    await deliver();
    expect(await rowOf(topUp)).toMatchObject({ state: "paid" });
  });
});

describe("a webhook", () => {
  it("with a bad signature is refused", async () => {
    expect(await takeEvent(world.system, "{}", "t=1,v1=bad")).toBeNull();
    expect(await takeEvent(world.system, "{}", null)).toBeNull();
  });

  it("about somebody else's objects is recorded and moves nothing", async () => {
    const customerId = await world.payments.customer({
      accountId: "elsewhere",
      email: "x@example.com",
      name: "X",
    });
    const page = await world.payments.createCheckout({
      paymentId: "not_ours",
      accountId: "elsewhere",
      customerId,
      amountCents: 700n,
      currency: "usd",
      description: "theirs",
      successUrl: "https://example.com/",
      cancelUrl: "https://example.com/",
      locale: "en",
    });
    await submit(page.url ?? "", cardFields(VISA));
    await deliver();
    const { rows } = await db.execute(
      sql`select count(*)::int as open from stripe_events where processed_at is null`,
    );
    expect(rows).toEqual([{ open: 0 }]);
  });

  it("changes nothing when all of them are replayed in any order", async () => {
    const look = async () => ({
      entries: await db.select().from(ledgerEntries).orderBy(ledgerEntries.seq),
      payments: (await db.select().from(payments).orderBy(payments.id)).map((row) => [row.id, row.state]),
    });
    const before = await look();
    const { rows } = await db.execute<{ id: string }>(sql`select id from stripe_events order by md5(id)`);
    await db.execute(sql`update stripe_events set processed_at = null`);
    for (const { id } of rows) await processEvent(world.system, id);
    for (const { id } of rows.toReversed()) {
      await db.execute(sql`update stripe_events set processed_at = null where id = ${id}`);
      await processEvent(world.system, id);
    }
    expect(await look()).toEqual(before);
  });
});

import { eq, sql } from "drizzle-orm";
import { afterAll, describe, expect, it } from "vitest";
import { instances, ledgerEntries, ledgerTransactions, paymentReversals, payments } from "@/drizzle/schema";
import { createStripePayments } from "@/lib/adapters/stripe/payments";
import { topUp } from "@/lib/domain/ledger";
import { rate, TICKS_PER_CENT, ticks } from "@/lib/domain/money";
import { defaultPolicies } from "@/lib/domain/policies";
import { correct } from "@/lib/domain/transitions/credit";
import { becomeReady, reserve } from "@/lib/domain/transitions/reserve";
import { cardFields, submit } from "@/lib/sandbox/stripe/testing/browser";
import { connect } from "@/lib/server/database";
import { accountBalanceView } from "@/lib/services/money/balance-view";
import { bookTopUp } from "@/lib/services/money/book-movement";
import { verifyMoney } from "@/lib/services/money/verify";
import { CLEARING, verifyClearing } from "@/lib/services/money/verify-clearing";
import { withAccount } from "@/lib/services/money/with-account";
import { testDatabase } from "@/lib/testing/database";
import { advanceClock, instanceRow, seedCatalogue } from "@/lib/testing/money";
import { type Customer, paymentsWorld } from "@/lib/testing/payments";
import { processEvent, takeEvent } from "./events";
import { listLedger } from "./list-ledger";
import { listPayments, paymentReceipt } from "./list-payments";
import { startTopUp } from "./start-top-up";
import { syncRefund } from "./sync-reversal";

const database = await testDatabase();
const world = await paymentsWorld(database);
const { db } = database;

const VISA = "4242 4242 4242 4242";
const REFUND_FAILS = "4000 0000 0000 5126";
const REFUND_PENDING = "4000 0000 0000 7726";
const DISPUTED = "4000 0000 0000 0259";
const INQUIRED = "4000 0000 0000 1976";

afterAll(async () => {
  const verdicts = await verifyMoney(connect(database.reader), defaultPolicies);
  expect(verdicts.filter(({ violations }) => violations.length > 0)).toEqual([]);
});

/** What the comparison with Stripe's own balance finds, by the reader's rights. */
const clearing = async (at = world.payments) => verifyClearing(connect(database.reader), at);

/** The operator at Stripe's dashboard. */
async function atStripe(path: string, fields: Record<string, string>): Promise<{ id: string }> {
  const answer = await fetch(`${world.sandbox.url}/v1/${path}`, {
    method: "POST",
    headers: { authorization: "Bearer sk_test_payments" },
    body: new URLSearchParams(fields),
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as { id: string };
}

const waiting: { body: string; signature: string }[] = [];
/** The webhooks that Stripe has for us, kept to be delivered as a test likes. */
async function collect() {
  await world.sandbox.deliverNow();
  waiting.push(...world.receiver.received.splice(0));
}
async function deliver() {
  await collect();
  for (const { body, signature } of waiting.splice(0)) {
    const id = await takeEvent(world.system, body, signature);
    if (id === null) throw new Error("refused");
    await processEvent(world.system, id);
  }
}

let wishes = 0;
async function paid(card: string, who?: Customer) {
  const customer = who ?? (await world.customer());
  const topUp = await startTopUp(customer.ctx, { requestId: `request-${++wishes}`, amount: 2_500n });
  await submit(topUp.checkoutUrl ?? "", cardFields(card));
  const balanceCents = async () =>
    BigInt((await accountBalanceView(customer.ctx, customer.accountId)).balanceTicks) / TICKS_PER_CENT;
  const receipt = () => paymentReceipt(customer.ctx, topUp.paymentId);
  const intent = async () => {
    const [row] = await db.select().from(payments).where(eq(payments.id, topUp.paymentId));
    return row?.paymentIntentId ?? "";
  };
  const kinds = async () =>
    (
      await db.select().from(ledgerTransactions).where(eq(ledgerTransactions.accountId, customer.accountId))
    ).map(({ kind }) => kind);
  return { ...customer, balanceCents, receipt, intent, kinds };
}
const mailsAbout = (paymentId: string) =>
  world.system.jobs.filter(({ job }) => job.payload.params.url?.endsWith(paymentId));

describe("a refund", () => {
  it("leaves the balance once, in part or whole, and is in history, receipt and statement", async () => {
    const ada = await paid(VISA);
    await deliver();
    const { id } = await atStripe("refunds", { payment_intent: await ada.intent(), amount: "1000" });
    await deliver();
    expect(await ada.balanceCents()).toBe(1_500n);
    await syncRefund(world.system, id);
    expect(await ada.kinds()).toEqual(["top_up", "top_up_fee", "refund_pending", "refund_done"]);
    expect((await listPayments(ada.ctx)).lines).toMatchObject([{ state: "paid", refundedCents: "1000" }]);
    expect((await ada.receipt()).reversals).toMatchObject([
      { id, kind: "refund", state: "succeeded", amountCents: "1000" },
    ]);
    expect((await listLedger(ada.ctx)).lines[0]).toMatchObject({
      kind: "refund_pending",
      ticks: `${-1_000n * TICKS_PER_CENT}`,
      balanceTicks: `${1_500n * TICKS_PER_CENT}`,
    });
    await atStripe("refunds", { payment_intent: await ada.intent() });
    await deliver();
    expect(await ada.balanceCents()).toBe(0n);
    expect((await listPayments(ada.ctx)).lines).toMatchObject([{ refundedCents: "2500" }]);
    expect(world.system.hints).toContainEqual({ accountId: ada.accountId, kind: "payments" });
  });

  it("is told of once, however many steps it takes", async () => {
    const ada = await paid(REFUND_PENDING);
    await deliver();
    const { id } = await atStripe("refunds", { payment_intent: await ada.intent() });
    await deliver();
    expect(await ada.balanceCents()).toBe(0n);
    expect((await ada.receipt()).reversals).toMatchObject([{ state: "pending" }]);
    await world.sandbox.tick();
    await deliver();
    expect((await ada.receipt()).reversals).toMatchObject([{ state: "succeeded" }]);
    const told = world.system.jobs.filter(({ key }) => key.startsWith(`reversal:${id}:`));
    expect(told.map(({ job }) => job.payload)).toMatchObject([
      { template: "refund_given", params: { amount: "25.00 USD", name: "Ada Lovelace" } },
    ]);
  });

  it("that the bank sends back is credit again, also when we hear of that first", async () => {
    const ada = await paid(REFUND_FAILS);
    await deliver();
    const { id } = await atStripe("refunds", { payment_intent: await ada.intent() });
    await deliver();
    expect(await ada.balanceCents()).toBe(0n);
    await world.sandbox.tick();
    await deliver();
    expect(await ada.balanceCents()).toBe(2_500n);
    expect((await ada.receipt()).reversals).toMatchObject([{ id, state: "failed" }]);
    expect(await ada.receipt()).toMatchObject({ refundedCents: "0" });

    const bob = await paid(REFUND_FAILS);
    await deliver();
    await atStripe("refunds", { payment_intent: await bob.intent() });
    await world.sandbox.tick();
    await deliver();
    expect(await bob.balanceCents()).toBe(2_500n);
  });

  it("is booked after its payment when its webhook overtakes the payment's", async () => {
    const ada = await paid(VISA);
    await collect();
    const [created] = waiting.filter(({ body }) => body.includes('"payment_intent.succeeded"'));
    const intent = (JSON.parse(created?.body ?? "{}") as { data: { object: { id: string } } }).data.object.id;
    await atStripe("refunds", { payment_intent: intent, amount: "700" });
    await collect();
    waiting.reverse();
    await deliver();
    expect(await ada.balanceCents()).toBe(1_800n);
    expect(await ada.receipt()).toMatchObject({ state: "paid", refundedCents: "700" });
  });
});

describe("a dispute", () => {
  const open = async () => {
    const ada = await paid(DISPUTED);
    await deliver();
    const [row] = await db
      .select()
      .from(paymentReversals)
      .where(eq(paymentReversals.accountId, ada.accountId));
    return { ada, id: row?.id ?? "" };
  };
  const decide = (id: string, text: string) =>
    atStripe(`disputes/${id}`, { "evidence[uncategorized_text]": text, submit: "true" });

  it("holds the amount while the bank decides, and gives it back when it is won", async () => {
    const { ada, id } = await open();
    expect(await ada.balanceCents()).toBe(0n);
    expect(await ada.receipt()).toMatchObject({ dispute: "open", reversals: [{ id, state: "open" }] });
    await decide(id, "winning_evidence");
    await deliver();
    expect(await ada.balanceCents()).toBe(2_500n);
    expect(await ada.receipt()).toMatchObject({ dispute: "won" });
    expect(await ada.kinds()).toEqual(["top_up", "top_up_fee", "dispute_held", "dispute_won"]);
  });

  it("that is lost takes the amount, and the operator pays the provider's fee", async () => {
    const { ada, id } = await open();
    await decide(id, "losing_evidence");
    await deliver();
    expect(await ada.balanceCents()).toBe(0n);
    const { rows } = await db.execute(sql`
      select e.kind, div(sum(e.ticks), ${TICKS_PER_CENT.toString()}::bigint)::text as cents
      from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
      where t.account_id = ${ada.accountId} and e.kind in ('payment_clearing', 'held')
      and t.kind like 'dispute%' group by e.kind order by e.kind`);
    expect(rows).toEqual([
      { kind: "held", cents: "0" },
      { kind: "payment_clearing", cents: "4000" },
    ]);
    const templates = mailsAbout((await ada.receipt()).id).map(({ job }) => job.payload.template);
    expect(templates).toEqual(["dispute_opened", "dispute_lost"]);
  });

  it("that only asks holds nothing", async () => {
    const ada = await paid(INQUIRED);
    await deliver();
    expect(await ada.balanceCents()).toBe(2_500n);
    expect(await ada.receipt()).toMatchObject({ dispute: "inquiry" });
    expect(await ada.kinds()).toEqual(["top_up", "top_up_fee"]);
  });
});

it("leaves a debt when the credit was used, says so, and then nothing launches", async () => {
  await seedCatalogue(db);
  const ada = await paid(VISA);
  await deliver();
  const rates = { runRate: rate(10_000_000n), diskRate: rate(137n) };
  const launch = (id: string) =>
    withAccount(world.system, ada.accountId, async (account) => {
      const prices = { runPriceId: "prc_run", diskPriceId: "prc_disk", ...rates };
      account.apply(reserve({ at: account.now, instance: { id, ...prices, stopDue: null } }));
      await account.tx
        .insert(instances)
        .values(instanceRow(ada.accountId, id, rates.runRate, rates.diskRate));
      account.apply(becomeReady({ at: account.now, instanceId: id }));
    });
  await launch("ins_used");
  await advanceClock(db, 3600n);
  const { id } = await atStripe("refunds", { payment_intent: await ada.intent() });
  await deliver();
  expect(await ada.balanceCents()).toBe(-1_000n);
  const told = world.system.jobs.filter(({ key }) => key.startsWith(`reversal:${id}:`));
  expect(told.map(({ job }) => job.payload.template)).toEqual(["refund_given", "balance_below_zero"]);
  expect(told[1]?.job.payload.params.owed).toMatch(/^10\.0\d USD$/);
  await expect(launch("ins_more")).rejects.toMatchObject({ code: "balance_negative" });
  const { rows } = await db.execute(sql`select state, state_reason from instances`);
  expect(rows).toEqual([{ state: "stopping", state_reason: "balance_ended" }]);
});

it("leaves refunds and disputes of payments that are not ours alone, quietly", async () => {
  const charge = { amount: "900", currency: "usd", confirm: "true" };
  const theirs = await atStripe("payment_intents", { ...charge, payment_method: "pm_card_visa" });
  await atStripe("refunds", { payment_intent: theirs.id });
  await atStripe("payment_intents", { ...charge, payment_method: "pm_card_createDispute" });
  const before = await db.$count(paymentReversals);
  await deliver();
  expect(await db.$count(paymentReversals)).toBe(before);
  const { rows } = await db.execute(
    sql`select count(*)::int as open from stripe_events where processed_at is null`,
  );
  expect(rows).toEqual([{ open: 0 }]);
});

it("changes nothing when every webhook is replayed, in any order and number", async () => {
  const look = async () => ({
    entries: await db.select().from(ledgerEntries).orderBy(ledgerEntries.seq),
    payments: await db.select().from(payments).orderBy(payments.id),
    reversals: await db.select().from(paymentReversals).orderBy(paymentReversals.id),
    mails: world.system.jobs.length,
  });
  const before = await look();
  for (const salt of ["a", "b", "c"]) {
    const { rows } = await db.execute<{ id: string }>(
      sql`select id from stripe_events, generate_series(1, 2) as time order by md5(id || time || ${salt})`,
    );
    for (const { id } of rows) {
      await db.execute(sql`update stripe_events set processed_at = null where id = ${id}`);
      await processEvent(world.system, id);
    }
  }
  expect(await look()).toEqual(before);
});

describe("the clearing account", () => {
  it("equals Stripe's balance, with refunds and disputes of every kind, page after page", async () => {
    const bob = await world.customer();
    for (let payment = 0; payment < 110; payment += 1) {
      await atStripe("payment_intents", {
        amount: "500",
        currency: "usd",
        confirm: "true",
        payment_method: "pm_card_visa",
      });
    }
    await paid(VISA, bob);
    const disputed = await paid(DISPUTED, bob);
    await deliver();
    expect(await disputed.receipt()).toMatchObject({ dispute: "open" });
    expect(await clearing()).toEqual({ ...CLEARING, violations: [] });
  });

  it("is found to differ when either side has what the other has not", async () => {
    const ada = await paid(VISA);
    await deliver();
    const intent = await ada.intent();
    await atStripe("refunds", { payment_intent: intent, amount: "100" });
    // Nobody has told us yet.
    const late = await clearing();
    expect(late).toMatchObject({ violations: [expect.stringContaining(`${intent}: the ledger has 2`)] });
    await deliver();
    expect(await clearing()).toMatchObject({ violations: [] });
    await bookTopUp(world.system, {
      ...{ accountId: ada.accountId, currency: "USD", paymentIntentId: "pi_of_nobody" },
      net: ticks(TICKS_PER_CENT * 700n),
    });
    expect(await clearing()).toMatchObject({
      violations: ["pi_of_nobody: the ledger has 7.00 USD at the provider, the provider 0.00 USD"],
    });
    await withAccount(world.system, ada.accountId, (account) => {
      const wrong = topUp(
        { accountId: ada.accountId, currency: "USD", at: account.now },
        "pi_of_nobody",
        ticks(TICKS_PER_CENT * 700n),
      );
      account.apply(correct({ at: account.now, wrong, note: "nobody paid this" }));
    });
    expect(await clearing()).toMatchObject({ violations: [] });
  });

  it("is not called right when the provider does not answer", async () => {
    const away = createStripePayments({
      secretKey: "sk_test_payments",
      webhookSecret: "",
      apiBase: new URL("http://127.0.0.1:9"),
    });
    expect(await clearing(away)).toEqual({ ...CLEARING, notAsked: expect.any(String) });
  });
});

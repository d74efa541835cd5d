import { eq, sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { instances, ledgerEntries, paymentReversals, payments } from "@/drizzle/schema";
import { rate, TICKS_PER_CENT } from "@/lib/domain/money";
import { becomeReady, reserve } from "@/lib/domain/transitions/reserve";
import { withAccount } from "@/lib/services/money/with-account";
import { testDatabase } from "@/lib/testing/database";
import { advanceClock, instanceRow, seedCatalogue } from "@/lib/testing/money";
import { cards, reversalsWorld } from "@/lib/testing/reversals";
import { processEvent } from "./events";
import { listLedger } from "./list-ledger";
import { listPayments } from "./list-payments";
import { syncRefund } from "./sync-reversal";

const database = await testDatabase();
const { world, db, atStripe, waiting, collect, deliver, paid, mailsAbout } = await reversalsWorld(database);

describe("a refund", () => {
  it("leaves the balance once, in part or whole, and is in history, receipt and statement", async () => {
    const ada = await paid(cards.visa);
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
    const ada = await paid(cards.refundPending);
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
    const ada = await paid(cards.refundFails);
    await deliver();
    const { id } = await atStripe("refunds", { payment_intent: await ada.intent() });
    await deliver();
    expect(await ada.balanceCents()).toBe(0n);
    await world.sandbox.tick();
    await deliver();
    expect(await ada.balanceCents()).toBe(2_500n);
    expect((await ada.receipt()).reversals).toMatchObject([{ id, state: "failed" }]);
    expect(await ada.receipt()).toMatchObject({ refundedCents: "0" });

    const bob = await paid(cards.refundFails);
    await deliver();
    await atStripe("refunds", { payment_intent: await bob.intent() });
    await world.sandbox.tick();
    await deliver();
    expect(await bob.balanceCents()).toBe(2_500n);
  });

  it("is booked after its payment when its webhook overtakes the payment's", async () => {
    const ada = await paid(cards.visa);
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
    const ada = await paid(cards.disputed);
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
    const ada = await paid(cards.inquired);
    await deliver();
    expect(await ada.balanceCents()).toBe(2_500n);
    expect(await ada.receipt()).toMatchObject({ dispute: "inquiry" });
    expect(await ada.kinds()).toEqual(["top_up", "top_up_fee"]);
  });
});

it("leaves a debt when the credit was used, says so, and then nothing launches", async () => {
  await seedCatalogue(db);
  const ada = await paid(cards.visa);
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

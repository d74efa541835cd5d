import { eq } from "drizzle-orm";
import { afterAll, expect } from "vitest";
import { ledgerTransactions, payments } from "@/drizzle/schema";
import { TICKS_PER_CENT } from "@/lib/domain/money";
import { defaultPolicies } from "@/lib/domain/policies";
import { cardFields, submit } from "@/lib/sandbox/stripe/testing/browser";
import { connect } from "@/lib/server/database";
import { processEvent, takeEvent } from "@/lib/services/billing/events";
import { paymentReceipt } from "@/lib/services/billing/list-payments";
import { startTopUp } from "@/lib/services/billing/start-top-up";
import { accountBalanceView } from "@/lib/services/money/balance-view";
import { verifyMoney } from "@/lib/services/money/verify";
import type { TestDatabase } from "./database";
import { type Customer, paymentsWorld } from "./payments";

/** Stripe's test cards, by what becomes of a payment with them. */
export const cards = {
  visa: "4242 4242 4242 4242",
  refundFails: "4000 0000 0000 5126",
  refundPending: "4000 0000 0000 7726",
  disputed: "4000 0000 0000 0259",
  inquired: "4000 0000 0000 1976",
};

/** Customers who pay, and an operator who gives back at Stripe. In the end the books are right. Once per test file. */
export async function reversalsWorld(database: TestDatabase) {
  const world = await paymentsWorld(database);
  const { db } = database;
  afterAll(async () => {
    const verdicts = await verifyMoney(connect(database.reader), defaultPolicies);
    expect(verdicts.filter(({ violations }) => violations.length > 0)).toEqual([]);
  });

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

  return { world, db, atStripe, waiting, collect, deliver, paid, mailsAbout };
}

import { env } from "@/lib/server/env";
import type { ServiceContext } from "@/lib/services/context";
import { plannedTopUps } from "../history";
import { customerAccount, people } from "../people";
import { customerAccountId, paymentId } from "./ids";

export type PaidTopUp = {
  paymentId: string;
  paymentIntentId: string;
  method: string | null;
  receiptUrl: string | null;
};

/**
 * Pays the plan's top-ups at the payment sandbox, so that the ledger's clearing account and the sandbox's balance agree.
 * The keys make a repetition find the first payment.
 */
export async function payTopUps(ctx: ServiceContext): Promise<{ customerId: string; topUps: PaidTopUp[] }> {
  const [customer] = people;
  const customerId = await ctx.ports.payments.customer({
    accountId: customerAccountId,
    email: customer.email,
    name: customerAccount.name,
  });
  const topUps: PaidTopUp[] = [];
  for (const [index, planned] of plannedTopUps.entries()) {
    const id = paymentId(index);
    const paymentIntentId = await payByCard(id, planned.cents, customerId);
    const state = await ctx.ports.payments.payment(paymentIntentId);
    topUps.push({ paymentId: id, paymentIntentId, method: state.method, receiptUrl: state.receiptUrl });
  }
  return { customerId, topUps };
}

/** One confirmed PaymentIntent with the sandbox's test card. */
async function payByCard(id: string, cents: bigint, customer: string): Promise<string> {
  const { secretKey, apiBase } = env().stripe;
  const body = new URLSearchParams({
    amount: cents.toString(),
    currency: customerAccount.currency.toLowerCase(),
    customer,
    confirm: "true",
    payment_method: "pm_card_visa",
    "metadata[payment_id]": id,
    "metadata[account_id]": customerAccountId,
  });
  const answer = await fetch(new URL("/v1/payment_intents", apiBase), {
    method: "POST",
    headers: { authorization: `Bearer ${secretKey}`, "idempotency-key": `seed-${id}` },
    body,
  });
  const intent: unknown = await answer.json();
  if (!answer.ok || typeof intent !== "object" || intent === null || !("id" in intent))
    throw new Error(`the payment sandbox refused a demonstration payment: ${JSON.stringify(intent)}`);
  return String(intent.id);
}

import { and, eq, isNull, sql } from "drizzle-orm";
import { accounts, payments } from "@/drizzle/schema";
import type { StartTopUpInput, TopUpView } from "@/lib/contracts/billing";
import { DomainError } from "@/lib/domain/errors";
import { cents, centsToDecimal } from "@/lib/domain/money";
import { PaymentsError } from "@/lib/ports/payments";
import { recordAudit } from "@/lib/services/audit";
import { authorise, requireConfirmedEmail } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";
import { newId } from "@/lib/services/id";
import { secondsFromNow } from "./clock";
import { type PaymentRow, payablePage } from "./views";

/** Without an answer from the provider the sweep looks again after this. */
const LOOK_AGAIN_SECONDS = 10 * 60;

/**
 * Opens a hosted Checkout page for an amount of credit. Repeated with the same `requestId` it answers with the same
 * page; with another amount it throws `key_reused`. Throws `invalid_input` (field `amount`) outside the policy's
 * limits and `payment_unavailable` when the provider does not answer: trying again is then safe.
 */
export async function startTopUp(ctx: ServiceContext, input: StartTopUpInput): Promise<TopUpView> {
  const { accountId } = authorise(ctx, "pay");
  requireConfirmedEmail(ctx);

  // Ours is committed before the provider hears of it, so that whatever it makes has a row to come home to.
  const wish = await recordWish(ctx, accountId, input);
  if (wish.amountCents !== input.amount) throw new DomainError("key_reused", {}, "amount");
  if (wish.checkoutSessionId) return topUpView(wish);

  try {
    const row = await openCheckout(ctx, wish);
    ctx.notify({ accountId, kind: "payments" });
    return topUpView(row);
  } catch (error) {
    if (error instanceof PaymentsError) throw new DomainError("payment_unavailable");
    throw error;
  }
}

const topUpView = (row: PaymentRow): TopUpView => ({
  paymentId: row.id,
  state: row.state,
  checkoutUrl: payablePage(row),
});

/** Policies count in cents of the account's currency. */
function refuseOutsideLimits({ policies }: ServiceContext, amount: bigint, currency: string): void {
  const { minimumTopUpCents: minimum, maximumTopUpCents: maximum } = policies;
  const say = (limit: bigint) => `${centsToDecimal(cents(limit))} ${currency}`;
  if (amount < minimum)
    throw new DomainError("invalid_input", { reason: "amount_too_small", minimum: say(minimum) }, "amount");
  if (amount > maximum)
    throw new DomainError("invalid_input", { reason: "amount_too_large", maximum: say(maximum) }, "amount");
}

async function recordWish(
  ctx: ServiceContext,
  accountId: string,
  input: StartTopUpInput,
): Promise<PaymentRow> {
  if (ctx.actor.kind !== "user") throw new DomainError("forbidden");
  const createdBy = ctx.actor.userId;
  return ctx.transact(async (tx) => {
    const [account] = await tx
      .select({ currency: accounts.currency })
      .from(accounts)
      .where(eq(accounts.id, accountId));
    if (!account) throw new DomainError("not_found");
    refuseOutsideLimits(ctx, input.amount, account.currency);
    const id = newId("pay");
    const [made] = await tx
      .insert(payments)
      .values({
        id,
        accountId,
        requestId: input.requestId,
        amountCents: input.amount,
        currency: account.currency,
        createdBy,
        checkAfter: secondsFromNow(LOOK_AGAIN_SECONDS),
      })
      .onConflictDoNothing({ target: [payments.accountId, payments.requestId] })
      .returning();
    if (made) {
      await recordAudit(ctx, tx, {
        action: "payment.started",
        targetId: id,
        detail: { cents: `${input.amount}`, currency: account.currency },
      });
      return made;
    }
    const [known] = await tx
      .select()
      .from(payments)
      .where(and(eq(payments.accountId, accountId), eq(payments.requestId, input.requestId)));
    if (!known) throw new DomainError("not_found");
    return known;
  });
}

/**
 * Asks the provider for the page and records it. The provider knows the request by our payment's id: when its answer
 * was lost, asking again gives the page that it already made.
 */
async function openCheckout(ctx: ServiceContext, row: PaymentRow): Promise<PaymentRow> {
  const back = `${ctx.publicUrl}/console/billing/return`;
  const checkout = await ctx.ports.payments.createCheckout({
    paymentId: row.id,
    accountId: row.accountId,
    customerId: await customerOf(ctx, row.accountId),
    amountCents: row.amountCents,
    currency: row.currency,
    description: `${ctx.brand} credit`,
    successUrl: `${back}?session_id={CHECKOUT_SESSION_ID}`,
    cancelUrl: `${back}?payment=${row.id}`,
    locale: ctx.locale,
  });
  return ctx.transact(async (tx) => {
    await tx
      .update(payments)
      .set({ checkoutSessionId: checkout.sessionId, checkoutUrl: checkout.url })
      .where(and(eq(payments.id, row.id), isNull(payments.checkoutSessionId)));
    const [now] = await tx.select().from(payments).where(eq(payments.id, row.id));
    if (!now) throw new DomainError("not_found");
    return now;
  });
}

async function customerOf(ctx: ServiceContext, accountId: string): Promise<string> {
  const [account] = await ctx.db
    .select({ name: accounts.name, customerId: accounts.stripeCustomerId })
    .from(accounts)
    .where(eq(accounts.id, accountId));
  if (!account) throw new DomainError("not_found");
  if (account.customerId) return account.customerId;
  const email = ctx.actor.kind === "user" ? ctx.actor.email : "";
  const customerId = await ctx.ports.payments.customer({ accountId, email, name: account.name });
  await ctx.transact((tx) =>
    tx
      .update(accounts)
      .set({ stripeCustomerId: customerId })
      .where(and(eq(accounts.id, accountId), sql`${accounts.stripeCustomerId} is null`)),
  );
  return customerId;
}

import { and, asc, desc, eq, sql } from "drizzle-orm";
import { accounts, paymentReversals, payments, users } from "@/drizzle/schema";
import type { Page, PaymentReceiptView } from "@/lib/contracts/billing";
import type { PaymentView, ReversalView } from "@/lib/contracts/views";
import { DomainError } from "@/lib/domain/errors";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";
import { paymentView } from "./views";

const PAGE = 20;

/** The account's payments, newest first, `PAGE` at a time; `cursor` is the last page's. */
export async function listPayments(ctx: ServiceContext, cursor?: string): Promise<Page<PaymentView>> {
  const { accountId } = authorise(ctx, "view");
  // The id breaks ties between payments of one instant.
  const before = cursor
    ? sql`(${payments.createdAt}, ${payments.id}) < (select created_at, id from payments where id = ${cursor})`
    : undefined;
  const rows = await ctx.db
    .select()
    .from(payments)
    .where(and(eq(payments.accountId, accountId), before))
    .orderBy(desc(payments.createdAt), desc(payments.id))
    .limit(PAGE + 1);
  const shown = rows.slice(0, PAGE);
  return {
    lines: shown.map(paymentView),
    cursor: rows.length > PAGE ? (shown.at(-1)?.id ?? null) : null,
  };
}

/** What was paid, by whom, when, and under which entry of the ledger. Throws `not_found`. */
export async function paymentReceipt(ctx: ServiceContext, paymentId: string): Promise<PaymentReceiptView> {
  const { accountId } = authorise(ctx, "view");
  const [found] = await ctx.db
    .select({ payment: payments, accountName: accounts.name, payerName: users.name, payerEmail: users.email })
    .from(payments)
    .innerJoin(accounts, eq(accounts.id, payments.accountId))
    .innerJoin(users, eq(users.id, payments.createdBy))
    .where(and(eq(payments.id, paymentId), eq(payments.accountId, accountId)));
  if (!found) throw new DomainError("not_found");
  return {
    ...paymentView(found.payment),
    accountId,
    accountName: found.accountName,
    payerName: found.payerName,
    payerEmail: found.payerEmail,
    paymentIntentId: found.payment.paymentIntentId,
    ledgerTransactionId: found.payment.ledgerTransactionId,
    reversals: await reversalsOf(ctx, accountId, paymentId),
  };
}

async function reversalsOf(
  ctx: ServiceContext,
  accountId: string,
  paymentId: string,
): Promise<ReversalView[]> {
  const rows = await ctx.db
    .select()
    .from(paymentReversals)
    .where(and(eq(paymentReversals.paymentId, paymentId), eq(paymentReversals.accountId, accountId)))
    .orderBy(asc(paymentReversals.createdAt), asc(paymentReversals.id));
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    state: row.state,
    amountCents: row.amountCents.toString(),
    createdAt: row.createdAt.toISOString(),
    changedAt: row.changedAt.toISOString(),
  }));
}

/** The account's payment behind a return from Checkout; null when it is not this account's, or unknown. */
export async function findReturning(
  ctx: ServiceContext,
  by: { checkoutSessionId: string } | { paymentId: string },
): Promise<PaymentView | null> {
  const { accountId } = authorise(ctx, "view");
  const which =
    "paymentId" in by ? eq(payments.id, by.paymentId) : eq(payments.checkoutSessionId, by.checkoutSessionId);
  const [row] = await ctx.db
    .select()
    .from(payments)
    .where(and(which, eq(payments.accountId, accountId)));
  return row ? paymentView(row) : null;
}

/** All of them, oldest first, for an export. */
export async function allPayments(ctx: ServiceContext): Promise<PaymentView[]> {
  const { accountId } = authorise(ctx, "view");
  const rows = await ctx.db
    .select()
    .from(payments)
    .where(eq(payments.accountId, accountId))
    .orderBy(asc(payments.createdAt), asc(payments.id));
  return rows.map(paymentView);
}

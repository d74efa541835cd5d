import { and, eq } from "drizzle-orm";
import { payments } from "@/drizzle/schema";
import type { PaymentInput } from "@/lib/contracts/billing";
import type { PaymentView } from "@/lib/contracts/views";
import { DomainError } from "@/lib/domain/errors";
import { PaymentsError } from "@/lib/ports/payments";
import { recordAudit } from "@/lib/services/audit";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";
import { syncPayment } from "./sync-payment";

/**
 * Closes the payment page for good, so that it can no longer be paid. Was it paid a moment before, it stays paid: the
 * answer says which. Throws `not_found`, and `payment_unavailable` when the provider does not answer.
 */
export async function abandonTopUp(ctx: ServiceContext, { paymentId }: PaymentInput): Promise<PaymentView> {
  const { accountId } = authorise(ctx, "pay");
  const [row] = await ctx.db
    .select()
    .from(payments)
    .where(and(eq(payments.id, paymentId), eq(payments.accountId, accountId)));
  if (!row) throw new DomainError("not_found");
  try {
    if (row.checkoutSessionId) await ctx.ports.payments.expireCheckout(row.checkoutSessionId);
    const view = await syncPayment(ctx, { paymentId });
    if (!view) throw new DomainError("not_found");
    await ctx.transact((tx) => recordAudit(ctx, tx, { action: "payment.abandoned", targetId: paymentId }));
    return view;
  } catch (error) {
    if (error instanceof PaymentsError) throw new DomainError("payment_unavailable");
    throw error;
  }
}

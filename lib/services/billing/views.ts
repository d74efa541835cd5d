import type { payments } from "@/drizzle/schema";
import type { PaymentView } from "@/lib/contracts/views";

export type PaymentRow = typeof payments.$inferSelect;

/** States in which the hosted page still takes money. */
const PAYABLE: readonly PaymentRow["state"][] = ["open", "action_needed", "failed"];

/** The page that takes the money, while it does. */
export const payablePage = (row: PaymentRow): string | null =>
  PAYABLE.includes(row.state) && row.checkAfter !== null ? row.checkoutUrl : null;

/** A payment as the browser sees it. */
export function paymentView(row: PaymentRow): PaymentView {
  return {
    id: row.id,
    amountCents: row.amountCents.toString(),
    currency: row.currency,
    state: row.state,
    method: row.method,
    failureCode: row.failureCode,
    checkoutUrl: payablePage(row),
    receiptUrl: row.receiptUrl,
    refundedCents: row.refundedCents.toString(),
    dispute: row.disputeState,
    createdAt: row.createdAt.toISOString(),
    settledAt: row.settledAt?.toISOString() ?? null,
  };
}

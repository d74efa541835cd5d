"use client";
import { PaymentTable, type PaymentTableProps } from "./payment-table";
import { usePayments } from "./use-payments";

/** The account's payments, kept current by the live stream. */
export function PaymentHistory({
  newest,
  ...table
}: PaymentTableProps & {
  /** The newest page: payments that are made meanwhile appear. */
  newest: boolean;
}) {
  return <PaymentTable {...table} payments={usePayments(table.payments, newest)} />;
}

import type { UsageMonthView } from "@/lib/contracts/billing";
import type { LedgerLineView, PaymentView } from "@/lib/contracts/views";
import { cents, centsColumn, centsToDecimal, parseTicks, ticksToDecimal } from "@/lib/domain/money";

/** Digits of the decimal column; the ticks beside it are the exact amount. */
const DECIMALS = 9;

/**
 * Usage as CSV (RFC 4180): seconds, µ/h and ticks are exact, `seconds × micros_per_hour = ticks` in every row, and the
 * cents add up.
 */
export function usageCsv(usage: UsageMonthView): string {
  return csv(
    [
      "day",
      "item_id",
      "item_name",
      "item_type",
      "kind",
      "seconds",
      "micros_per_hour",
      "ticks",
      "cents",
      "amount",
      "currency",
    ],
    usage.lines.map((line) => [
      line.day,
      line.itemId,
      line.itemName,
      line.typeId,
      line.kind,
      line.seconds,
      line.microsPerHour,
      line.ticks,
      line.cents,
      ticksToDecimal(parseTicks(line.ticks), DECIMALS),
      usage.currency,
    ]),
  );
}

/** The statement as CSV, oldest first, with the balance after each entry. */
export function ledgerCsv(lines: readonly LedgerLineView[], currency: string): string {
  const shown = centsColumn(lines.map((line) => parseTicks(line.ticks)));
  return csv(
    [
      "effective_utc",
      "transaction_id",
      "kind",
      "ticks",
      "cents",
      "amount",
      "balance_ticks",
      "balance",
      "currency",
      "note",
    ],
    lines.map((line, index) => [
      line.effectiveAt,
      line.id,
      line.kind,
      line.ticks,
      `${shown[index] ?? 0n}`,
      ticksToDecimal(parseTicks(line.ticks), DECIMALS),
      line.balanceTicks,
      ticksToDecimal(parseTicks(line.balanceTicks), DECIMALS),
      currency,
      line.note ?? "",
    ]),
  );
}

/** Payments as CSV. */
export function paymentsCsv(payments: readonly PaymentView[]): string {
  return csv(
    [
      "created_utc",
      "payment_id",
      "state",
      "amount",
      "currency",
      "method",
      "settled_utc",
      "refunded",
      "dispute",
    ],
    payments.map((payment) => [
      payment.createdAt,
      payment.id,
      payment.state,
      centsToDecimal(cents(BigInt(payment.amountCents))),
      payment.currency,
      payment.method ?? "",
      payment.settledAt ?? "",
      centsToDecimal(cents(BigInt(payment.refundedCents))),
      payment.dispute ?? "",
    ]),
  );
}

function csv(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return `${[head, ...rows].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

/** A text that a spreadsheet would take for a formula gets an apostrophe; our numbers are left alone. */
function cell(value: string): string {
  const text = /^[=+\-@\t\r]/.test(value) && !/^-?\d+(\.\d+)?$/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

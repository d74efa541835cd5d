import { z } from "zod";
import { parseCents } from "@/lib/format/money";
import type { GrantView, InstantText, IntegerText, PaymentView, ReversalView } from "./views";

/** One per form that was opened: a second click, or a repeated request, finds the first one's payment. */
const requestId = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/, { error: "request_id_invalid" });

/**
 * An amount as a person types it ("25", "25,50", "1 000.00") or as a program sends it ("25.00"), in whole cents: never
 * through a float. The codes of refusals are words in `lib/i18n`.
 */
export const amountText = z
  .string({ error: "amount_missing" })
  .trim()
  .min(1, { error: "amount_missing" })
  .max(24, { error: "amount_invalid" })
  .transform((typed, check) => {
    const cents = parseCents(typed);
    if (cents !== null) return cents;
    check.addIssue({ code: "custom", message: "amount_invalid" });
    return z.NEVER;
  });

export const startTopUpInput = z.object({ requestId, amount: amountText });
export type StartTopUpInput = z.output<typeof startTopUpInput>;

export const paymentInput = z.object({ paymentId: z.string().regex(/^pay_[a-z2-7]{20}$/) });
export type PaymentInput = z.output<typeof paymentInput>;

/** Where a top-up stands and, while it can be paid, the address of the page that takes the money. */
export type TopUpView = { paymentId: string; state: PaymentView["state"]; checkoutUrl: string | null };

/** A month of the books, in UTC: "2026-01". */
export const monthText = z.string().regex(/^20\d\d-(0[1-9]|1[0-2])$/);

export type BalanceSheetView = {
  currency: string;
  /** Cash in the ledger, before usage that is not settled yet. */
  cashTicks: IntegerText;
  grants: GrantView[];
  /** Disputed money. */
  heldTicks: IntegerText;
  /** Used since the last settlement, up to `asOf`. */
  unsettledTicks: IntegerText;
  balanceTicks: IntegerText;
  asOf: InstantText;
};

export type PaymentReceiptView = PaymentView & {
  accountId: string;
  accountName: string;
  payerName: string;
  payerEmail: string;
  paymentIntentId: string | null;
  /** When the ledger booked it, and under which transaction. */
  ledgerTransactionId: string | null;
  /** Oldest first. */
  reversals: ReversalView[];
};

/** Older entries follow `cursor`; null at the end. */
export type Page<Line> = { lines: Line[]; cursor: string | null };

/** What one instance or volume used at one price in one UTC day, less what came back as a credit. */
export type UsageLine = {
  day: string;
  /** The instance or the volume. */
  itemId: string;
  itemName: string;
  /** The instance's type, or the volume's size. */
  typeId: string;
  kind: "run" | "disk" | "volume";
  microsPerHour: IntegerText;
  seconds: IntegerText;
  ticks: IntegerText;
  /** Difference of the floored running total, in printed order: the column adds up. */
  cents: IntegerText;
};

export type UsageMonthView = {
  month: string;
  currency: string;
  lines: UsageLine[];
  totalTicks: IntegerText;
  totalCents: IntegerText;
  /** The first month in which anything was used, and the current one. */
  firstMonth: string;
  thisMonth: string;
  /** Up to here open runs are counted. */
  asOf: InstantText;
};

/** Whether the reader may pay, and if not, why. */
export type PayingState = "may" | "unconfirmed" | "acting" | "role";

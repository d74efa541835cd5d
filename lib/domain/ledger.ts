import type { Allocation } from "./grants";
import { type Ticks, ticks } from "./money";
import type { Second } from "./time";

/** A customer's accounts. What can be spent is cash and usable grants; held and refund pending were moved out. */
export const customerKinds = ["cash", "grant", "held", "refund_pending"] as const;
/** The operator's accounts. No balance of theirs is cached. */
export const platformKinds = [
  "payment_clearing",
  "fees",
  "usage_revenue",
  "promotional_expense",
  "tax_payable",
  "dispute_loss",
  "breakage",
  "grace_expense",
] as const;
export const ledgerKinds = [...customerKinds, ...platformKinds] as const;
export type LedgerKind = (typeof ledgerKinds)[number];

/** Positive: owed to its owner (a customer's credit, revenue). Negative: owned (money at Stripe) or spent (fees). */
export type Entry = { kind: LedgerKind; accountId: string | null; grantId: string | null; ticks: Ticks };

export const transactionKinds = [
  "top_up",
  "top_up_fee",
  "usage",
  "usage_credit",
  "grant_added",
  "grant_expired",
  "grant_revoked",
  "refund_pending",
  "refund_done",
  "refund_failed",
  "dispute_held",
  "dispute_won",
  "dispute_lost",
  "dispute_fee",
  "write_off",
  "correction",
] as const;
export type TransactionKind = (typeof transactionKinds)[number];

export type LedgerTransaction = {
  /** Used once. The same key with another content is an error. */
  key: string;
  kind: TransactionKind;
  accountId: string;
  currency: string;
  effective: Second;
  entries: Entry[];
  /** The key of the transaction that this one undoes. */
  reverses: string | null;
  note: string | null;
};

/** What a movement needs to know of its customer and its moment. */
export type Booking = { accountId: string; currency: string; at: Second };

const own = (booking: Booking, kind: "cash" | "held" | "refund_pending", amount: bigint): Entry => ({
  kind,
  accountId: booking.accountId,
  grantId: null,
  ticks: ticks(amount),
});
const ofGrant = (booking: Booking, grantId: string, amount: bigint): Entry => ({
  kind: "grant",
  accountId: booking.accountId,
  grantId,
  ticks: ticks(amount),
});
const platform = (kind: (typeof platformKinds)[number], amount: bigint): Entry => ({
  kind,
  accountId: null,
  grantId: null,
  ticks: ticks(amount),
});

function transaction(
  booking: Booking,
  kind: TransactionKind,
  key: string,
  entries: Entry[],
  more: { reverses?: string; note?: string } = {},
): LedgerTransaction {
  return {
    key,
    kind,
    accountId: booking.accountId,
    currency: booking.currency,
    effective: booking.at,
    entries: entries.filter((entry) => entry.ticks !== 0n),
    reverses: more.reverses ?? null,
    note: more.note ?? null,
  };
}

/** Credit is the amount before tax; the key is the PaymentIntent's id. */
export const topUp = (booking: Booking, paymentIntentId: string, net: Ticks, tax: Ticks = ticks(0n)) =>
  transaction(booking, "top_up", paymentIntentId, [
    own(booking, "cash", net),
    platform("tax_payable", tax),
    platform("payment_clearing", -(net + tax)),
  ]);

/** What the payment provider kept of a payment. Not the customer's business. */
export const topUpFee = (booking: Booking, paymentIntentId: string, fee: Ticks) =>
  transaction(booking, "top_up_fee", `fee:${paymentIntentId}`, [
    platform("payment_clearing", fee),
    platform("fees", -fee),
  ]);

/** The bridge from the meter to the ledger: usage up to `booking.at`, from the sources that pay for it. */
export const usage = (booking: Booking, amount: Ticks, sources: Allocation) =>
  transaction(booking, "usage", `usage:${booking.accountId}:${booking.at}`, [
    ...sources.fromGrants.map((part) => ofGrant(booking, part.grantId, -part.ticks)),
    own(booking, "cash", -sources.fromCash),
    platform("usage_revenue", amount),
  ]);

/** Usage that was settled and turned out not to have happened. It comes back as cash, whatever paid for it. */
export const usageCredit = (booking: Booking, key: string, amount: Ticks) =>
  transaction(booking, "usage_credit", key, [
    platform("usage_revenue", -amount),
    own(booking, "cash", amount),
  ]);

export const grantAdded = (booking: Booking, grantId: string, amount: Ticks, note?: string) =>
  transaction(
    booking,
    "grant_added",
    `grant:${grantId}`,
    [ofGrant(booking, grantId, amount), platform("promotional_expense", -amount)],
    note === undefined ? {} : { note },
  );

/** What is left of a grant at its end goes back to where it came from. */
export const grantEnded = (
  booking: Booking,
  why: "expired" | "revoked",
  grantId: string,
  remaining: Ticks,
  note?: string,
) =>
  transaction(
    booking,
    why === "expired" ? "grant_expired" : "grant_revoked",
    `grant_${why}:${grantId}`,
    [ofGrant(booking, grantId, -remaining), platform("promotional_expense", remaining)],
    note === undefined ? {} : { note },
  );

/** Asked for: no longer spendable, not yet paid out. */
export const refundPending = (booking: Booking, refundId: string, amount: Ticks) =>
  transaction(booking, "refund_pending", `refund:${refundId}`, [
    own(booking, "cash", -amount),
    own(booking, "refund_pending", amount),
  ]);

export const refundDone = (booking: Booking, refundId: string, amount: Ticks) =>
  transaction(booking, "refund_done", `refund_done:${refundId}`, [
    own(booking, "refund_pending", -amount),
    platform("payment_clearing", amount),
  ]);

/** The bank sent it back: before it was paid out, or (`from` the clearing account) after. */
export const refundFailed = (
  booking: Booking,
  refundId: string,
  amount: Ticks,
  from: "refund_pending" | "payment_clearing",
) =>
  transaction(booking, "refund_failed", `refund_failed:${refundId}`, [
    from === "refund_pending" ? own(booking, from, -amount) : platform(from, -amount),
    own(booking, "cash", amount),
  ]);

/** May take cash below zero: then nothing launches until it is paid. */
export const disputeHeld = (booking: Booking, disputeId: string, amount: Ticks) =>
  transaction(booking, "dispute_held", `dispute:${disputeId}`, [
    own(booking, "cash", -amount),
    own(booking, "held", amount),
  ]);

/** The customer has it again: from what was held, or (`from` the clearing account) after it had been given up. */
export const disputeWon = (
  booking: Booking,
  disputeId: string,
  amount: Ticks,
  from: "held" | "payment_clearing" = "held",
) =>
  transaction(booking, "dispute_won", `dispute_won:${disputeId}`, [
    from === "held" ? own(booking, from, -amount) : platform(from, -amount),
    own(booking, "cash", amount),
  ]);

/** The bank took it back. */
export const disputeLost = (booking: Booking, disputeId: string, amount: Ticks) =>
  transaction(booking, "dispute_lost", `dispute_lost:${disputeId}`, [
    own(booking, "held", -amount),
    platform("payment_clearing", amount),
  ]);

/** What the provider kept for a dispute that has ended; below zero when it gave its fee back. The operator's affair. */
export const disputeFee = (booking: Booking, disputeId: string, outcome: "won" | "lost", fee: Ticks) =>
  transaction(booking, "dispute_fee", `dispute_fee:${disputeId}:${outcome}`, [
    platform("payment_clearing", fee),
    platform("fees", -fee),
  ]);

/** The operator gives up what a lost dispute left below zero. */
export const writeOff = (booking: Booking, key: string, amount: Ticks) =>
  transaction(booking, "write_off", key, [own(booking, "cash", amount), platform("dispute_loss", -amount)]);

/** Nothing is ever changed in a ledger: a correction is the same transaction with every sign turned. */
export const correction = (booking: Booking, wrong: LedgerTransaction, note: string) =>
  transaction(
    booking,
    "correction",
    `correction:${wrong.key}`,
    wrong.entries.map((entry) => ({ ...entry, ticks: ticks(-entry.ticks) })),
    { reverses: wrong.key, note },
  );

/** Zero for every transaction that this file makes. */
export const sumOfEntries = (entries: readonly Entry[]): bigint =>
  entries.reduce((sum, entry) => sum + entry.ticks, 0n);

/**
 * The content that a key stands for, as one text (its hash is stored). Not the second: a repeated request comes later
 * and is the same request.
 */
export function contentOf(of: LedgerTransaction): string {
  const lines = of.entries.map(
    (entry) => `${entry.kind}/${entry.accountId ?? ""}/${entry.grantId ?? ""}=${entry.ticks}`,
  );
  return [of.kind, of.accountId, of.currency, of.reverses ?? "", ...lines.sort()].join("\n");
}

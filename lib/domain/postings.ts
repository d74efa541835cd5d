import type { AccountState, Draft, OpenSegment } from "./account";
import { allocate, spendable } from "./grants";
import { type Booking, type LedgerTransaction, usage } from "./ledger";
import { closeRate, openRate, settle } from "./meter";
import { rate, ticks } from "./money";
import type { StateReason } from "./states";
import type { Second } from "./time";

/** The few strokes that every transition and the catch-up are made of. They change the draft they are given. */

export const bookingAt = (account: AccountState, at: Second): Booking => ({
  accountId: account.accountId,
  currency: account.currency,
  at,
});

/** Books a transaction and moves what the account caches of the ledger. */
export function post(draft: Draft, transaction: LedgerTransaction): void {
  const { account } = draft;
  if (transaction.entries.length === 0) return;
  for (const entry of transaction.entries) {
    if (entry.accountId !== account.accountId) continue;
    if (entry.kind === "cash") account.cash = ticks(account.cash + entry.ticks);
    if (entry.kind === "held") account.held = ticks(account.held + entry.ticks);
    if (entry.kind === "refund_pending") account.refundPending = ticks(account.refundPending + entry.ticks);
    if (entry.kind === "grant") moveGrant(draft, entry.grantId, entry.ticks);
  }
  account.meter = { ...account.meter, settled: spendable(account.cash, account.grants) };
  draft.effects.push({ type: "posted", transaction });
}

function moveGrant(draft: Draft, grantId: string | null, amount: bigint): void {
  const grant = draft.account.grants.find((candidate) => candidate.id === grantId);
  if (!grant) return;
  grant.remaining = ticks(grant.remaining + amount);
  if (grant.remaining === 0n && amount < 0n) grant.status = "ended";
  draft.effects.push({ type: "grant_changed", grantId: grant.id });
}

/** Books what was used up to `at` from the sources that pay for it. Nothing used: no transaction. */
export function settleAccount(draft: Draft, at: Second): void {
  const { account } = draft;
  const settled = settle(account.meter, at);
  const booking = bookingAt(account, settled.meter.anchor);
  account.meter = settled.meter;
  account.lastSettlement = settled.meter.anchor;
  if (settled.usage !== 0n)
    post(draft, usage(booking, settled.usage, allocate(settled.usage, account.grants)));
}

export function openSegment(draft: Draft, segment: OpenSegment): void {
  draft.account.meter = openRate(draft.account.meter, segment.lower, segment.rate);
  draft.account.segments.push(segment);
  draft.effects.push({ type: "segment_opened", segment: { ...segment } });
}

/** Closes the open segment of an instance or a volume, if it has one; never before it began. */
export function closeSegment(draft: Draft, itemId: string, at: Second, reason: StateReason | null): void {
  const { account } = draft;
  const segment = account.segments.find((open) => open.itemId === itemId);
  if (!segment) return;
  const upper = at > segment.lower ? at : segment.lower;
  account.meter = closeRate(account.meter, upper, segment.rate);
  account.segments = account.segments.filter((open) => open !== segment);
  draft.effects.push({ type: "segment_closed", itemId, kind: segment.kind, upper, reason });
}

/** The open segment of this kind, if there is one, ends here and goes on at another price. */
export function splitSegment(
  draft: Draft,
  { itemId, kind }: Pick<OpenSegment, "itemId" | "kind">,
  at: Second,
  price: Pick<OpenSegment, "priceId" | "rate">,
): void {
  const open = draft.account.segments.find((each) => each.itemId === itemId && each.kind === kind);
  if (!open) return;
  closeSegment(draft, itemId, at, null);
  openSegment(draft, { ...open, ...price, lower: at });
}

export function addPending(draft: Draft, added: bigint): void {
  draft.account.pendingBurn = rate(draft.account.pendingBurn + added);
}

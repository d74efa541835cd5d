import { endExhaustion, endGrant } from "../due-events";
import { DomainError } from "../errors";
import type { Grant } from "../grants";
import {
  correction,
  type Entry,
  grantAdded,
  type LedgerTransaction,
  refundPending,
  topUp,
  topUpFee,
  writeOff,
} from "../ledger";
import { type Cents, centsToTicks, floorToCents, NO_TICKS, type Ticks } from "../money";
import { bookingAt, post, settleAccount } from "../postings";
import type { Second } from "../time";
import { begin, type Transition } from "./change";

type At = { at: Second };

/** Credit from a payment. After the end of the balance it ends grace, and what still runs goes on. */
export const creditTopUp =
  (input: At & { paymentIntentId: string; net: Ticks; tax?: Ticks }): Transition =>
  (draft, policies) => {
    const at = begin(draft, input.at, policies);
    post(draft, topUp(bookingAt(draft.account, at), input.paymentIntentId, input.net, input.tax ?? NO_TICKS));
    endExhaustion(draft, at, { reopenRuns: true });
  };

/** The provider's fee of a payment: no account of the customer moves. */
export const bookFee =
  (input: At & { paymentIntentId: string; fee: Ticks }): Transition =>
  (draft, policies) => {
    const at = begin(draft, input.at, policies);
    post(draft, topUpFee(bookingAt(draft.account, at), input.paymentIntentId, input.fee));
  };

export type NewGrant = Pick<Grant, "id" | "name" | "priority" | "granted" | "from" | "expires">;

/** Promotional credit. What was used before is paid by what was there before. Throws `invalid_input`. */
export const addGrant =
  (input: At & { grant: NewGrant; note?: string }): Transition =>
  (draft, policies) => {
    const at = begin(draft, input.at, policies);
    const { granted, from, expires } = input.grant;
    if (granted <= 0n) throw new DomainError("invalid_input", { why: "positive" }, "amount");
    if (expires !== null && (expires <= from || expires <= at))
      throw new DomainError("invalid_input", { why: "future" }, "expires");
    settleAccount(draft, at);
    const grant: Grant = {
      ...input.grant,
      remaining: NO_TICKS,
      createdAt: at,
      status: from <= at ? "usable" : "future",
    };
    draft.account.grants.push(grant);
    draft.effects.push({ type: "grant_added", grant: { ...grant } });
    post(draft, grantAdded(bookingAt(draft.account, at), grant.id, granted, input.note));
    endExhaustion(draft, at, { reopenRuns: true });
  };

/** Takes back what is left of a grant, after what was used until now is paid. Throws `not_found`. */
export const revokeGrant =
  (input: At & { grantId: string; note: string }): Transition =>
  (draft, policies) => {
    const at = begin(draft, input.at, policies);
    if (!draft.account.grants.some((grant) => grant.id === input.grantId && grant.status !== "ended"))
      throw new DomainError("not_found", { what: "grant" });
    settleAccount(draft, at);
    endGrant(draft, input.grantId, at, "revoked", input.note);
  };

/** Moves cash out to be paid back: whole cents, never more than there is. Throws `refund_exceeds_balance`. */
export const requestRefund =
  (input: At & { refundId: string; amount: Cents }): Transition =>
  (draft, policies) => {
    const at = begin(draft, input.at, policies);
    settleAccount(draft, at);
    const most = floorToCents(draft.account.cash);
    if (input.amount <= 0n || input.amount > most)
      throw new DomainError("refund_exceeds_balance", { mostCents: `${most > 0n ? most : 0n}` }, "amount");
    post(draft, refundPending(bookingAt(draft.account, at), input.refundId, centsToTicks(input.amount)));
  };

/** The operator gives up what is below zero. */
export const forgiveDebt =
  (input: At & { key: string; amount: Ticks }): Transition =>
  (draft, policies) => {
    const at = begin(draft, input.at, policies);
    post(draft, writeOff(bookingAt(draft.account, at), input.key, input.amount));
    endExhaustion(draft, at, { reopenRuns: true });
  };

/**
 * Undoes a transaction of the ledger with a new one. What goes back to a grant that has ended becomes cash; what would
 * take more from a grant than is left is refused (`wrong_state`): revoke it instead.
 */
export const correct =
  (input: At & { wrong: LedgerTransaction; note: string }): Transition =>
  (draft, policies) => {
    const at = begin(draft, input.at, policies);
    settleAccount(draft, at);
    const turned = correction(bookingAt(draft.account, at), input.wrong, input.note);
    const entries = turned.entries.map((entry): Entry => {
      if (entry.kind !== "grant") return entry;
      const grant = draft.account.grants.find((one) => one.id === entry.grantId && one.status !== "ended");
      if ((grant?.remaining ?? 0n) + entry.ticks < 0n)
        throw new DomainError("wrong_state", { state: "used" });
      return grant ? entry : { ...entry, kind: "cash", grantId: null };
    });
    post(draft, { ...turned, entries });
    endExhaustion(draft, at, { reopenRuns: true });
  };

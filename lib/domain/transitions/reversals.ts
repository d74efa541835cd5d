import { endExhaustion } from "../due-events";
import {
  disputeFee,
  disputeHeld,
  disputeLost,
  disputeWon,
  refundDone,
  refundFailed,
  refundPending,
} from "../ledger";
import { type Ticks, ticks } from "../money";
import { bookingAt, post, settleAccount } from "../postings";
import { type DisputeStage, isNews, type RefundStage } from "../reversals";
import type { Second } from "../time";
import { begin, type Transition } from "./change";

/**
 * Brings the books of one refund from the stage that they have to the stage that the provider reports. It has happened,
 * so it may take the balance below zero: the operator gave back what was already used.
 */
export const recordRefund =
  (input: {
    at: Second;
    refundId: string;
    amount: Ticks;
    from: RefundStage | null;
    to: RefundStage;
  }): Transition =>
  (draft, policies) => {
    const { refundId, amount, from, to } = input;
    if (!isNews(from, to)) return;
    const at = begin(draft, input.at, policies);
    const booking = bookingAt(draft.account, at);
    if (from === null) {
      settleAccount(draft, at);
      post(draft, refundPending(booking, refundId, amount));
    }
    if (to === "succeeded") post(draft, refundDone(booking, refundId, amount));
    if (to !== "failed") return;
    const paidOut = from === "succeeded";
    post(draft, refundFailed(booking, refundId, amount, paidOut ? "payment_clearing" : "refund_pending"));
    endExhaustion(draft, at, { reopenRuns: true });
  };

/** The same for a dispute. `feeBefore`: what was booked as the provider's fee so far; `fee`: what it is now. */
export const recordDispute =
  (input: {
    at: Second;
    disputeId: string;
    amount: Ticks;
    from: DisputeStage | null;
    to: DisputeStage;
    feeBefore: Ticks;
    fee: Ticks;
  }): Transition =>
  (draft, policies) => {
    const { disputeId, amount, from, to } = input;
    if (!isNews(from, to) || to === "inquiry" || to === "inquiry_closed") return;
    const at = begin(draft, input.at, policies);
    const booking = bookingAt(draft.account, at);
    if (from === null || from === "inquiry" || from === "inquiry_closed") {
      settleAccount(draft, at);
      post(draft, disputeHeld(booking, disputeId, amount));
    }
    if (to === "open") return;
    post(draft, disputeFee(booking, disputeId, to, ticks(input.fee - input.feeBefore)));
    if (to === "lost") return post(draft, disputeLost(booking, disputeId, amount));
    post(draft, disputeWon(booking, disputeId, amount, from === "lost" ? "payment_clearing" : "held"));
    endExhaustion(draft, at, { reopenRuns: true });
  };

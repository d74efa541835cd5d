import type { ClosedSegment, Draft, OpenSegment } from "../account";
import { endExhaustion } from "../due-events";
import { instanceIn } from "../instances";
import { usageCredit } from "../ledger";
import { closeRateLate } from "../meter";
import { ticks } from "../money";
import { bookingAt, post } from "../postings";
import type { StateReason } from "../states";
import { earlier, later, type Second } from "../time";
import { moveVolume, volumeIn } from "../volumes";
import { begin, type Transition } from "./change";
import { keepDisk, loseDisk } from "./run";

/**
 * A machine that was running is found dead; `lastAlive` is the floor of the last instant it was proven alive. The run
 * ends there, even if that was settled already: what was booked after it comes back as a usage credit in cash. The
 * disk is billed from now on, not from the death; with `diskLost` nothing is left to keep. `earlier`: the run's segments before the open one, if a price
 * change split it after `lastAlive`. Throws `wrong_state` unless it runs.
 */
export const closeLate =
  (input: {
    at: Second;
    instanceId: string;
    lastAlive: Second;
    reason: StateReason;
    diskLost?: boolean;
    earlier?: readonly ClosedSegment[];
  }): Transition =>
  (draft, policies) => {
    const at = begin(draft, input.at, policies);
    const instance = instanceIn(draft.account, input.instanceId, ["running"]);
    endOpenSegmentAt(draft, instance.id, at, input.lastAlive, input.reason);
    for (const segment of input.earlier ?? []) creditAfter(draft, segment, at, input.lastAlive);
    if (input.diskLost) loseDisk(draft, instance, at, input.reason);
    else keepDisk(draft, instance, at, input.reason);
    endExhaustion(draft, at, { reopenRuns: true });
  };

/**
 * The same for a run whose segment was closed already, by a stop or by the end of the balance: all that was charged
 * after `lastAlive` comes back, as credit.
 */
export const creditLate =
  (input: {
    at: Second;
    instanceId: string;
    lastAlive: Second;
    segments: readonly ClosedSegment[];
  }): Transition =>
  (draft, policies) => {
    const at = begin(draft, input.at, policies);
    const dead = draft.account.instances.find((instance) => instance.id === input.instanceId);
    // Off is off: this credit must not take its stop back.
    if (dead) dead.stopSent = true;
    for (const segment of input.segments) creditAfter(draft, segment, at, input.lastAlive);
    endExhaustion(draft, at, { reopenRuns: true });
  };

/**
 * A volume is not there any more, though nobody here deleted it; `lastKnown`: the last second at which the provider had
 * it. Its bill ends there, as that of a machine that is found dead: what was booked after it comes back. `earlier`: its
 * closed segments that reach past that second. Throws `wrong_state` unless it is kept.
 */
export const loseVolume =
  (input: {
    at: Second;
    volumeId: string;
    lastKnown: Second;
    reason: StateReason;
    earlier: readonly ClosedSegment[];
  }): Transition =>
  (draft, policies) => {
    const at = begin(draft, input.at, policies);
    const volume = volumeIn(draft.account, input.volumeId, ["available"]);
    endOpenSegmentAt(draft, volume.id, at, input.lastKnown, input.reason);
    for (const segment of input.earlier) creditAfter(draft, segment, at, input.lastKnown);
    moveVolume(draft, volume, "deleted", at, input.reason);
    endExhaustion(draft, at, { reopenRuns: true });
  };

/**
 * Segments say what was billed: the part that is settled stays and is credited; the part that is not settled is
 * simply not billed. So the segment ends at the last settlement or at the death, whichever is later.
 */
function endOpenSegmentAt(
  draft: Draft,
  itemId: string,
  at: Second,
  lastAlive: Second,
  reason: StateReason,
): void {
  const { account } = draft;
  const segment = account.segments.find((open) => open.itemId === itemId);
  if (!segment) return;
  const end = earlier(later(lastAlive, segment.lower), at);
  const upper = later(end, earlier(account.lastSettlement, at));
  const moved = { ...account.meter };
  moved.accrued = ticks(moved.accrued + moved.burn * (at - moved.anchor));
  moved.anchor = at;
  account.meter = closeRateLate(moved, segment.rate, end, later(account.lastSettlement, segment.lower));
  account.segments = account.segments.filter((open) => open !== segment);
  draft.effects.push({
    type: "segment_closed",
    itemId,
    kind: segment.kind,
    upper: later(upper, segment.lower),
    reason,
  });
  if (account.lastSettlement > end) credit(draft, segment, at, end, account.lastSettlement);
}

function creditAfter(draft: Draft, segment: ClosedSegment, at: Second, lastAlive: Second): void {
  const from = later(lastAlive, segment.lower);
  const to = segment.creditedFrom ?? segment.upper;
  if (from < to) credit(draft, segment, at, from, to);
}

function credit(draft: Draft, segment: OpenSegment, at: Second, from: Second, to: Second): void {
  const amount = ticks(segment.rate * (to - from));
  const key = `usage_credit:${segment.itemId}:${segment.lower}:${from}`;
  post(draft, usageCredit(bookingAt(draft.account, at), key, amount));
  draft.effects.push({
    type: "usage_credited",
    transactionKey: key,
    itemId: segment.itemId,
    segmentLower: segment.lower,
    from,
    to,
    ticks: amount,
  });
}

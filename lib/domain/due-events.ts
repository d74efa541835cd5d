import type { AccountState, Draft } from "./account";
import { spendable } from "./grants";
import { giveUpBoot, instanceOf, moveInstance, openDisk, openRun, stopRun, want } from "./instances";
import { grantEnded } from "./ledger";
import { NO_RATE, smaller } from "./money";
import type { Policies } from "./policies";
import { bookingAt, closeSegment, post, settleAccount } from "./postings";
import { isPending, keepsDisk } from "./states";
import { later, type Second, second } from "./time";
import { keptVolumes, moveVolume, openVolume, rateOfVolume, suspendVolume } from "./volumes";

/** What happens by itself, each at its own second. `catch-up` decides when. */

/** The customer's stop time: a run ends here; a boot that is not ready by then is given up. */
export function stopAtStopTime(draft: Draft, instanceId: string, at: Second): void {
  const instance = instanceOf(draft.account, instanceId);
  if (isPending(instance.state)) giveUpBoot(draft, instance, at, "stop_time");
  else stopRun(draft, instance, at, "stop_time");
}

/** Usage before the start is paid by what was there before. */
export function startGrant(draft: Draft, grantId: string, at: Second): void {
  const { account } = draft;
  settleAccount(draft, at);
  const grant = account.grants.find((candidate) => candidate.id === grantId);
  if (!grant) return;
  grant.status = "usable";
  account.meter = { ...account.meter, settled: spendable(account.cash, account.grants) };
  draft.effects.push({ type: "grant_changed", grantId });
  // Machines were told to stop when the balance ended, so only disks come back, however late this is carried out.
  endExhaustion(draft, at, { reopenRuns: false });
}

/** Usage before the expiry is paid first; what is left goes back to where it came from. */
export function expireGrant(draft: Draft, grantId: string, at: Second): void {
  settleAccount(draft, at);
  endGrant(draft, grantId, at, "expired");
}

/** The caller has settled. */
export function endGrant(
  draft: Draft,
  grantId: string,
  at: Second,
  why: "expired" | "revoked",
  note?: string,
): void {
  const { account } = draft;
  const grant = account.grants.find((candidate) => candidate.id === grantId);
  if (!grant || grant.status === "ended") return;
  post(draft, grantEnded(bookingAt(account, at), why, grantId, grant.remaining, note));
  grant.status = "ended";
  account.meter = { ...account.meter, settled: spendable(account.cash, account.grants) };
  draft.effects.push({ type: "grant_changed", grantId });
}

/** The balance ends: everything stops at this second and the bill with it; disks and volumes are free until grace ends. */
export function exhaust(draft: Draft, at: Second, policies: Policies): void {
  const { account } = draft;
  settleAccount(draft, at);
  account.exhaustedAt = at;
  account.graceUntil = second(at + freeGrace(account, at, policies));
  account.watchedFrom = at;
  for (const instance of account.instances) {
    closeSegment(draft, instance.id, at, "balance_ended");
    if (instance.state === "running") {
      instance.runId = null;
      instance.stoppedByExhaustion = at;
      moveInstance(draft, instance, "stopping", at, "balance_ended");
      want(instance, "stopped");
    } else if (isPending(instance.state)) giveUpBoot(draft, instance, at, "balance_ended");
  }
  for (const volume of account.volumes) suspendVolume(draft, volume, at);
  account.pendingBurn = NO_RATE;
  draft.effects.push({
    type: "notice",
    notice: { kind: "balance_ended", second: at, thresholdSeconds: 0n, announces: account.graceUntil },
  });
}

/** The grace period, or what is left of the allowance of free time within the window. */
function freeGrace(account: AccountState, at: Second, policies: Policies): bigint {
  const windowStart = at - policies.graceWindowSeconds;
  account.graceSpans = account.graceSpans.filter((span) => span.until > windowStart);
  const used = account.graceSpans.reduce(
    (sum, span) => sum + span.until - later(span.from, second(windowStart)),
    0n,
  );
  const left = policies.graceAllowanceSeconds - used;
  if (left <= 0n) return 0n;
  return smaller(left, policies.gracePeriodSeconds);
}

/** Nobody paid: disks and volumes are deleted at the second that was announced. */
export function endGrace(draft: Draft, at: Second): void {
  const { account } = draft;
  closeGrace(account, at);
  draft.effects.push({ type: "grace_over", at });
  const disks = account.instances.filter((instance) => keepsDisk(instance.state));
  const volumes = keptVolumes(account);
  if (disks.length === 0 && volumes.length === 0) return;
  for (const instance of disks) {
    moveInstance(draft, instance, "terminating", at, "grace_ended");
    want(instance, "removed");
  }
  for (const volume of volumes) moveVolume(draft, volume, "deleting", at, "grace_ended");
  draft.effects.push({
    type: "notice",
    notice: { kind: "grace_ended", second: at, thresholdSeconds: 0n, announces: null },
  });
}

function closeGrace(account: AccountState, at: Second): void {
  if (account.graceUntil === null || account.exhaustedAt === null) return;
  account.graceSpans.push({ from: account.exhaustedAt, until: at });
  account.graceUntil = null;
}

/**
 * Credit after the end. Disks and volumes are billed again from this second. A machine that nobody has asked to stop yet goes on
 * from this second; the gap is free. Nothing changes while the balance does not pay one second of it.
 */
export function endExhaustion(draft: Draft, at: Second, options: { reopenRuns: boolean }): void {
  const { account } = draft;
  if (account.exhaustedAt === null || account.meter.settled <= 0n) return;
  const disks = account.instances.filter((instance) => keepsDisk(instance.state));
  const taken = disks.filter(
    (instance) => options.reopenRuns && canGoOn(instance, account.exhaustedAt) && notOver(instance, at),
  );
  const volumes = keptVolumes(account);
  const kept = volumes.reduce((sum, volume) => sum + rateOfVolume(volume), 0n);
  const goOn = account.meter.settled >= kept + reopenedRate(disks, taken) ? taken : [];
  if (account.meter.settled < kept + reopenedRate(disks, goOn)) return;
  closeGrace(account, at);
  account.exhaustedAt = null;
  account.watchedFrom = at;
  for (const volume of volumes) openVolume(draft, volume, at);
  for (const instance of disks) {
    if (!goOn.includes(instance)) {
      openDisk(draft, instance, at);
      continue;
    }
    moveInstance(draft, instance, "running", at, null);
    want(instance, "running");
    instance.stoppedByExhaustion = null;
    openRun(draft, instance, at);
  }
}

type Kept = AccountState["instances"][number];

const canGoOn = (instance: Kept, exhaustedAt: Second | null): boolean =>
  instance.state === "stopping" && instance.stoppedByExhaustion === exhaustedAt && !instance.stopSent;
const notOver = (instance: Kept, at: Second): boolean => instance.stopDue === null || instance.stopDue > at;
const reopenedRate = (disks: Kept[], goOn: Kept[]): bigint =>
  disks.reduce((sum, instance) => sum + (goOn.includes(instance) ? instance.runRate : instance.diskRate), 0n);

/** One warning before the end of the balance. `overtaken`: a later one, or the end itself, is already past. */
export function warn(
  draft: Draft,
  warning: { at: Second; end: Second; threshold: bigint; overtaken: boolean },
): void {
  draft.account.watchedFrom = warning.at;
  if (warning.overtaken) return;
  draft.effects.push({
    type: "notice",
    notice: {
      kind: "balance_ends_in",
      second: warning.end,
      thresholdSeconds: warning.threshold,
      announces: warning.end,
    },
  });
}

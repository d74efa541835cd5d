import type { AccountState, Draft, Instance } from "./account";
import { DomainError } from "./errors";
import { NO_RATE, type Rate } from "./money";
import { addPending, closeSegment, openSegment } from "./postings";
import {
  type InstanceStateName,
  isPending,
  mayBecome,
  pricedStates,
  type StateReason,
  type Wanted,
} from "./states";
import type { Second } from "./time";

/** The account's instance. Throws `not_found`. */
export function instanceOf(account: AccountState, instanceId: string): Instance {
  const instance = account.instances.find((candidate) => candidate.id === instanceId);
  if (!instance) throw new DomainError("not_found", { what: "instance" });
  return instance;
}

/** The account's instance, if it is in one of these states. Throws `not_found` or `wrong_state`. */
export function instanceIn(
  account: AccountState,
  instanceId: string,
  states: readonly InstanceStateName[],
): Instance {
  const instance = instanceOf(account, instanceId);
  if (!states.includes(instance.state)) throw new DomainError("wrong_state", { state: instance.state });
  return instance;
}

/** Moves an instance to a state that the table allows, and its reserved rate with it. */
export function moveInstance(
  draft: Draft,
  instance: Instance,
  to: InstanceStateName,
  at: Second,
  reason: StateReason | null,
): void {
  const from = instance.state;
  if (!mayBecome(from, to)) throw new DomainError("wrong_state", { state: from });
  if (isPending(from) && !isPending(to)) addPending(draft, -instance.runRate);
  if (!isPending(from) && isPending(to)) addPending(draft, instance.runRate);
  instance.state = to;
  instance.reason = reason;
  dropNextPrices(instance);
  draft.effects.push({ type: "instance_changed", instanceId: instance.id, from, to, at, reason });
}

/** What was announced and cannot come into force any more. A run that the end of the balance has closed may still go on. */
function dropNextPrices(instance: Instance): void {
  const mayGoOn = instance.state === "stopping" && instance.stoppedByExhaustion !== null;
  if (!mayGoOn && !has(pricedStates.run, instance.state)) instance.nextRun = null;
  if (!has(pricedStates.disk, instance.state)) instance.nextDisk = null;
}

const has = (states: readonly InstanceStateName[], state: InstanceStateName): boolean =>
  states.includes(state);

/** What is wanted of it and does not burn yet. */
export const pendingOfInstance = (instance: Instance): Rate =>
  isPending(instance.state) ? instance.runRate : NO_RATE;

/** A new wish: what the provider was asked before no longer counts. */
export function want(instance: Instance, wanted: Wanted): void {
  instance.wanted = wanted;
  instance.generation += 1;
  instance.stopSent = false;
}

/** A run begins: the next number of the instance's own runs. */
export function openRun(draft: Draft, instance: Instance, at: Second): void {
  instance.runCount += 1;
  instance.runId = `run_${instance.id.replace(/^ins_/, "")}_${instance.runCount}`;
  openSegment(draft, {
    itemId: instance.id,
    runId: instance.runId,
    kind: "run",
    priceId: instance.runPriceId,
    rate: instance.runRate,
    lower: at,
  });
}

export function openDisk(draft: Draft, instance: Instance, at: Second): void {
  openSegment(draft, {
    itemId: instance.id,
    runId: null,
    kind: "disk",
    priceId: instance.diskPriceId,
    rate: instance.diskRate,
    lower: at,
  });
}

/** The bill of the run ends here; the disk's begins, unless the balance has ended and it is free. */
export function stopRun(draft: Draft, instance: Instance, at: Second, reason: StateReason): void {
  closeSegment(draft, instance.id, at, reason);
  instance.runId = null;
  instance.stopDue = null;
  moveInstance(draft, instance, "stopping", at, reason);
  want(instance, "stopped");
  if (draft.account.exhaustedAt === null) openDisk(draft, instance, at);
}

/** A boot is given up: a launch goes, a start falls back to its disk. */
export function giveUpBoot(draft: Draft, instance: Instance, at: Second, reason: StateReason): void {
  const hadDisk = instance.state === "starting";
  instance.stopDue = null;
  moveInstance(draft, instance, hadDisk ? "stopping" : "terminating", at, reason);
  want(instance, hadDisk ? "stopped" : "removed");
}

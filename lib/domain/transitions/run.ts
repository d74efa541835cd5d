import type { Draft, Instance } from "../account";
import { giveUpBoot, instanceIn, instanceOf, moveInstance, openDisk, stopRun, want } from "../instances";
import { closeSegment } from "../postings";
import { isPending, type StateReason } from "../states";
import type { Second } from "../time";
import { begin, type Transition } from "./change";

/**
 * Stop at the floor of the click: the run's bill ends, the disk's begins, however long the machine
 * takes. Throws `wrong_state` unless it runs.
 */
export const stop =
  (input: { at: Second; instanceId: string; reason: StateReason }): Transition =>
  (draft, policies) => {
    const at = begin(draft, input.at, policies);
    stopRun(draft, instanceIn(draft.account, input.instanceId, ["running"]), at, input.reason);
  };

/** The provider confirms that the machine is off. Moves no money; the card is free again. */
export const confirmStopped =
  (input: { at: Second; instanceId: string }): Transition =>
  (draft, policies) => {
    const at = begin(draft, input.at, policies);
    const instance = instanceIn(draft.account, input.instanceId, ["stopping"]);
    instance.stopDue = null;
    moveInstance(draft, instance, "stopped", at, instance.reason);
  };

/**
 * Terminate, from any state that is not gone: every bill of the instance ends at this second, its disk will be
 * deleted. A boot under way is given up. Repeating it changes nothing.
 */
export const removeInstance =
  (input: { at: Second; instanceId: string; reason: StateReason }): Transition =>
  (draft, policies) => {
    const at = begin(draft, input.at, policies);
    const instance = instanceOf(draft.account, input.instanceId);
    if (instance.state === "terminating" || instance.state === "terminated") return;
    closeSegment(draft, instance.id, at, input.reason);
    if (isPending(instance.state) && instance.state !== "starting")
      return giveUpBoot(draft, instance, at, input.reason);
    instance.runId = null;
    instance.stopDue = null;
    moveInstance(draft, instance, "terminating", at, input.reason);
    want(instance, "removed");
  };

/** The provider confirms that nothing of it is left. */
export const confirmRemoved =
  (input: { at: Second; instanceId: string }): Transition =>
  (draft, policies) => {
    const at = begin(draft, input.at, policies);
    const instance = instanceIn(draft.account, input.instanceId, ["terminating"]);
    moveInstance(draft, instance, "terminated", at, instance.reason);
  };

/** The customer sets, moves or clears the stop time of something that runs or will. Throws `wrong_state`. */
export const setStopTime =
  (input: { at: Second; instanceId: string; stopDue: Second | null }): Transition =>
  (draft, policies) => {
    begin(draft, input.at, policies);
    const states = ["provisioning", "booting", "starting", "running"] as const;
    instanceIn(draft.account, input.instanceId, states).stopDue = input.stopDue;
  };

/** After a stop that nobody asked for: the disk is kept and billed from now on, unless the balance has ended. */
export function keepDisk(draft: Draft, instance: Instance, at: Second, reason: StateReason): void {
  instance.runId = null;
  instance.stopDue = null;
  moveInstance(draft, instance, "stopped", at, reason);
  want(instance, "stopped");
  if (draft.account.exhaustedAt === null) openDisk(draft, instance, at);
}

/** The machine was deleted behind our back, and its disk with it. */
export function loseDisk(draft: Draft, instance: Instance, at: Second, reason: StateReason): void {
  instance.runId = null;
  instance.stopDue = null;
  moveInstance(draft, instance, "terminated", at, reason);
  want(instance, "removed");
}

/**
 * What the operations loop does next with one machine: a pure function of our row and of what the provider shows.
 * Nothing is remembered between two steps, so a worker may die between any two lines: the next one looks and goes on.
 *
 *   wanted    machine              next
 *   running   absent, never ready  create            running   off            start
 *   running   absent, was ready    lost              running   up, not ready  await_ready
 *   stopped   up                   stop              stopped   off            off (the card is free)
 *   removed   there                remove            removed   absent         gone
 *   running   up, is running       up (or restart)   running   off, is running  found_off (start amid a restart)
 */
import type { InstanceStateName, Wanted } from "./states";

export type PlanInstance = {
  state: InstanceStateName;
  wanted: Wanted;
  generation: number;
  appliedGeneration: number;
  restartRequested: number;
  restartApplied: number;
  /** It was ready before: there is a disk, and a start is not a launch. */
  everReady: boolean;
  /** When this state began, and when the provider first reported the present boot running; milliseconds. */
  stateSinceMs: number;
  bootStartedMs: number | null;
};

export type PlanMachine = {
  status: "running" | "stopped" | "starting" | "stopping" | "frozen" | "error";
  hasAddress: boolean;
};

export type PlanStep =
  /** Calls to the provider. */
  | "create"
  | "start"
  | "stop"
  | "restart"
  | "remove"
  /** Running; ask SSH for its banner. */
  | "await_ready"
  /** Answers that only need to be recorded: off as asked, gone as asked, up as wanted. */
  | "off"
  | "gone"
  | "up"
  /** Off or absent although nobody here asked for it. */
  | "found_off"
  | "lost"
  | "boot_failed"
  | "nothing";

/** What to do next. `machine` is null when the provider has none of the name; `bootTimeoutSeconds` from the policies. */
export function planStep(
  instance: PlanInstance,
  machine: PlanMachine | null,
  nowMs: number,
  bootTimeoutSeconds: number,
): PlanStep {
  if (!needsWork(instance)) return "nothing";
  if (instance.wanted === "removed") return machine === null ? "gone" : "remove";
  if (machine === null) {
    const launching = instance.wanted === "running" && !instance.everReady;
    if (!launching) return "lost";
    return bootExpired(instance, nowMs, bootTimeoutSeconds) ? "boot_failed" : "create";
  }
  if (instance.wanted === "stopped") return machine.status === "stopped" ? "off" : "stop";
  if (instance.state === "running") return planRunning(instance, machine);
  if (bootExpired(instance, nowMs, bootTimeoutSeconds)) return "boot_failed";
  return machine.status === "stopped" ? "start" : "await_ready";
}

/** A stop that was taken back finds the machine up; in the middle of a restart it may be off. */
function planRunning(instance: PlanInstance, machine: PlanMachine): PlanStep {
  if (machine.status !== "stopped") return restartOpen(instance) ? "restart" : "up";
  return restartOpen(instance) ? "start" : "found_off";
}

/** Is anything asked for that the provider has not confirmed? */
export function needsWork(instance: PlanInstance): boolean {
  return instance.generation > instance.appliedGeneration || restartOpen(instance);
}

function restartOpen(instance: PlanInstance): boolean {
  return instance.state === "running" && instance.restartRequested > instance.restartApplied;
}

/** The limit counts from the provider's "running"; a machine that never gets so far has as long to get there. */
export function bootExpired(instance: PlanInstance, nowMs: number, bootTimeoutSeconds: number): boolean {
  return nowMs - (instance.bootStartedMs ?? instance.stateSinceMs) >= bootTimeoutSeconds * 1000;
}

/**
 * Is it ready? SSH's banner says so. A machine that carries something of the customer's (start-up script, own image, kept disk)
 * is ready at the banner or `readyAssumedAfterSeconds` after it runs, so that nobody runs for free by hiding SSH.
 */
export function isReady(input: {
  banner: boolean;
  carriesCustomers: boolean;
  bootStartedMs: number;
  nowMs: number;
  readyAssumedAfterSeconds: number;
}): boolean {
  const assumed = input.nowMs - input.bootStartedMs >= input.readyAssumedAfterSeconds * 1000;
  return input.banner || (input.carriesCustomers && assumed);
}

/** Seconds until a failed call is tried again: 1, 2, 4, … at most 30. */
export function backoffSeconds(attempts: number): number {
  return Math.min(30, 2 ** Math.max(0, Math.min(attempts - 1, 10)));
}

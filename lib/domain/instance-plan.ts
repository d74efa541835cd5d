/**
 * What the operations loop does next with one machine: a pure function of our row and of what the provider shows.
 * Nothing is remembered between two steps, so a worker may die between any two lines: the next one looks and goes on.
 *
 *   wanted    machine              next
 *   running   absent, never ready  create            running   off            start
 *   running   made by half         create
 *   running   absent, was ready    lost              running   up, not ready  await_ready
 *   stopped   up                   stop              stopped   off            off (the card is free)
 *   removed   there                remove            removed   absent         gone
 *   running   up, is running       up (or restart)   running   off, is running  found_off (start amid a restart)
 *   running   paused, is running   found_paused (or restart)
 *
 * A start on another host than the disk's first moves the machine there:
 *   starting  off, elsewhere       move              starting  off, on that host  moved, then start
 *   any       absent               move: in the middle of one there may be none of its name for a moment
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
  /** The host that its disk has to be copied to first; null when it is where it should be. */
  moveTo: string | null;
  /** When that was done; null for a start on the disk's own host. */
  movedMs: number | null;
};

export type PlanMachine = {
  status: "running" | "stopped" | "starting" | "stopping" | "frozen" | "error";
  hasAddress: boolean;
  host: string;
  /** Its creation has not ended, or was cut off. */
  unfinished: boolean;
};

export type PlanLimits = { bootTimeoutSeconds: number; copyTimeoutSeconds: number };

export type PlanStep =
  /** Calls to the provider. */
  | "create"
  | "start"
  | "stop"
  | "restart"
  | "remove"
  | "move"
  /** Running; ask SSH for its banner. */
  | "await_ready"
  /** Answers that only need to be recorded: off as asked, gone as asked, up as wanted. */
  | "off"
  | "gone"
  | "up"
  | "moved"
  /** Off or absent although nobody here asked for it. */
  | "found_off"
  | "found_paused"
  | "lost"
  | "boot_failed"
  | "nothing";

/** What to do next. `machine` is null when the provider has none of the name; `limits` from the policies. */
export function planStep(
  instance: PlanInstance,
  machine: PlanMachine | null,
  nowMs: number,
  limits: PlanLimits,
): PlanStep {
  const { bootTimeoutSeconds } = limits;
  if (!needsWork(instance)) return "nothing";
  if (instance.wanted === "removed") return machine === null ? "gone" : "remove";
  const launching = instance.wanted === "running" && !instance.everReady;
  if (machine === null || (launching && machine.unfinished)) {
    if (machine === null && instance.moveTo !== null && !copyExpired(instance, nowMs, limits)) return "move";
    if (!launching) return "lost";
    return bootExpired(instance, nowMs, bootTimeoutSeconds) ? "boot_failed" : "create";
  }
  if (instance.wanted === "stopped") return machine.status === "stopped" ? "off" : "stop";
  if (instance.state === "running") return planRunning(instance, machine);
  if (instance.moveTo !== null) return planMove(instance, machine, copyExpired(instance, nowMs, limits));
  if (bootExpired(instance, nowMs, bootTimeoutSeconds)) return "boot_failed";
  return machine.status === "stopped" ? "start" : "await_ready";
}

/** A stop that was taken back finds the machine up; in the middle of a restart it may be off. */
function planRunning(instance: PlanInstance, machine: PlanMachine): PlanStep {
  if (machine.status === "frozen" && !restartOpen(instance)) return "found_paused";
  if (machine.status !== "stopped") return restartOpen(instance) ? "restart" : "up";
  return restartOpen(instance) ? "start" : "found_off";
}

/** Only what is off is moved; a machine that somebody switched on meanwhile is switched off again. */
function planMove(instance: PlanInstance, machine: PlanMachine, expired: boolean): PlanStep {
  if (machine.host === instance.moveTo) return "moved";
  if (expired) return "boot_failed";
  return machine.status === "stopped" ? "move" : "stop";
}

function copyExpired(instance: PlanInstance, nowMs: number, { copyTimeoutSeconds }: PlanLimits): boolean {
  return nowMs - instance.stateSinceMs >= copyTimeoutSeconds * 1000;
}

/** Is anything asked for that the provider has not confirmed? */
export function needsWork(instance: PlanInstance): boolean {
  return instance.generation > instance.appliedGeneration || restartOpen(instance);
}

function restartOpen(instance: PlanInstance): boolean {
  return instance.state === "running" && instance.restartRequested > instance.restartApplied;
}

/**
 * The limit counts from the provider's "running"; a machine that never gets so far has as long to get there, the time in
 * which its disk was copied not counted.
 */
export function bootExpired(instance: PlanInstance, nowMs: number, bootTimeoutSeconds: number): boolean {
  return (
    nowMs - (instance.bootStartedMs ?? instance.movedMs ?? instance.stateSinceMs) >= bootTimeoutSeconds * 1000
  );
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

import type { AccountState, Instance } from "../account";
import { balanceAt } from "../account";
import { DomainError } from "../errors";
import { giveUpBoot, instanceIn, moveInstance, openRun, want } from "../instances";
import { type Rate, rate, type Ticks, ticks } from "../money";
import { burnChanges } from "../next-prices";
import type { Policies } from "../policies";
import { addPending, closeSegment } from "../postings";
import { type Projection, projectEnd } from "../projection";
import type { StateReason } from "../states";
import type { Second } from "../time";
import { begin, type Transition } from "./change";

export type NewInstance = Pick<
  Instance,
  "id" | "runPriceId" | "diskPriceId" | "runRate" | "diskRate" | "stopDue"
>;

/**
 * Launch: reserves the rate of a new instance, which is `provisioning` from here on (the verb inserts its row in the
 * same transaction). Throws `insufficient_credit`, `balance_ended` or `balance_negative`.
 */
export const reserve =
  (input: { at: Second; instance: NewInstance }): Transition =>
  (draft, policies) => {
    const at = begin(draft, input.at, policies);
    requireRunway(draft.account, input.instance.runRate, at, policies);
    draft.account.instances.push({
      ...input.instance,
      ...{ nextRun: null, nextDisk: null },
      state: "provisioning",
      reason: null,
      wanted: "running",
      generation: 1,
      runId: null,
      runCount: 0,
      stoppedByExhaustion: null,
      stopSent: false,
    });
    addPending(draft, input.instance.runRate);
  };

/**
 * Start: a stopped instance is wanted again, at the price that was shown. Its disk is billed until it is ready.
 * Throws `not_found`, `wrong_state`, `insufficient_credit`, `balance_ended` or `balance_negative`.
 */
export const beginStart =
  (input: {
    at: Second;
    instanceId: string;
    runPriceId: string;
    runRate: Rate;
    stopDue: Second | null;
  }): Transition =>
  (draft, policies) => {
    const at = begin(draft, input.at, policies);
    const instance = instanceIn(draft.account, input.instanceId, ["stopped"]);
    requireRunway(draft.account, input.runRate, at, policies);
    instance.runPriceId = input.runPriceId;
    instance.runRate = input.runRate;
    instance.stopDue = input.stopDue;
    instance.stoppedByExhaustion = null;
    moveInstance(draft, instance, "starting", at, null);
    want(instance, "running");
  };

/** The provider reports the machine running, SSH not yet. Costs nothing. A start stays `starting`. */
export const markBooting =
  (input: { at: Second; instanceId: string }): Transition =>
  (draft, policies) => {
    const at = begin(draft, input.at, policies);
    const instance = instanceIn(draft.account, input.instanceId, ["provisioning", "booting", "starting"]);
    if (instance.state === "provisioning") moveInstance(draft, instance, "booting", at, null);
  };

/**
 * Ready at the ceiling of the instant (`ceilSecond`): the reserved rate burns, a run begins. When it was recorded
 * late, what happened in between has its own second. Throws `wrong_state` when the boot was given up meanwhile.
 */
export const becomeReady =
  (input: { at: Second; instanceId: string }): Transition<{ runId: string | null }> =>
  (draft, policies) => {
    const at = begin(draft, input.at, policies);
    const instance = instanceIn(draft.account, input.instanceId, ["provisioning", "booting", "starting"]);
    closeSegment(draft, instance.id, at, null);
    moveInstance(draft, instance, "running", at, null);
    openRun(draft, instance, at);
    return { runId: instance.runId };
  };

/** A boot is cancelled or failed: a launch goes (`terminating`), a start falls back to its stopped disk. Free. */
export const cancelPending =
  (input: { at: Second; instanceId: string; reason: StateReason }): Transition =>
  (draft, policies) => {
    const at = begin(draft, input.at, policies);
    const instance = instanceIn(draft.account, input.instanceId, ["provisioning", "booting", "starting"]);
    giveUpBoot(draft, instance, at, input.reason);
  };

/** A launch that never became ready and whose machine is gone: `failed`, with the reason. */
export const failLaunch =
  (input: { at: Second; instanceId: string; reason: StateReason }): Transition =>
  (draft, policies) => {
    const at = begin(draft, input.at, policies);
    const instance = instanceIn(draft.account, input.instanceId, ["provisioning", "booting"]);
    moveInstance(draft, instance, "failed", at, input.reason);
    want(instance, "removed");
    instance.stopDue = null;
  };

export type Runway = {
  balance: Ticks;
  /** Burn + pending + new. */
  burn: Rate;
  /** When the balance would end. */
  end: Projection;
  required: Ticks;
  /** Zero when it is long enough. */
  missing: Ticks;
};

/** How long the balance would last with one more rate, and what is missing to the policy's smallest runway. */
export function runwayWith(account: AccountState, added: Rate, at: Second, policies: Policies): Runway {
  const burn = rate(account.meter.burn + account.pendingBurn + added);
  const required = ticks(burn * policies.minimumRunwaySeconds);
  const moved = { ...account, meter: { ...account.meter } };
  const elapsed = at > account.meter.anchor ? at - account.meter.anchor : 0n;
  moved.meter.accrued = ticks(moved.meter.accrued + moved.meter.burn * elapsed);
  if (elapsed > 0n) moved.meter.anchor = at;
  const end = projectEnd({ ...moved, burnChanges: burnChanges(account) }, burn) ?? {
    at,
    remainder: ticks(0n),
  };
  const seconds = end.at - moved.meter.anchor;
  const paid = seconds * burn + end.remainder;
  const missing = seconds >= policies.minimumRunwaySeconds ? 0n : required - paid;
  return { balance: balanceAt(account, at), burn, end, required, missing: ticks(missing) };
}

/** Throws `balance_ended`, `balance_negative` or `insufficient_credit` unless the balance lasts long enough with one more rate. */
export function requireRunway(account: AccountState, added: Rate, at: Second, policies: Policies): void {
  const runway = runwayWith(account, added, at, policies);
  if (runway.balance < 0n) throw new DomainError("balance_negative", { balanceTicks: `${runway.balance}` });
  if (account.exhaustedAt !== null) throw new DomainError("balance_ended");
  if (runway.missing > 0n)
    throw new DomainError("insufficient_credit", {
      balanceTicks: `${runway.balance}`,
      requiredTicks: `${runway.required}`,
      missingTicks: `${runway.missing}`,
      burnTicksPerSecond: `${runway.burn}`,
      runwaySeconds: `${policies.minimumRunwaySeconds}`,
    });
}

import { backoffSeconds, isReady, planStep } from "@/lib/domain/instance-plan";
import { hostnameOf, machineName } from "@/lib/domain/names";
import { notebookTokenFile } from "@/lib/domain/notebooks";
import { type Compute, ComputeError, type Machine } from "@/lib/ports/compute";
import type { ServiceContext } from "@/lib/services/context";
import { nextEpoch } from "@/lib/services/fleet/epoch";
import { keepLogs } from "@/lib/services/instances/collect-log";
import { keepHostKey } from "@/lib/services/instances/keep-host-key";
import { type Claim, postponeClaim } from "@/lib/services/operations/claim";
import { onClaim } from "@/lib/services/operations/on-claim";
import { readWork, type Work } from "@/lib/services/operations/read-work";
import {
  recordBootFailed,
  recordBooting,
  recordMoved,
  recordReady,
} from "@/lib/services/operations/record-boot";
import {
  recordFoundOff,
  recordGone,
  recordOff,
  recordRestarted,
  recordUp,
} from "@/lib/services/operations/record-end";
import { guard } from "../firewall/before-start";
import { dropLostDisks, tryDropLostDisks } from "./lost-disks";
import { PhaseRecorder } from "./phases";

const PROBE_TIMEOUT_MS = 1000;
/** Between two looks at a machine that boots. */
const PROBE_PAUSE_SECONDS = 0.5;

/** A place where a test may end the worker: after the provider has answered, before it is written down. */
export type FaultPoint = (point: string, instanceId: string) => void;

export type StepDeps = { ctx: ServiceContext; fault?: FaultPoint };

/**
 * One step of one instance: look at our row and at the provider's machine, do the one next thing, write down the
 * answer. Nothing is kept in memory between steps, so the next worker goes on wherever this one ended.
 */
export async function step(deps: StepDeps, claim: Claim): Promise<void> {
  const { ctx } = deps;
  const work = await readWork(ctx, claim.instanceId);
  if (!work || work.generation !== claim.generation)
    return void (await onClaim(ctx, claim, async () => null));
  try {
    const compute = ctx.ports.compute(work.regionId);
    const machine = await compute.machine(machineName(work.instanceId));
    const done = await act(deps, claim, work, compute, machine);
    if (!done)
      await postponeClaim(ctx, claim, { seconds: done === null ? PROBE_PAUSE_SECONDS : 0, error: null });
  } catch (error) {
    if (!(error instanceof ComputeError)) throw error;
    await recover(deps, claim, work, error);
  }
}

/** True: the operation has ended. False: look again at once. Null: look again soon. */
async function act(
  deps: StepDeps,
  claim: Claim,
  work: Work,
  compute: Compute,
  machine: Machine | null,
): Promise<boolean | null> {
  const { ctx, fault = () => undefined } = deps;
  const name = machineName(work.instanceId);
  const phases = new PhaseRecorder(ctx, claim, work);
  const shown = machine && {
    status: machine.status,
    hasAddress: machine.address !== null,
    host: machine.host,
    unfinished: machine.unfinished ?? false,
  };
  const force = ctx.policies.forceStopAfterSeconds;
  switch (planStep(work, shown, work.nowMs, ctx.policies)) {
    case "create":
      await phases.enter("creating");
      await compute
        .create(creation(work, await nextEpoch(ctx)), phases.progress)
        .finally(() => phases.settled());
      fault("created", work.instanceId);
      return false;
    case "start":
      await phases.enter("starting");
      await dropLostDisks(compute, name);
      if (machine && !sameCards(machine.cards, work.cards)) {
        await compute.setCards(name, work.cards);
        fault("cards_set", work.instanceId);
      }
      await guard(ctx, compute, work.instanceId);
      fault("guarded", work.instanceId);
      await compute.start(name, phases.progress).finally(() => phases.settled());
      fault("started", work.instanceId);
      return false;
    case "move":
      return copyDisk(deps, claim, work, compute, phases);
    case "moved":
      await recordMoved(ctx, claim, work.moveTo ?? "", phases.with("starting"));
      fault("moved_recorded", work.instanceId);
      return false;
    case "await_ready":
      return machine ? await awaitReady(deps, claim, work, machine, phases) : false;
    case "restart":
      await tryDropLostDisks(compute, name);
      await compute.restart(name, force);
      fault("restarted", work.instanceId);
      return recordRestarted(
        ctx,
        claim,
        (await compute.machine(name)) ?? absent(work),
        work.restartRequested,
      );
    case "stop":
      await compute.stop(name, force);
      fault("stopped", work.instanceId);
      return false;
    case "remove":
      // A copy that was left would outlive it.
      if (work.moveTo !== null) await compute.settleMove(name);
      await compute.remove(name);
      fault("removed", work.instanceId);
      return false;
    case "boot_failed":
      return failBoot(deps, claim, work, compute, { code: "timeout", detail: null });
    case "off":
      return recordOff(ctx, claim, await diskHost(work, compute, machine));
    case "gone":
      return recordGone(ctx, claim);
    case "up":
      return recordUp(ctx, claim, machine ?? absent(work));
    case "found_off":
      return recordFoundOff(ctx, claim, "off");
    case "found_paused":
      return recordFoundOff(ctx, claim, "paused");
    case "lost":
      return recordFoundOff(ctx, claim, "absent");
    case "nothing":
      return onClaim(ctx, claim, async () => "done");
  }
}

/** What is absent once every earlier attempt is settled is gone; a host without room will not have more in a minute. */
async function copyDisk(
  deps: StepDeps,
  claim: Claim,
  work: Work,
  compute: Compute,
  phases: PhaseRecorder,
): Promise<boolean> {
  await phases.enter("copying");
  // Not found under its name, it may still be a copy that the move gives that name.
  await tryDropLostDisks(compute, machineName(work.instanceId));
  try {
    await compute
      .move(machineName(work.instanceId), work.moveTo ?? "", (percent) => phases.progress("copying", percent))
      .finally(() => phases.settled());
  } catch (error) {
    if (!(error instanceof ComputeError)) throw error;
    if (error.code === "not_found") return recordFoundOff(deps.ctx, claim, "absent");
    if (error.code === "no_capacity") throw new ComputeError(error.code, error.message, false);
    throw error;
  }
  deps.fault?.("moved", work.instanceId);
  return false;
}

/** Where the disk is in the end. A copy that was given up halfway may yet have arrived. */
async function diskHost(work: Work, compute: Compute, machine: Machine | null): Promise<string> {
  if (work.moveTo === null) return machine?.host ?? work.host ?? "";
  const name = machineName(work.instanceId);
  await compute.settleMove(name);
  return (await compute.machine(name))?.host ?? work.host ?? "";
}

async function awaitReady(
  deps: StepDeps,
  claim: Claim,
  work: Work,
  machine: Machine,
  phases: PhaseRecorder,
): Promise<boolean | null> {
  const { ctx, fault } = deps;
  if (machine.status !== "running") return null;
  if (work.bootStartedMs === null) {
    await recordBooting(ctx, claim, machine, phases.with("booting"));
    return false;
  }
  const banner = machine.address ? await ctx.ports.sshProbe(machine.address, PROBE_TIMEOUT_MS) : false;
  const ready = isReady({
    banner,
    carriesCustomers: work.startupScript !== null || work.ownImage || work.everReady || work.sshHidden,
    bootStartedMs: work.bootStartedMs,
    nowMs: work.nowMs,
    readyAssumedAfterSeconds: ctx.policies.readyAssumedAfterSeconds,
  });
  if (!ready) return null;
  // From here on it is somebody's: what was ready once is never removed as a leftover.
  await ctx.ports
    .compute(work.regionId)
    .tag(machine.name, { ready: "true", epoch: `${await nextEpoch(ctx)}` });
  fault?.("ready", work.instanceId);
  const recorded = await recordReady(ctx, claim, machine, phases.with("ready"));
  // Not before: it may take its time, and the meter runs for a machine that is ready.
  await keepHostKey(ctx, work);
  return recorded;
}

/**
 * What can still be had of its logs is kept. A launch is removed first: `failed` says that nothing is left. A start keeps
 * its disk; the next step stops it.
 */
async function failBoot(
  deps: StepDeps,
  claim: Claim,
  work: Work,
  compute: Compute,
  failure: { code: string; detail: string | null },
): Promise<boolean> {
  await keepLogs(deps.ctx, work);
  if (work.state !== "starting") {
    await compute.remove(machineName(work.instanceId));
    deps.fault?.("failed_removed", work.instanceId);
  }
  return recordBootFailed(deps.ctx, claim, failure);
}

/** What may work later is tried again, later and later; what cannot ends the boot. Stops and removals never give up. */
async function recover(deps: StepDeps, claim: Claim, work: Work, error: ComputeError): Promise<void> {
  const { ctx } = deps;
  const booting = work.wanted === "running" && work.state !== "running";
  if (!error.retry && booting) {
    const compute = ctx.ports.compute(work.regionId);
    try {
      await failBoot(deps, claim, work, compute, { code: error.code, detail: error.message });
      return;
    } catch (again) {
      if (!(again instanceof ComputeError)) throw again;
    }
  }
  await postponeClaim(ctx, claim, {
    seconds: backoffSeconds(claim.attempts + 1),
    error: `${error.code}: ${error.message}`.slice(0, 500),
  });
}

function creation(work: Work, epoch: number) {
  return {
    name: machineName(work.instanceId),
    host: work.host ?? "",
    imageAlias: work.imageAlias,
    vcpus: work.vcpus,
    memoryMib: work.memoryGib * 1024,
    diskGib: work.diskGib,
    cards: work.cards,
    sshPublicKeys: work.sshPublicKeys,
    startupScript: work.startupScript,
    files: work.jupyterToken === null ? [] : [notebookTokenFile(work.jupyterToken)],
    hostname: hostnameOf(work.name, machineName(work.instanceId)),
    tags: { instance: work.instanceId, generation: `${work.generation}`, epoch: `${epoch}` },
  };
}

const sameCards = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && [...a].sort().every((card, index) => card === [...b].sort()[index]);

const absent = (work: Work) => ({ host: work.host ?? "", bootId: null, address: null });

import { backoffSeconds } from "@/lib/domain/instance-plan";
import { ComputeError, type ComputeProgress } from "@/lib/ports/compute";
import type { ServiceContext } from "@/lib/services/context";
import { nextEpoch } from "@/lib/services/fleet/epoch";
import { type KeptClaim, postponeKept } from "@/lib/services/snapshot-operations/claim";
import {
  type ImageWork,
  readKeptWork,
  type SnapshotWork,
} from "@/lib/services/snapshot-operations/read-work";
import {
  recordImage,
  recordPercent,
  recordSettings,
  recordSnapshot,
} from "@/lib/services/snapshot-operations/record";

/** A wish that was refused so often is given up, and its owner told. Removals never give up. */
const MOST_ATTEMPTS = 5;
const PERCENT_EVERY_MS = 1000;

/** A place where a test may end the worker: after the provider has answered, before it is written down. */
export type KeptFaultPoint = (point: "settings" | "called", id: string) => void;
export type KeptStepDeps = { ctx: ServiceContext; fault?: KeptFaultPoint };

/**
 * Does for one snapshot or image what its state wants, and writes the answer down. Every call may be repeated, so the
 * next worker goes on wherever this one ended.
 */
export async function keptStep(deps: KeptStepDeps, claim: KeptClaim): Promise<void> {
  const { ctx } = deps;
  const work = await readKeptWork(ctx, claim);
  if (!work) return;
  try {
    await (work.kind === "snapshot" ? snapshotStep(deps, claim, work) : imageStep(deps, claim, work));
  } catch (error) {
    if (!(error instanceof ComputeError)) throw error;
    await recover(ctx, claim, work, error);
  }
}

async function snapshotStep(deps: KeptStepDeps, claim: KeptClaim, work: SnapshotWork): Promise<void> {
  const { ctx, fault } = deps;
  const compute = ctx.ports.compute(work.regionId);
  const { machine, snapshot } = work;
  switch (work.state) {
    case "creating": {
      // The snapshot carries what its machine carries now: a database that is older than it is told by that.
      await compute.tag(machine, { epoch: `${await nextEpoch(ctx)}` });
      const { sizeBytes } = await compute.createSnapshot(machine, snapshot);
      fault?.("called", claim.id);
      const size = sizeBytes === null ? null : BigInt(sizeBytes);
      return recordSnapshot(ctx, claim, "creating", { state: "ready", sizeBytes: size });
    }
    case "restoring": {
      const keep = work.keptSettings ?? (await compute.machineSettings(machine));
      if (work.keptSettings === null && !(await recordSettings(ctx, claim, keep))) return;
      fault?.("settings", claim.id);
      await compute.restoreSnapshot(machine, snapshot, keep);
      fault?.("called", claim.id);
      return recordSnapshot(ctx, claim, "restoring", { state: "ready" });
    }
    case "deleting":
      await compute.removeSnapshot(machine, snapshot);
      fault?.("called", claim.id);
      return recordSnapshot(ctx, claim, "deleting", { state: "deleted" });
    default:
      return recordSnapshot(ctx, claim, work.state, { state: work.state });
  }
}

async function imageStep(deps: KeptStepDeps, claim: KeptClaim, work: ImageWork): Promise<void> {
  const { ctx, fault } = deps;
  const compute = ctx.ports.compute(work.regionId);
  const { machine, snapshot, image, description } = work;
  switch (work.state) {
    case "creating": {
      const tags = { epoch: `${await nextEpoch(ctx)}` };
      const input = { name: image, machine, snapshot, description, tags };
      const made = await compute.publishImage(input, percentOf(ctx, claim));
      fault?.("called", claim.id);
      const { fingerprint } = made;
      const change = { state: "ready", sizeBytes: BigInt(made.sizeBytes), fingerprint } as const;
      return recordImage(ctx, claim, "creating", change);
    }
    case "deleting":
      await compute.removeImage(image);
      fault?.("called", claim.id);
      return recordImage(ctx, claim, "deleting", { state: "deleted" });
    default:
      return recordImage(ctx, claim, work.state, { state: work.state });
  }
}

/** Once a second, for whoever watches. Failing to write it never fails the packing. */
function percentOf(ctx: ServiceContext, claim: KeptClaim): ComputeProgress {
  let last = Number.NEGATIVE_INFINITY;
  return (_, percent) => {
    const now = performance.now();
    if (percent === null || now - last < PERCENT_EVERY_MS) return;
    last = now;
    recordPercent(ctx, claim, percent).catch(() => undefined);
  };
}

/** What may work later is tried again, later and later; what cannot gives the wish up. */
async function recover(
  ctx: ServiceContext,
  claim: KeptClaim,
  work: SnapshotWork | ImageWork,
  error: ComputeError,
): Promise<void> {
  const unanswered = error.code === "unreachable" || error.code === "timeout";
  const hopeless = !error.retry || (claim.attempts + 1 >= MOST_ATTEMPTS && !unanswered);
  if (hopeless && work.state !== "deleting" && (await giveUp(ctx, claim, work, error))) return;
  await postponeKept(ctx, claim, {
    seconds: backoffSeconds(claim.attempts + 1),
    error: `${error.code}: ${error.message}`.slice(0, 500),
  });
}

/** Nothing of what failed stays at the provider. False: that cannot be said yet. */
async function giveUp(
  ctx: ServiceContext,
  claim: KeptClaim,
  work: SnapshotWork | ImageWork,
  error: ComputeError,
): Promise<boolean> {
  const stateDetail = error.message.slice(0, 500);
  const compute = ctx.ports.compute(work.regionId);
  try {
    if (work.kind === "image") {
      await compute.removeImage(work.image);
      await recordImage(ctx, claim, "creating", { state: "failed", stateDetail });
    } else if (work.state === "creating") {
      await compute.removeSnapshot(work.machine, work.snapshot);
      await recordSnapshot(ctx, claim, "creating", { state: "failed", stateDetail });
    } else {
      // The disk is what it was, or what the snapshot is: the provider does nothing in between.
      const state = error.code === "not_found" ? "failed" : "ready";
      await recordSnapshot(ctx, claim, "restoring", { state, stateDetail });
    }
    return true;
  } catch (again) {
    if (again instanceof ComputeError) return false;
    throw again;
  }
}

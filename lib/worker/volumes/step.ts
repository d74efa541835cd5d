import { machineName, volumeName } from "@/lib/domain/names";
import { type PlanStored, planVolumeStep, type VolumeStep } from "@/lib/domain/volume-plan";
import { type Compute, ComputeError } from "@/lib/ports/compute";
import type { StoredVolume, VolumePlace } from "@/lib/ports/volumes";
import type { ServiceContext } from "@/lib/services/context";
import { nextEpoch } from "@/lib/services/fleet/epoch";
import { postponeVolume, type VolumeClaim } from "@/lib/services/volume-operations/claim";
import { readVolumeWork, type VolumeWork } from "@/lib/services/volume-operations/read-work";
import * as record from "@/lib/services/volume-operations/record";
import { tryDropLostDisks } from "../operations/lost-disks";
import { recover } from "./recover";

/** Between two looks for a machine that is being created. */
const WAIT_SECONDS = 1;

/** A place where a test may end the worker: after the provider has answered, before it is written down. */
export type VolumeFaultPoint = (point: VolumeStep, volumeId: string) => void;
export type VolumeStepDeps = { ctx: ServiceContext; fault?: VolumeFaultPoint };

/**
 * One step of one volume: look at our row and at the provider's volume, do the one next thing, write down the answer.
 * Nothing is kept in memory between steps, so the next worker goes on wherever this one ended.
 */
export async function volumeStep(deps: VolumeStepDeps, claim: VolumeClaim): Promise<void> {
  const { ctx } = deps;
  const work = await readVolumeWork(ctx, claim.volumeId);
  if (!work) return void (await record.recordNothing(ctx, claim));
  const compute = ctx.ports.compute(work.regionId);
  const place = { host: work.host, name: volumeName(work.volumeId) };
  let todo: VolumeStep = "nothing";
  try {
    const stored = await compute.volume(place);
    todo = planVolumeStep(work, await seen(compute, place, work, stored));
    await act(deps, claim, work, compute, place, todo, stored);
  } catch (error) {
    if (!(error instanceof ComputeError)) throw error;
    await recover(ctx, claim, work, { compute, place, todo, error });
  }
}

/** What the plan compares with. Machines and snapshots are asked for only where they matter. */
async function seen(
  compute: Compute,
  place: VolumePlace,
  work: VolumeWork,
  stored: StoredVolume | null,
): Promise<PlanStored> {
  if (stored === null) return null;
  const wanted = work.wantedInstanceId;
  const attaching = wanted !== null && wanted !== work.instanceId;
  return {
    sizeGib: stored.sizeGib,
    instanceIds: stored.machines.map((name) => name.replace(/^ins-/, "ins_")),
    snapshots: work.snapshot ? await compute.volumeSnapshots(place) : [],
    machineThere: attaching ? (await compute.machine(machineName(wanted))) !== null : false,
  };
}

async function act(
  { ctx, fault }: VolumeStepDeps,
  claim: VolumeClaim,
  work: VolumeWork,
  compute: Compute,
  place: VolumePlace,
  todo: VolumeStep,
  stored: StoredVolume | null,
): Promise<void> {
  /** The provider has done it; the next look, by whoever lives then, writes it down. */
  const again = async (seconds = 0) => {
    fault?.(todo, work.volumeId);
    await postponeVolume(ctx, claim, { seconds, error: null });
  };
  const { snapshot, snapshotId, wantedInstanceId } = work;
  const snapshotName = snapshot?.name ?? "";
  const settle = async (change: Parameters<typeof record.recordSnapshot>[3]) => {
    if (snapshotId) await record.recordSnapshot(ctx, claim, snapshotId, change);
  };
  switch (todo) {
    case "create":
      await compute.createVolume({
        ...place,
        sizeGib: Number(work.wantedGib),
        tags: { volume: work.volumeId, epoch: `${await nextEpoch(ctx)}` },
      });
      return again();
    case "created":
      return void (await record.recordCreated(ctx, claim));
    case "grow":
      await compute.growVolume(place, Number(work.wantedGib));
      return again();
    case "grown":
      return void (await record.recordGrown(ctx, claim, work.wantedGib));
    case "attach":
      await compute.attachVolume(place, machineName(wantedInstanceId ?? ""), work.mountPath ?? "");
      return again();
    case "attached":
      return void (await record.recordPlace(ctx, claim, wantedInstanceId));
    case "wait":
      return postponeVolume(ctx, claim, { seconds: WAIT_SECONDS, error: null });
    case "release":
      return void (await record.recordAttachFailed(ctx, claim, wantedInstanceId ?? "", null));
    case "detach":
      for (const machine of stored?.machines ?? []) await compute.detachVolume(place, machine);
      return again();
    case "detached":
      return void (await record.recordPlace(ctx, claim, null));
    case "snapshot":
      // The snapshot carries what the volume carries now.
      await compute.tagVolume(place, { epoch: `${await nextEpoch(ctx)}` });
      await compute.snapshotVolume(place, snapshotName);
      return again();
    case "snapshotted":
      return settle({ from: "creating", to: "ready" });
    case "restore":
      await compute.restoreVolume(place, snapshotName);
      fault?.(todo, work.volumeId);
      return settle({ from: "restoring", to: "ready" });
    case "drop_snapshot":
      await compute.removeVolumeSnapshot(place, snapshotName);
      return again();
    case "snapshot_gone":
      return settle({ from: "deleting", to: "deleted" });
    case "remove":
      await compute.removeVolume(place);
      return again();
    case "gone":
      return void (await record.recordVolumeGone(ctx, claim));
    case "lost": {
      await record.recordLost(ctx, claim, work.hostGone ? "host_lost" : "machine_lost");
      const had = work.instanceId ?? wantedInstanceId;
      return had === null ? undefined : tryDropLostDisks(compute, machineName(had));
    }
    case "nothing":
      return void (await record.recordNothing(ctx, claim));
  }
}

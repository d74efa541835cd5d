import type { InstanceStateName } from "./states";
import type { VolumeStateName } from "./volume-states";

/** What a step must know of a volume. */
export type PlanVolume = {
  state: VolumeStateName;
  sizeGib: bigint;
  wantedGib: bigint;
  instanceId: string | null;
  wantedInstanceId: string | null;
  /** Of the instance that it should be attached to. */
  wantedInstanceState: InstanceStateName | null;
  snapshot: { name: string; state: "creating" | "restoring" | "deleting" } | null;
};

/** The provider's side; null: it has no such volume. */
export type PlanStored = {
  sizeGib: number;
  /** By our ids. */
  instanceIds: readonly string[];
  snapshots: readonly { name: string; whole: boolean }[];
  /** The wanted instance has a machine. */
  machineThere: boolean;
} | null;

export type VolumeStep =
  | "create"
  | "created"
  | "grow"
  | "grown"
  | "attach"
  | "attached"
  | "wait"
  | "release"
  | "detach"
  | "detached"
  | "snapshot"
  | "snapshotted"
  | "restore"
  | "drop_snapshot"
  | "snapshot_gone"
  | "remove"
  | "gone"
  | "lost"
  | "nothing";

/** The one next thing, by comparing what is wanted with what there is. Nothing is remembered between steps. */
export function planVolumeStep(volume: PlanVolume, stored: PlanStored): VolumeStep {
  switch (volume.state) {
    case "creating":
      return stored === null ? "create" : "created";
    case "deleting":
      if (stored === null) return "gone";
      return stored.instanceIds.length > 0 ? "detach" : "remove";
    case "available":
      return stored === null ? "lost" : planKept(volume, stored);
    default:
      return "nothing";
  }
}

function planKept(volume: PlanVolume, stored: NonNullable<PlanStored>): VolumeStep {
  if (volume.instanceId !== volume.wantedInstanceId) return planAttachment(volume, stored);
  if (volume.wantedGib > volume.sizeGib) return stored.sizeGib >= Number(volume.wantedGib) ? "grown" : "grow";
  const { snapshot } = volume;
  if (snapshot === null) return "nothing";
  const there = stored.snapshots.find(({ name }) => name === snapshot.name);
  if (snapshot.state === "creating") return there?.whole ? "snapshotted" : "snapshot";
  if (snapshot.state === "deleting") return there ? "drop_snapshot" : "snapshot_gone";
  return "restore";
}

function planAttachment(volume: PlanVolume, stored: NonNullable<PlanStored>): VolumeStep {
  const { instanceId, wantedInstanceId, wantedInstanceState } = volume;
  if (instanceId !== null) return stored.instanceIds.includes(instanceId) ? "detach" : "detached";
  if (wantedInstanceId === null) return "nothing";
  if (stored.instanceIds.includes(wantedInstanceId)) return "attached";
  if (stored.instanceIds.length > 0) return "detach";
  const ended =
    wantedInstanceState === null || ["terminating", "terminated", "failed"].includes(wantedInstanceState);
  if (ended) return "release";
  return stored.machineThere ? "attach" : "wait";
}

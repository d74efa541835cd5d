import type { StateReason } from "./states";

/**
 * The states of a volume and what each second in them costs.
 *
 *   creating    nothing; its rate is reserved     available   size × price, attached or not (nothing in grace)
 *   deleting    nothing                           deleted, failed   nothing; nothing is left
 *
 * Whether it is attached is a fact about a machine and moves no money, so it is not a state: `shownVolumeState` adds it.
 */
export const volumeStates = ["creating", "available", "deleting", "deleted", "failed"] as const;
export type VolumeStateName = (typeof volumeStates)[number];

const next: Record<VolumeStateName, readonly VolumeStateName[]> = {
  creating: ["available", "deleting", "failed"],
  available: ["deleting", "deleted"],
  deleting: ["deleted"],
  deleted: [],
  failed: [],
};

export const volumeMayBecome = (from: VolumeStateName, to: VolumeStateName): boolean =>
  next[from].includes(to);

/** In these its price is promised, and another one has to be announced. */
export const pricedVolumeStates = ["creating", "available"] as const satisfies readonly VolumeStateName[];

/** Sizes that a customer may ask for, and what the price of a volume includes. */
export const SMALLEST_VOLUME_GIB = 1n;
export const LARGEST_VOLUME_GIB = 10_000n;
export const SNAPSHOTS_INCLUDED = 3;

export const shownVolumeStates = [
  ...volumeStates,
  "attaching",
  "attached",
  "detaching",
  "resizing",
  "lost",
] as const;
export type ShownVolumeState = (typeof shownVolumeStates)[number];

/** It is gone without anybody of the account or of the operator having asked for that here. */
export const lossReasons = ["machine_lost", "host_lost"] as const satisfies readonly StateReason[];
export type LossReason = (typeof lossReasons)[number];

/** What a volume is and what is wanted of it, in one word for its reader. */
export function shownVolumeState(volume: {
  state: VolumeStateName;
  stateReason: string | null;
  sizeGib: bigint;
  wantedGib: bigint;
  instanceId: string | null;
  wantedInstanceId: string | null;
}): ShownVolumeState {
  if (volume.state === "deleted" && lossReasons.some((reason) => reason === volume.stateReason))
    return "lost";
  if (volume.state !== "available") return volume.state;
  if (volume.instanceId !== volume.wantedInstanceId)
    return volume.instanceId === null ? "attaching" : "detaching";
  if (volume.wantedGib !== volume.sizeGib) return "resizing";
  return volume.instanceId === null ? "available" : "attached";
}

/** What failed or was lost is shown until it is put away. */
export const mayDismiss = (state: ShownVolumeState): boolean => state === "failed" || state === "lost";

/** Nothing of it is left, and nothing of it costs. */
export const isGone = (state: ShownVolumeState): boolean => state === "deleted" || mayDismiss(state);

import type { AccountState, Draft, Volume } from "./account";
import { DomainError } from "./errors";
import { type Rate, rate } from "./money";
import { addPending, closeSegment, openSegment } from "./postings";
import type { StateReason } from "./states";
import type { Second } from "./time";
import { pricedVolumeStates, type VolumeStateName, volumeMayBecome } from "./volume-states";

/** What a volume of this size costs: a whole number of ticks per second, because size and price are whole. */
export const volumeRate = (sizeGib: bigint, gibRate: Rate): Rate => rate(sizeGib * gibRate);

export const rateOfVolume = (volume: Volume): Rate => volumeRate(volume.sizeGib, volume.gibRate);

/** What is wanted of it and does not burn yet: the whole of one that is created, the growth of one that is resized. */
export function pendingOfVolume(volume: Volume): Rate {
  if (volume.state === "creating") return volumeRate(volume.wantedGib, volume.gibRate);
  if (volume.state !== "available") return rate(0n);
  return volumeRate(volume.wantedGib - volume.sizeGib, volume.gibRate);
}

/** The account's volume, if it is in one of these states. Throws `not_found` or `wrong_state`. */
export function volumeIn(
  account: AccountState,
  volumeId: string,
  states: readonly VolumeStateName[],
): Volume {
  const volume = account.volumes.find((candidate) => candidate.id === volumeId);
  if (!volume) throw new DomainError("not_found", { what: "volume" });
  if (!states.includes(volume.state)) throw new DomainError("wrong_state", { state: volume.state });
  return volume;
}

/** Moves a volume to a state that the table allows. What was reserved for it is free again. */
export function moveVolume(
  draft: Draft,
  volume: Volume,
  to: VolumeStateName,
  at: Second,
  reason: StateReason | null,
): void {
  const from = volume.state;
  if (!volumeMayBecome(from, to)) throw new DomainError("wrong_state", { state: from });
  addPending(draft, -pendingOfVolume(volume));
  if (from === "available") volume.wantedGib = volume.sizeGib;
  volume.state = to;
  volume.reason = reason;
  if (!pricedVolumeStates.some((state) => state === to)) volume.nextPrice = null;
  draft.effects.push({ type: "volume_changed", volumeId: volume.id, from, to, at, reason });
}

export function openVolume(draft: Draft, volume: Volume, at: Second): void {
  openSegment(draft, {
    itemId: volume.id,
    runId: null,
    kind: "volume",
    priceId: volume.priceId,
    rate: rateOfVolume(volume),
    lower: at,
  });
}

/** The balance has ended: it stays, free. What was only asked for is given up. The caller clears what is pending. */
export function suspendVolume(draft: Draft, volume: Volume, at: Second): void {
  closeSegment(draft, volume.id, at, "balance_ended");
  if (volume.state === "creating") moveVolume(draft, volume, "deleting", at, "balance_ended");
  else if (volume.state === "available") {
    addPending(draft, -pendingOfVolume(volume));
    volume.wantedGib = volume.sizeGib;
  }
}

/** Volumes that are kept: what grace is about. */
export const keptVolumes = (account: AccountState): Volume[] =>
  account.volumes.filter((volume) => volume.state === "available");

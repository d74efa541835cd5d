import { type AccountState, type Draft, NO_NEXT_PRICE, type Volume } from "./account";
import { DomainError } from "./errors";
import { type Rate, rate } from "./money";
import { addPending, closeSegment, openSegment } from "./postings";
import type { BurnChange } from "./projection";
import type { StateReason } from "./states";
import type { Second } from "./time";
import { type VolumeStateName, volumeMayBecome } from "./volume-states";

/** What a volume of this size costs: a whole number of ticks per second, because size and price are whole. */
export const volumeRate = (sizeGib: bigint, gibRate: Rate): Rate => rate(sizeGib * gibRate);

export const rateOfVolume = (volume: Volume): Rate => volumeRate(volume.sizeGib, volume.gibRate);

/** What is wanted of it and does not burn yet: the whole of one that is created, the growth of one that is resized. */
export function pendingOfVolume(volume: Volume): Rate {
  if (volume.state === "creating") return volumeRate(volume.wantedGib, volume.gibRate);
  if (volume.state !== "available") return rate(0n);
  return volumeRate(volume.wantedGib - volume.sizeGib, volume.gibRate);
}

/** What comes into force at an announced second; nothing of one that is going or gone. */
export function nextPriceOf(volume: Volume): { at: Second; priceId: string; gibRate: Rate } | null {
  const { nextPriceAt: at, nextPriceId: priceId, nextGibRate: gibRate } = volume;
  if (at === null || priceId === null || gibRate === null) return null;
  return volume.state === "creating" || volume.state === "available" ? { at, priceId, gibRate } : null;
}

/** How the burn of what is billed now will change by announced prices. */
export const burnChanges = (account: AccountState): BurnChange[] =>
  account.volumes.flatMap((volume) => {
    const next = volume.state === "available" ? nextPriceOf(volume) : null;
    return next ? [{ at: next.at, added: volume.sizeGib * (next.gibRate - volume.gibRate) }] : [];
  });

/** An announced price comes into force: the segment splits at this second, and what is reserved is reserved anew. */
export function changePrice(draft: Draft, volume: Volume, at: Second): void {
  const next = nextPriceOf(volume);
  if (next === null) return;
  const burns = draft.account.segments.some((open) => open.itemId === volume.id);
  addPending(draft, -pendingOfVolume(volume));
  Object.assign(volume, { priceId: next.priceId, gibRate: next.gibRate, ...NO_NEXT_PRICE });
  addPending(draft, pendingOfVolume(volume));
  if (!burns) return;
  closeSegment(draft, volume.id, at, null);
  openVolume(draft, volume, at);
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

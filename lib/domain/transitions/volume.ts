import type { Volume } from "../account";
import { DomainError } from "../errors";
import type { Rate } from "../money";
import { addPending, closeSegment } from "../postings";
import type { StateReason } from "../states";
import type { Second } from "../time";
import { LARGEST_VOLUME_GIB, SMALLEST_VOLUME_GIB } from "../volume-states";
import { moveVolume, openVolume, volumeIn, volumeRate } from "../volumes";
import { begin, type Transition } from "./change";
import { requireRunway } from "./reserve";

type At = { at: Second; volumeId: string };

/**
 * Reserves the rate of a new volume, which is `creating` from here on (the verb inserts its row in the same
 * transaction). Throws `invalid_input`, `insufficient_credit`, `balance_ended` or `balance_negative`.
 */
export const reserveVolume =
  (input: {
    at: Second;
    volume: { id: string; sizeGib: bigint; priceId: string; gibRate: Rate };
  }): Transition =>
  (draft, policies) => {
    const at = begin(draft, input.at, policies);
    const { id, sizeGib, priceId, gibRate } = input.volume;
    if (sizeGib < SMALLEST_VOLUME_GIB || sizeGib > LARGEST_VOLUME_GIB)
      throw new DomainError("invalid_input", { reason: "volume_size" }, "sizeGib");
    const added = volumeRate(sizeGib, gibRate);
    requireRunway(draft.account, added, at, policies);
    const volume: Volume = {
      ...{ id, priceId, gibRate, sizeGib, wantedGib: sizeGib },
      nextPrice: null,
      state: "creating",
      reason: null,
    };
    draft.account.volumes.push(volume);
    addPending(draft, added);
  };

/** The provider confirms that it is there: the bill begins. Throws `wrong_state` when it was given up meanwhile. */
export const confirmCreated =
  (input: At): Transition =>
  (draft, policies) => {
    const at = begin(draft, input.at, policies);
    const volume = volumeIn(draft.account, input.volumeId, ["creating"]);
    moveVolume(draft, volume, "available", at, null);
    openVolume(draft, volume, at);
  };

/** The provider could not create it, and nothing of it is left: free. */
export const failVolume =
  (input: At & { reason: StateReason }): Transition =>
  (draft, policies) => {
    const at = begin(draft, input.at, policies);
    const volume = volumeIn(draft.account, input.volumeId, ["creating"]);
    moveVolume(draft, volume, "failed", at, input.reason);
  };

/**
 * Asks for more room: a volume keeps its price per GiB. The new rate is reserved, and burns from the second in which
 * the provider confirms it. Throws `invalid_input`, `wrong_state`, `insufficient_credit`, `balance_ended` or
 * `balance_negative`.
 */
export const growVolume =
  (input: At & { sizeGib: bigint }): Transition =>
  (draft, policies) => {
    const at = begin(draft, input.at, policies);
    const volume = volumeIn(draft.account, input.volumeId, ["available"]);
    if (volume.wantedGib !== volume.sizeGib) throw new DomainError("wrong_state", { state: "resizing" });
    if (input.sizeGib <= volume.sizeGib)
      throw new DomainError("invalid_input", { reason: "volume_smaller" }, "sizeGib");
    if (input.sizeGib > LARGEST_VOLUME_GIB)
      throw new DomainError("invalid_input", { reason: "volume_size" }, "sizeGib");
    const added = volumeRate(input.sizeGib - volume.sizeGib, volume.gibRate);
    requireRunway(draft.account, added, at, policies);
    volume.wantedGib = input.sizeGib;
    addPending(draft, added);
  };

/** The provider confirms the size: the new rate burns from this second. */
export const confirmGrown =
  (input: At & { sizeGib: bigint }): Transition =>
  (draft, policies) => {
    const at = begin(draft, input.at, policies);
    const volume = volumeIn(draft.account, input.volumeId, ["available"]);
    if (volume.wantedGib !== input.sizeGib || volume.sizeGib === input.sizeGib) return;
    addPending(draft, -volumeRate(input.sizeGib - volume.sizeGib, volume.gibRate));
    volume.sizeGib = input.sizeGib;
    closeSegment(draft, volume.id, at, null);
    openVolume(draft, volume, at);
  };

/** The provider cannot grow it: it stays as it was, and what was reserved is free again. */
export const giveUpGrowth =
  (input: At): Transition =>
  (draft, policies) => {
    begin(draft, input.at, policies);
    const volume = volumeIn(draft.account, input.volumeId, ["available"]);
    addPending(draft, -volumeRate(volume.wantedGib - volume.sizeGib, volume.gibRate));
    volume.wantedGib = volume.sizeGib;
  };

/** Deletes: the bill ends at this second, however long the provider takes. Repeating it changes nothing. */
export const deleteVolume =
  (input: At & { reason: StateReason }): Transition =>
  (draft, policies) => {
    const at = begin(draft, input.at, policies);
    const states = ["creating", "available", "deleting", "deleted"] as const;
    const volume = volumeIn(draft.account, input.volumeId, states);
    if (volume.state === "deleting" || volume.state === "deleted") return;
    closeSegment(draft, volume.id, at, input.reason);
    moveVolume(draft, volume, "deleting", at, input.reason);
  };

/** The provider confirms that nothing of it is left. */
export const confirmDeleted =
  (input: At): Transition =>
  (draft, policies) => {
    const at = begin(draft, input.at, policies);
    const volume = volumeIn(draft.account, input.volumeId, ["deleting"]);
    moveVolume(draft, volume, "deleted", at, volume.reason);
  };

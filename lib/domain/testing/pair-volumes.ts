import type { ClosedSegment } from "../account";
import { rate } from "../money";
import { type Second, second } from "../time";
import type { Transition } from "../transitions/change";
import { loseVolume } from "../transitions/late";
import {
  confirmCreated,
  confirmDeleted,
  confirmGrown,
  deleteVolume,
  failVolume,
  giveUpGrowth,
  growVolume,
  reserveVolume,
} from "../transitions/volume";
import { SCALE, type Step } from "./histories";
import type { Naive } from "./naive";

/** One volume verb of a history, if it applies: on the real thing and on the naive one. */
export function doWithVolume(on: {
  naive: Naive;
  /** The segments that ended. */
  closed: readonly ClosedSegment[];
  newId: () => string;
  apply: (transition: Transition<unknown>, at: Second) => boolean;
  step: Step;
  at: Second;
}): void {
  const { naive, step, at } = on;
  const { volumes } = naive;
  const sometimes = step.b % 5 === 0;
  if (step.verb === "volume") {
    const volume = {
      id: on.newId(),
      size: BigInt(1 + step.which),
      price: (BigInt(step.a % 40) + 1n) * SCALE,
    };
    const { id, size: sizeGib, price } = volume;
    const reserved = { id, sizeGib, priceId: "prc_v", gibRate: rate(price) };
    if (on.apply(reserveVolume({ at, volume: reserved }), at))
      volumes.push({ ...volume, state: "creating", wanted: null, next: null, stretch: 0 });
    return;
  }
  const fit = volumes.filter((volume) =>
    step.verb === "volumeCreated"
      ? volume.state === "creating"
      : step.verb === "deleteVolume"
        ? ["creating", "available", "deleting"].includes(volume.state)
        : volume.state === "available" && (step.verb === "grown") === (volume.wanted !== null),
  );
  const volume = fit[step.which % Math.max(1, fit.length)];
  if (!volume) return;
  const of = { at, volumeId: volume.id };
  const { wanted } = volume;
  if (step.verb === "volumeCreated" && sometimes) {
    if (on.apply(failVolume({ ...of, reason: "boot_failed" }), at)) volume.state = "failed";
  } else if (step.verb === "volumeCreated") {
    if (on.apply(confirmCreated(of), at)) volume.state = "available";
  } else if (step.verb === "grow") {
    const sizeGib = volume.size + BigInt(1 + (step.a % 5));
    if (on.apply(growVolume({ ...of, sizeGib }), at)) volume.wanted = sizeGib;
  } else if (step.verb === "grown" && wanted !== null && sometimes) {
    if (on.apply(giveUpGrowth(of), at)) volume.wanted = null;
  } else if (step.verb === "grown" && wanted !== null) {
    if (on.apply(confirmGrown({ ...of, sizeGib: wanted }), at))
      Object.assign(volume, { size: wanted, wanted: null, stretch: volume.stretch + 1 });
  } else if (step.verb === "deleteVolume" && volume.state === "deleting") {
    if (on.apply(confirmDeleted(of), at)) volume.state = "deleted";
  } else if (step.verb === "deleteVolume" && volume.state === "available" && sometimes) {
    const lastKnown = second(at - BigInt(step.b));
    const earlier = on.closed.filter(({ itemId, upper }) => itemId === volume.id && upper > lastKnown);
    const lost = { ...of, lastKnown, earlier, reason: "machine_lost" } as const;
    if (on.apply(loseVolume(lost), at)) naive.lost(volume, lastKnown, at);
  } else if (step.verb === "deleteVolume") {
    if (on.apply(deleteVolume({ ...of, reason: "customer" }), at))
      Object.assign(volume, { state: "deleting", wanted: null });
  }
}

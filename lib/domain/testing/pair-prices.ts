import { rate } from "../money";
import { type Second, second } from "../time";
import type { Transition } from "../transitions/change";
import { announcePrice } from "../transitions/price";
import { SCALE, type Step } from "./histories";
import type { Naive } from "./naive";

const WITH_DISK = ["provisioning", "booting", "running", "stopping", "stopped", "starting"];
const RUNNING = ["provisioning", "booting", "running", "starting"];

/** Another price for a run, a disk or a volume: on the real thing and on the naive one. */
export function announceNext(on: {
  naive: Naive;
  apply: (transition: Transition<unknown>, at: Second) => boolean;
  step: Step;
  at: Second;
}): void {
  const { naive, step } = on;
  const fit = [
    ...naive.instances.flatMap((one) => [
      ...(RUNNING.includes(one.state) ? [{ one, kind: "run" as const, price: one.runRate }] : []),
      ...(WITH_DISK.includes(one.state) ? [{ one, kind: "disk" as const, price: one.diskRate }] : []),
    ]),
    ...naive.volumes.flatMap((one) =>
      ["creating", "available"].includes(one.state)
        ? [{ one, kind: "volume" as const, price: one.price }]
        : [],
    ),
  ];
  const chosen = fit[(step.which + step.a) % Math.max(1, fit.length)];
  if (!chosen) return;
  // Sometimes what it costs already, which takes back what was announced.
  const price = step.b % 5 === 0 ? chosen.price : (BigInt(step.a) + 1n) * SCALE;
  const at = second(on.at + BigInt(step.b) + 1n);
  const next = { at, priceId: "prc_next", rate: rate(price) };
  if (!on.apply(announcePrice({ at: on.at, itemId: chosen.one.id, kind: chosen.kind, next }), on.at)) return;
  const naiveNext = price === chosen.price ? null : { at, price };
  if (chosen.kind === "run") chosen.one.nextRun = naiveNext;
  else if (chosen.kind === "disk") chosen.one.nextDisk = naiveNext;
  else chosen.one.next = naiveNext;
}

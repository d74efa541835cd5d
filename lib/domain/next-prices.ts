import type { AccountState, Draft, Instance, NextPrice, SegmentKind, Volume } from "./account";
import { pendingOfInstance } from "./instances";
import type { Rate } from "./money";
import { addPending, splitSegment } from "./postings";
import type { BurnChange } from "./projection";
import { pricedStates } from "./states";
import { pricedVolumeStates } from "./volume-states";
import { pendingOfVolume, rateOfVolume } from "./volumes";

/**
 * What has a price of its own: an instance has one for its runs and one for its disk, a volume has one for each GiB.
 * What is there keeps its price; another one is announced and comes into force at its second.
 */
export type Priced = { itemId: string; kind: SegmentKind };

export type Announced = Priced & {
  next: NextPrice;
  /** What the burn changes by, if it is billed then as it is now. */
  added: bigint;
};

/** All prices that are announced. */
export const announcedPrices = (account: AccountState): Announced[] => [
  ...account.instances.flatMap(({ id: itemId, runRate, diskRate, nextRun, nextDisk }): Announced[] => [
    ...(nextRun ? [{ itemId, kind: "run" as const, next: nextRun, added: nextRun.rate - runRate }] : []),
    ...(nextDisk ? [{ itemId, kind: "disk" as const, next: nextDisk, added: nextDisk.rate - diskRate }] : []),
  ]),
  ...account.volumes.flatMap(({ id: itemId, sizeGib, gibRate, nextPrice: next }): Announced[] =>
    next ? [{ itemId, kind: "volume", next, added: sizeGib * (next.rate - gibRate) }] : [],
  ),
];

/** How the burn of what is billed now will change by announced prices. */
export function burnChanges(account: AccountState): BurnChange[] {
  const announced = announcedPrices(account);
  if (announced.length === 0) return [];
  const key = ({ itemId, kind }: Priced) => `${kind}:${itemId}`;
  const billed = new Set(account.segments.map(key));
  return announced.filter((each) => billed.has(key(each))).map(({ next, added }) => ({ at: next.at, added }));
}

/** Something that has a price, to be read and written. */
type Handle = {
  /** In this state the price is a promise, so that another one has to be announced. */
  promised: boolean;
  rate: Rate;
  next: NextPrice | null;
  pending(): Rate;
  /** Of its segment. */
  burns(): Rate;
  announce(next: NextPrice | null): void;
  change(to: NextPrice): void;
};

function handleOf({ instances, volumes }: AccountState, { itemId, kind }: Priced): Handle | null {
  const instance = instances.find(({ id }) => id === itemId);
  const volume = volumes.find(({ id }) => id === itemId);
  if (kind === "volume") return volume ? ofVolume(volume) : null;
  if (!instance) return null;
  return kind === "run" ? ofRuns(instance) : ofDisk(instance);
}

const ofRuns = (instance: Instance): Handle => ({
  promised: pricedStates.run.some((state) => state === instance.state),
  rate: instance.runRate,
  next: instance.nextRun,
  pending: () => pendingOfInstance(instance),
  burns: () => instance.runRate,
  announce(next) {
    instance.nextRun = next;
  },
  change({ priceId, rate }) {
    instance.runPriceId = priceId;
    instance.runRate = rate;
  },
});

const ofDisk = (instance: Instance): Handle => ({
  promised: pricedStates.disk.some((state) => state === instance.state),
  rate: instance.diskRate,
  next: instance.nextDisk,
  pending: () => pendingOfInstance(instance),
  burns: () => instance.diskRate,
  announce(next) {
    instance.nextDisk = next;
  },
  change({ priceId, rate }) {
    instance.diskPriceId = priceId;
    instance.diskRate = rate;
  },
});

const ofVolume = (volume: Volume): Handle => ({
  promised: pricedVolumeStates.some((state) => state === volume.state),
  rate: volume.gibRate,
  next: volume.nextPrice,
  pending: () => pendingOfVolume(volume),
  burns: () => rateOfVolume(volume),
  announce(next) {
    volume.nextPrice = next;
  },
  change({ priceId, rate }) {
    volume.priceId = priceId;
    volume.gibRate = rate;
  },
});

/** What it costs, and what is announced; null where nothing has to be. */
export function promisedPrice(account: AccountState, of: Priced): Pick<Handle, "rate" | "next"> | null {
  const handle = handleOf(account, of);
  return handle?.promised ? handle : null;
}

/** Writes down another price from a second on; its own price again takes back what was announced. False: nothing is promised. */
export function setNextPrice(account: AccountState, of: Priced, next: NextPrice): boolean {
  const handle = handleOf(account, of);
  if (!handle?.promised) return false;
  handle.announce(next.rate === handle.rate ? null : next);
  return true;
}

/**
 * An announced price comes into force: the segment splits at this second, and what is reserved is reserved anew. What
 * is not billed now, also because the balance has ended, costs this from when it is billed again.
 */
export function changePrice(draft: Draft, { next, itemId, kind }: Announced): void {
  const handle = handleOf(draft.account, { itemId, kind });
  if (!handle) return;
  const { at, priceId, rate: to } = next;
  addPending(draft, -handle.pending());
  handle.change(next);
  handle.announce(null);
  addPending(draft, handle.pending());
  splitSegment(draft, { itemId, kind }, at, { priceId, rate: handle.burns() });
  draft.effects.push({ type: "price_changed", itemId, kind, at, from: handle.rate, to });
}

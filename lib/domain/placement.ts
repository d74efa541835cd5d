import { driverServes } from "./images";

/**
 * Where a machine goes. Best fit: of the hosts that have room, the one whose cards are then most fully used, so that
 * whole hosts stay free for the large types. A machine without cards goes where the fewest cards would sit behind it.
 *
 *   demand 2 cards   host a: 8 free   host b: 3 free   host c: 1 free   →  b (1 card left), not a (6 left)
 */
export type Demand = {
  /** Null: a type without cards. */
  gpuModelId: string | null;
  gpuCount: number;
  vcpus: number;
  memoryMib: number;
  diskGib: number;
  /** The oldest NVIDIA driver that will do; null: any, or none. */
  minDriver?: string | null;
};

/** What is free on one host. */
export type HostRoom = {
  name: string;
  /** Free cards by our model code. */
  cards: Readonly<Record<string, number>>;
  vcpus: number;
  memoryMib: number;
  diskGib: number;
  driver?: string | null;
};

/** How many machines of this kind fit into the host's free room; 0 when any resource is short. */
export function fitsOnHost(host: HostRoom, demand: Demand): number {
  if (!driverServes(host.driver, demand.minDriver)) return 0;
  const byCards =
    demand.gpuModelId === null || demand.gpuCount === 0
      ? Number.POSITIVE_INFINITY
      : (host.cards[demand.gpuModelId] ?? 0) / demand.gpuCount;
  const most = Math.min(
    byCards,
    perMachine(host.vcpus, demand.vcpus),
    perMachine(host.memoryMib, demand.memoryMib),
    perMachine(host.diskGib, demand.diskGib),
  );
  return Number.isFinite(most) ? Math.max(0, Math.floor(most)) : 0;
}

function perMachine(free: number, needed: number): number {
  return needed <= 0 ? Number.POSITIVE_INFINITY : free / needed;
}

/** How many machines of this kind could be launched now on these hosts together. */
export function launchable(hosts: readonly HostRoom[], demand: Demand): number {
  return hosts.reduce((sum, host) => sum + fitsOnHost(host, demand), 0);
}

/** The hosts with room, best first; ties go to less memory left, then to the name, so that the answer is stable. */
export function rankHosts(hosts: readonly HostRoom[], demand: Demand): HostRoom[] {
  const cardsLeft = (host: HostRoom) =>
    demand.gpuModelId === null
      ? Object.values(host.cards).reduce((sum, free) => sum + free, 0)
      : (host.cards[demand.gpuModelId] ?? 0) - demand.gpuCount;
  return hosts
    .filter((host) => fitsOnHost(host, demand) > 0)
    .sort(
      (a, b) =>
        cardsLeft(a) - cardsLeft(b) ||
        a.memoryMib - b.memoryMib ||
        (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
    );
}

/** The host that gets the machine, or null when none has room. */
export function place(hosts: readonly HostRoom[], demand: Demand): HostRoom | null {
  return rankHosts(hosts, demand)[0] ?? null;
}

/** Where the disk of a stopped machine is. `mayMove`: it can be copied to another host. */
export type KeptDisk = { host: string | null; mayMove: boolean };

/** `here`: on its disk's host. `copy`: on another, when the disk has been copied there. `wait`: nowhere now. */
export type StartPlace = "here" | "copy" | "wait";

/**
 * Hosts for a machine that has a disk, best first: the disk's own, where it needs no new room and what it brings has run
 * before, then all others whose driver serves it.
 */
export function rankForDisk(hosts: readonly HostRoom[], demand: Demand, disk: KeptDisk): HostRoom[] {
  const atHome = { ...demand, diskGib: 0, minDriver: null };
  const home = hosts.filter((host) => host.name === disk.host && fitsOnHost(host, atHome) > 0);
  if (!disk.mayMove) return home;
  const others = hosts.filter((host) => host.name !== disk.host);
  return [...home, ...rankHosts(others, demand)];
}

/** Where a stopped machine could start now. */
export function startPlace(hosts: readonly HostRoom[], demand: Demand, disk: KeptDisk): StartPlace {
  const [best] = rankForDisk(hosts, demand, disk);
  if (!best) return "wait";
  return best.name === disk.host ? "here" : "copy";
}

/**
 * Where each of several stopped machines could start when all do: first those that stay at home, each in its turn, then
 * those that need a copy. What one takes the next has no more.
 */
export function startPlaces(
  hosts: readonly HostRoom[],
  machines: readonly { demand: Demand; disk: KeptDisk }[],
): StartPlace[] {
  let free = hosts;
  const places = new Map<number, StartPlace>();
  for (const [round, stay] of [["here", true] as const, ["copy", false] as const])
    for (const [index, { demand, disk }] of machines.entries()) {
      if (places.has(index)) continue;
      const [best] = rankForDisk(free, demand, { ...disk, mayMove: !stay && disk.mayMove });
      if (!best) continue;
      const taken = best.name === disk.host ? { ...demand, diskGib: 0 } : demand;
      free = free.map((host) => (host === best ? take(host, taken) : host));
      places.set(index, round);
    }
  return machines.map((_, index) => places.get(index) ?? "wait");
}

/** About how long a disk takes to another host, in minutes, at least one. */
export function copyMinutes(diskGib: number, mibPerSecond: number): number {
  return Math.max(1, Math.ceil((diskGib * 1024) / Math.max(1, mibPerSecond) / 60));
}

/** The host's room after one machine of this kind has gone there (or, with −1, left it). */
export function take(host: HostRoom, demand: Demand, machines = 1): HostRoom {
  const cards = { ...host.cards };
  if (demand.gpuModelId !== null)
    cards[demand.gpuModelId] = (cards[demand.gpuModelId] ?? 0) - demand.gpuCount * machines;
  return {
    ...host,
    cards,
    vcpus: host.vcpus - demand.vcpus * machines,
    memoryMib: host.memoryMib - demand.memoryMib * machines,
    diskGib: host.diskGib - demand.diskGib * machines,
  };
}

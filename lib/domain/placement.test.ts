import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  copyMinutes,
  type Demand,
  fitsOnHost,
  type HostRoom,
  launchable,
  place,
  rankForDisk,
  startPlace,
  startPlaces,
  take,
} from "./placement";

const room = (name: string, cards: number, rest: Partial<HostRoom> = {}): HostRoom => ({
  name,
  cards: { a100_80gb: cards },
  vcpus: 256,
  memoryMib: 2_000_000,
  diskGib: 20_000,
  ...rest,
});
const demand = (gpuCount: number, rest: Partial<Demand> = {}): Demand => ({
  gpuModelId: gpuCount > 0 ? "a100_80gb" : null,
  gpuCount,
  vcpus: 16,
  memoryMib: 100_000,
  diskGib: 500,
  ...rest,
});

const anyHost = fc
  .record({
    cards: fc.record({ a100_80gb: fc.nat(8), h100: fc.nat(8) }),
    vcpus: fc.nat(256),
    memoryMib: fc.nat(2_000_000),
    diskGib: fc.nat(20_000),
  })
  .chain((host) => fc.uuid().map((name): HostRoom => ({ name, ...host })));
const anyDemand = fc.record({
  gpuModelId: fc.constantFrom("a100_80gb", "h100"),
  gpuCount: fc.integer({ min: 1, max: 8 }),
  vcpus: fc.integer({ min: 1, max: 64 }),
  memoryMib: fc.integer({ min: 1000, max: 500_000 }),
  diskGib: fc.integer({ min: 10, max: 4000 }),
});

describe("place", () => {
  it("prefers the host whose cards are then most fully used", () => {
    expect(place([room("a", 8), room("b", 3), room("c", 1)], demand(2))?.name).toBe("b");
  });

  it("keeps machines without cards away from cards", () => {
    expect(place([room("gpu", 8), room("plain", 0)], demand(0))?.name).toBe("plain");
  });

  it("looks at every resource, not at cards alone", () => {
    expect(place([room("a", 8, { vcpus: 15 })], demand(1))).toBeNull();
    expect(place([room("a", 8, { memoryMib: 99_999 })], demand(1))).toBeNull();
    expect(place([room("a", 8, { diskGib: 499 })], demand(1))).toBeNull();
  });

  it("knows no card of a model that the host does not have", () => {
    expect(place([room("a", 8)], demand(1, { gpuModelId: "h100" }))).toBeNull();
  });

  it("never chooses a host without room, and finds one whenever there is one", () => {
    fc.assert(
      fc.property(fc.array(anyHost, { maxLength: 6 }), anyDemand, (hosts, wanted) => {
        const chosen = place(hosts, wanted);
        if (chosen === null) return hosts.every((host) => fitsOnHost(host, wanted) === 0);
        const left = take(chosen, wanted);
        return Object.values(left.cards).every((free) => free >= 0) && left.vcpus >= 0 && left.memoryMib >= 0;
      }),
    );
  });

  it("does not depend on the order of the hosts", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(anyHost, { maxLength: 6, selector: (host) => host.name }),
        anyDemand,
        (hosts, wanted) => place(hosts, wanted)?.name === place([...hosts].reverse(), wanted)?.name,
      ),
    );
  });

  it("leaves no host with fewer cards of the model unused that also had room", () => {
    fc.assert(
      fc.property(fc.array(anyHost, { minLength: 1, maxLength: 6 }), anyDemand, (hosts, wanted) => {
        const chosen = place(hosts, wanted);
        const free = (host: HostRoom) => host.cards[wanted.gpuModelId] ?? 0;
        return (
          chosen === null ||
          hosts.every((host) => fitsOnHost(host, wanted) === 0 || free(host) >= free(chosen))
        );
      }),
    );
  });
});

describe("launchable", () => {
  it("counts what can really be launched one after the other", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(anyHost, { maxLength: 5, selector: (host) => host.name }),
        anyDemand,
        (hosts, wanted) => {
          let left = hosts;
          let launched = 0;
          for (let host = place(left, wanted); host !== null; host = place(left, wanted)) {
            const chosen = host;
            left = left.map((other) => (other.name === chosen.name ? take(chosen, wanted) : other));
            launched += 1;
          }
          expect(launchable(hosts, wanted)).toBe(launched);
        },
      ),
    );
  });

  it("a demand of nothing fits nowhere rather than infinitely often", () => {
    expect(
      launchable([room("a", 8)], { gpuModelId: null, gpuCount: 0, vcpus: 0, memoryMib: 0, diskGib: 0 }),
    ).toBe(0);
  });
});

describe("a machine that has a disk", () => {
  const hosts = (home: number, other: number) => [room("home", home), room("other", other)];
  const movable = { host: "home", mayMove: true };

  it("starts at home, elsewhere after a copy, or not now", () => {
    expect(startPlace(hosts(2, 8), demand(2), movable)).toBe("here");
    expect(startPlace(hosts(1, 2), demand(2), movable)).toBe("copy");
    expect(startPlace(hosts(1, 2), demand(2), { ...movable, mayMove: false })).toBe("wait");
    expect(startPlace(hosts(1, 1), demand(2), movable)).toBe("wait");
    expect(startPlace([room("other", 8)], demand(2), movable)).toBe("copy");
  });

  it("needs no new room for its disk at home, and all of it elsewhere", () => {
    expect(startPlace([room("home", 8, { diskGib: -3 })], demand(1), movable)).toBe("here");
    expect(startPlace([room("other", 8, { diskGib: 499 })], demand(1), movable)).toBe("wait");
    expect(startPlace([room("other", 8, { diskGib: 500 })], demand(1), movable)).toBe("copy");
  });

  it("is copied only to a driver that serves it, and starts at home whatever is said of the driver there", () => {
    const wanted = { ...demand(1), minDriver: "560" };
    const other = (driver: string | null) => room("other", 8, { driver });
    expect(startPlace([room("home", 8, { driver: null })], wanted, movable)).toBe("here");
    expect(startPlace([other("550.54")], wanted, movable)).toBe("wait");
    expect(startPlace([other(null)], wanted, movable)).toBe("wait");
    expect(startPlace([other("560.28")], wanted, movable)).toBe("copy");
  });

  it("goes where it fits, home first, and leaves home only if it may", () => {
    fc.assert(
      fc.property(fc.array(anyHost, { maxLength: 6 }), anyDemand, fc.boolean(), (found, wanted, mayMove) => {
        const host = found[0]?.name ?? "home";
        const ranked = rankForDisk(found, wanted, { host, mayMove });
        const fitsAt = (each: HostRoom) =>
          fitsOnHost(each, each.name === host ? { ...wanted, diskGib: 0 } : wanted) > 0;
        expect(ranked.every(fitsAt)).toBe(true);
        expect(ranked.slice(1).some((each) => each.name === host)).toBe(false);
        if (!mayMove) expect(ranked.every((each) => each.name === host)).toBe(true);
        else expect(ranked).toHaveLength(found.filter(fitsAt).length);
      }),
    );
  });

  it("beside others that start as well counts every card once, and homes come before copies", () => {
    const away = { demand: demand(1), disk: { host: "full", mayMove: true } };
    const home = { demand: demand(1), disk: movable };
    expect(startPlaces([room("home", 1)], [away, home])).toEqual(["wait", "here"]);
    expect(startPlaces([room("home", 2)], [away, home, away])).toEqual(["copy", "here", "wait"]);
    expect(startPlaces([room("home", 2)], [home, home, home])).toEqual(["here", "here", "wait"]);
  });

  it("alone starts where it would start by itself, and together never take more than there is", () => {
    const anyMachine = fc.record({ demand: anyDemand, home: fc.nat(4), mayMove: fc.boolean() });
    fc.assert(
      fc.property(
        fc.array(anyHost, { maxLength: 4 }),
        fc.array(anyMachine, { minLength: 1, maxLength: 5 }),
        (found, some) => {
          const machines = some.map(({ home, mayMove, ...rest }) => ({
            ...rest,
            disk: { host: found[home]?.name ?? "away", mayMove },
          }));
          const [first] = machines;
          if (first)
            expect(startPlaces(found, [first])).toEqual([startPlace(found, first.demand, first.disk)]);
          const free = found.reduce((sum, host) => sum + host.vcpus, 0);
          const taken = startPlaces(found, machines).reduce(
            (sum, place, at) => sum + (place === "wait" ? 0 : (machines[at]?.demand.vcpus ?? 0)),
            0,
          );
          expect(taken).toBeLessThanOrEqual(free);
        },
      ),
    );
  });

  it("says about how long a copy takes, never nothing", () => {
    expect(copyMinutes(400, 200)).toBe(35);
    expect(copyMinutes(1, 200)).toBe(1);
    expect(copyMinutes(1, 0)).toBe(18);
  });
});

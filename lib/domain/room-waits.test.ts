import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Demand, type HostRoom, rankForDisk, take } from "./placement";
import { type RoomWait, whoIsTold } from "./room-waits";

const host = (name: string, cards: number): HostRoom => ({
  name,
  cards: { a100: cards },
  vcpus: 256,
  memoryMib: 1_000_000,
  diskGib: 10_000,
});
const demand = (gpuCount: number): Demand => ({
  gpuModelId: "a100",
  gpuCount,
  vcpus: 8,
  memoryMib: 8000,
  diskGib: 100,
});
const wait = (instanceId: string, gpuCount: number, rest: Partial<RoomWait> = {}): RoomWait => ({
  instanceId,
  demand: demand(gpuCount),
  disk: { host: "a", mayMove: false },
  noticedAt: null,
  ...rest,
});
const NOW = 10_000n;
const told = (waits: RoomWait[], rooms: HostRoom[]) => whoIsTold(waits, rooms, NOW, 900n);

describe("whoIsTold", () => {
  it("the oldest first, each taking its room; a smaller wish passes one that does not fit", () => {
    const waits = [wait("first", 1), wait("second", 2), wait("third", 1)];
    expect(told(waits, [host("a", 2)])).toEqual(["first", "third"]);
    expect(told(waits, [host("a", 0)])).toEqual([]);
  });

  it("nobody twice, and nobody for what another was told of a moment ago", () => {
    const waits = [wait("first", 1, { noticedAt: NOW - 899n }), wait("second", 1)];
    expect(told(waits, [host("a", 1)])).toEqual([]);
    expect(told(waits, [host("a", 2)])).toEqual(["second"]);
  });

  it("who was told long ago and did not come keeps nobody waiting", () => {
    const waits = [wait("first", 1, { noticedAt: NOW - 900n }), wait("second", 1)];
    expect(told(waits, [host("a", 1)])).toEqual(["second"]);
  });

  it("room elsewhere is news only for those whose disk may go there", () => {
    const rooms = [host("a", 0), host("b", 1)];
    expect(told([wait("pinned", 1)], rooms)).toEqual([]);
    expect(told([wait("free", 1, { disk: { host: "a", mayMove: true } })], rooms)).toEqual(["free"]);
  });

  it("never sends more people than find room, in whatever order they come", () => {
    const anyWait = fc.record({
      gpuCount: fc.integer({ min: 1, max: 4 }),
      home: fc.constantFrom("a", "b"),
      mayMove: fc.boolean(),
      noticedAt: fc.option(fc.bigInt({ min: 0n, max: NOW })),
    });
    fc.assert(
      fc.property(fc.array(anyWait, { maxLength: 12 }), fc.nat(8), fc.nat(8), (wishes, a, b) => {
        const waits = wishes.map(({ gpuCount, home, mayMove, noticedAt }, index) =>
          wait(`${index}`, gpuCount, { disk: { host: home, mayMove }, noticedAt }),
        );
        const rooms = [host("a", a), host("b", b)];
        const now = told(waits, rooms);
        let free = rooms;
        for (const each of waits.filter(({ instanceId }) => now.includes(instanceId))) {
          expect(each.noticedAt).toBeNull();
          const [best] = rankForDisk(free, each.demand, each.disk);
          expect(best).toBeDefined();
          free = free.map((room) => (room.name === best?.name ? take(room, each.demand) : room));
        }
        const marked = waits.map((each) =>
          now.includes(each.instanceId) ? { ...each, noticedAt: NOW } : each,
        );
        expect(told(marked, rooms)).toEqual([]);
      }),
    );
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Grant } from "./grants";
import { spendable } from "./grants";
import { rate, type Ticks, ticks } from "./money";
import { type Funds, projectEnd } from "./projection";
import { type Runway, runway } from "./runway";
import { START } from "./testing/histories";
import { Naive } from "./testing/naive";
import { second } from "./time";

const WARNINGS = [100n, 30n];

const grants = fc.array(
  fc.record({ begins: fc.nat(150), lasts: fc.option(fc.integer({ min: 1, max: 150 })), worth: fc.nat(300) }),
  { maxLength: 3 },
);
const situations = fc.record({
  cash: fc.nat(600),
  burn: fc.integer({ min: 1, max: 9 }),
  accrued: fc.nat(20),
  grants,
});
type Situation = typeof situations extends fc.Arbitrary<infer S> ? S : never;

function fundsOf(given: Situation): Funds {
  const all = given.grants.map((each, index): Grant => {
    // The first begins at once, so that something is usable from the start.
    const from = second(START + (index === 0 ? 0n : BigInt(each.begins)));
    const worth = ticks(BigInt(each.worth) + 1n);
    return {
      id: `grt_${index}`,
      name: "",
      priority: index % 2,
      granted: worth,
      remaining: worth,
      from,
      expires: each.lasts === null ? null : second(from + BigInt(each.lasts)),
      createdAt: START,
      status: from <= START ? "usable" : "future",
    };
  });
  const cash = ticks(BigInt(given.cash) + BigInt(given.accrued));
  const accrued = ticks(BigInt(given.accrued));
  const meter = { settled: spendable(cash, all), accrued, burn: rate(BigInt(given.burn)), anchor: START };
  return { meter, cash, grants: all };
}

/** The same money, told second by second; the balance at each, up to the one at which it ends. */
function naively(funds: Funds): Map<bigint, bigint> {
  const naive = new Naive({ grace: 60n, allowance: 100n, window: 400n });
  naive.cash = funds.cash;
  naive.grants = funds.grants.map((grant) => ({ ...grant }));
  naive.unsettled = [{ at: START - 1n, instance: "used", stretch: 0, ticks: funds.meter.accrued }];
  naive.instances = [
    {
      id: "ins_1",
      state: "running",
      runRate: funds.meter.burn,
      diskRate: 1n,
      nextRun: null,
      nextDisk: null,
      billing: "run",
      stretch: 1,
      runStretch: 1,
      stopDue: null,
      stopSent: false,
      ranAtTheEnd: false,
    },
  ];
  const balances = new Map<bigint, bigint>();
  for (let at: bigint = START; ; at += 1n) {
    naive.due(at);
    balances.set(at, naive.balance);
    if (naive.exhaustedAt !== null) return balances;
    naive.charge(at);
  }
}

/** What the line says at a second: after the jump, where there is one. */
function read(line: Runway, burn: bigint, at: bigint): Ticks {
  const before = line.points.findLast((point) => point.at <= at);
  if (!before) throw new RangeError("before the line");
  return ticks(before.balance - burn * (at - before.at));
}

describe("the runway", () => {
  it("is the balance of every second until the end, over grants that start and expire", () => {
    fc.assert(
      fc.property(situations, fc.nat(200), (given, passed) => {
        const funds = fundsOf(given);
        const told = naively(funds);
        const end = START + BigInt(told.size - 1);
        const now = second(START + BigInt(passed));
        const line = runway(funds, now, WARNINGS);
        expect(projectEnd(funds)?.at).toBe(end);
        expect(line === null).toBe(now >= end);
        if (!line) return;
        expect(line.points.at(-1)?.at).toBe(end);
        for (let at: bigint = now; at <= end; at++)
          expect(read(line, funds.meter.burn, at)).toBe(told.get(at));
      }),
      { numRuns: 300 },
    );
  });

  it("goes from now to the end in order, and names what lies on it", () => {
    fc.assert(
      fc.property(situations, (given) => {
        const funds = fundsOf(given);
        const line = runway(funds, START, WARNINGS);
        if (!line) return;
        for (const places of [line.points, line.marks]) {
          expect(places[0]?.at).toBe(START);
          expect(places.at(-1)).toMatchObject(line.points.at(-1) ?? {});
          expect(places.every((place, i) => i === 0 || place.at >= (places[i - 1]?.at ?? 0n))).toBe(true);
        }
        for (const mark of line.marks)
          if (mark.kind !== "end") expect(mark.balance).toBe(read(line, funds.meter.burn, mark.at));
      }),
    );
  });

  it("is not drawn while nothing burns, and not after the end", () => {
    const anchor = START;
    const still = { settled: ticks(100n), accrued: ticks(0n), burn: rate(0n), anchor };
    expect(runway({ meter: still, cash: ticks(100n), grants: [] }, START, WARNINGS)).toBeNull();
    const over = { ...still, settled: ticks(0n), burn: rate(5n) };
    expect(runway({ meter: over, cash: ticks(0n), grants: [] }, START, WARNINGS)).toBeNull();
  });

  it("marks the warnings that are still ahead", () => {
    const meter = { settled: ticks(500n), accrued: ticks(0n), burn: rate(10n), anchor: START };
    expect(runway({ meter, cash: ticks(500n), grants: [] }, START, WARNINGS)?.marks).toEqual([
      { kind: "now", at: START, balance: 500n },
      { kind: "warning", at: START + 20n, balance: 300n },
      { kind: "end", at: START + 50n, balance: 0n },
    ]);
  });
});

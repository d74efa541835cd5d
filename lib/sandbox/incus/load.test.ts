import fc from "fast-check";
import { expect, it } from "vitest";
import { cardAt, cpuPercentAt, fillAt, flowBetween, profileOf } from "./load";

const size = { vcpus: 8, memoryMib: 65_536, diskGib: 200 };
const name = fc.string({ minLength: 1, maxLength: 30 });
const second = fc.integer({ min: 1_700_000_000, max: 1_900_000_000 });

it("is the same whenever it is asked, and stays within what there is", () => {
  fc.assert(
    fc.property(name, second, fc.integer({ min: 0, max: 7 }), (machine, at, card) => {
      const shown = cardAt(machine, card, 81_920, at, "own");
      expect(cardAt(machine, card, 81_920, at, "own")).toEqual(shown);
      for (const share of [shown.loadPercent, cpuPercentAt(machine, at, "own")]) {
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(100);
      }
      expect(shown.memoryUsedMib).toBeLessThan(81_920);
      const fill = fillAt(machine, size, "own", at);
      expect(fill.memoryBytes).toBeGreaterThan(0);
      expect(fill.memoryBytes).toBeLessThan(65_536 * 1024 ** 2);
      expect(fill.diskBytes).toBeLessThan(200 * 1024 ** 3);
    }),
  );
});

it("counts in pieces what it counts at once, and never backwards", () => {
  fc.assert(
    fc.property(
      name,
      second,
      fc.integer({ min: 1, max: 5000 }),
      fc.integer({ min: 1, max: 5000 }),
      (machine, at, a, b) => {
        const whole = flowBetween(machine, size, "own", at, at + a + b);
        const first = flowBetween(machine, size, "own", at, at + a);
        const second = flowBetween(machine, size, "own", at + a, at + a + b);
        expect(first.cpuSeconds).toBeGreaterThan(0);
        expect(first.cpuSeconds + second.cpuSeconds).toBeCloseTo(whole.cpuSeconds, 1);
        expect(whole.cpuSeconds).toBeLessThanOrEqual(size.vcpus * (a + b));
        expect(second.sentBytes).toBeGreaterThan(0);
      },
    ),
  );
});

it("can be told to be idle, busy, or at a percentage", () => {
  const at = 1_800_000_000;
  expect([undefined, "", "nonsense", "101", "42"].map(profileOf)).toEqual(["own", "own", "own", "own", 42]);
  expect(cardAt("m", 0, 81_920, at, profileOf("idle")).loadPercent).toBe(0);
  expect(cardAt("m", 0, 81_920, at, profileOf("busy")).loadPercent).toBe(97);
  expect(cpuPercentAt("m", at, profileOf("idle"))).toBeLessThan(1);
});

import fc from "fast-check";
import { expect, it } from "vitest";
import { type CountersAt, ratesBetween } from "./rates";
import type { Counters } from "./reading";

const counters = (value: number | null): Counters => ({
  cpuSeconds: value,
  diskReadBytes: value,
  diskWrittenBytes: value,
  receivedBytes: value,
  sentBytes: value,
});
const at = (atMs: number, value: number | null): CountersAt => ({ atMs, counters: counters(value) });
const nothing = {
  cpuPercent: null,
  diskReadPerSecond: null,
  diskWrittenPerSecond: null,
  receivedPerSecond: null,
  sentPerSecond: null,
};

it("divides what was counted by the time that passed, and processors by how many there are", () => {
  expect(ratesBetween(at(1000, 100), at(11_000, 120), 4)).toEqual({
    cpuPercent: 50,
    diskReadPerSecond: 2,
    diskWrittenPerSecond: 2,
    receivedPerSecond: 2,
    sentPerSecond: 2,
  });
});

it.each([
  ["the first reading", null, at(0, 5)],
  ["a boot", at(0, 5), at(10_000, 4)],
  ["a gap", at(0, 5), at(60_001, 6)],
  ["two readings at one moment", at(7, 5), at(7, 6)],
  ["a counter that is not there", at(0, null), at(10_000, 6)],
])("says nothing of %s", (_, before, now) => {
  expect(ratesBetween(before, now, 1)).toEqual(nothing);
});

it("survives counters that go back at any time, without a rate below zero or above what there is", () => {
  const steps = fc.array(
    fc.record({
      wait: fc.integer({ min: 1, max: 90_000 }),
      value: fc.double({ min: 0, max: 1e15, noNaN: true }),
    }),
    { minLength: 2 },
  );
  fc.assert(
    fc.property(steps, (list) => {
      let before: CountersAt | null = null;
      let now = 0;
      for (const { wait, value } of list) {
        now += wait;
        const reading = at(now, value);
        const rates = ratesBetween(before, reading, 8);
        for (const rate of Object.values(rates)) expect(rate ?? 0).toBeGreaterThanOrEqual(0);
        expect(rates.cpuPercent ?? 0).toBeLessThanOrEqual(100);
        const back = before !== null && value < (before.counters.sentBytes ?? 0);
        if (back || wait > 60_000) expect(rates).toEqual(nothing);
        before = reading;
      }
    }),
  );
});

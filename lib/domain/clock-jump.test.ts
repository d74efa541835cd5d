import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clockJump } from "./clock-jump";

const reading = (databaseMs: number, ownMs: number, tookMs = 0) => ({
  databaseMs,
  ownBeforeMs: ownMs,
  ownAfterMs: ownMs + tookMs,
});

describe("clockJump", () => {
  it("sees a leap ahead and a step back", () => {
    expect(clockJump(reading(0, 0), reading(11_000, 5000))).toBe(6000);
    expect(clockJump(reading(10_000, 0), reading(4_000, 5000))).toBe(-11_000);
  });

  it("takes a slow answer for a slow answer", () => {
    expect(clockJump(reading(0, 0), reading(8_000, 1000, 7000))).toBe(0);
  });

  it("never accuses a clock that goes as time does", () => {
    fc.assert(
      fc.property(
        fc.nat(10_000),
        fc.nat(10_000),
        fc.nat(100_000),
        fc.nat(10_000),
        fc.nat(10_000),
        (a, b, gap, c, d) => {
          // The database reads its clock somewhere between our two readings.
          const first = { databaseMs: 500 + a, ownBeforeMs: 0, ownAfterMs: a + b };
          const start = a + b + gap;
          const second = { databaseMs: 500 + start + c, ownBeforeMs: start, ownAfterMs: start + c + d };
          return clockJump(first, second) === 0;
        },
      ),
    );
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { amountAt } from "./live";

const live = { ticks: "1000", ticksPerSecond: "-7", anchorSecond: "100", nextEventSecond: "110" };

describe("amountAt", () => {
  it("moves with the second between anchor and next event", () => {
    expect([90, 100, 103, 110, 500].map((s) => amountAt(live, s))).toEqual([1000n, 1000n, 979n, 930n, 930n]);
  });
  it("stays at the anchor when the next event is already due", () => {
    expect(amountAt({ ...live, nextEventSecond: "90" }, 200)).toBe(1000n);
  });
  it("is the closed form, exact beyond what a float holds", () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.bigInt(), fc.nat(), fc.nat(), (ticks, rate, anchor, passed) => {
        const amount = {
          ticks: `${ticks}`,
          ticksPerSecond: `${rate}`,
          anchorSecond: `${anchor}`,
          nextEventSecond: null,
        };
        expect(amountAt(amount, anchor + passed)).toBe(ticks + rate * BigInt(passed));
      }),
    );
  });
});

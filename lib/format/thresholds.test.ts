import fc from "fast-check";
import { expect, it } from "vitest";
import { nextThreshold, SPOKEN_THRESHOLDS } from "./thresholds";

it("finds what is crossed next", () => {
  expect(nextThreshold(90_000)).toEqual({ threshold: 86_400, inSeconds: 3_600 });
  expect(nextThreshold(86_400)).toEqual({ threshold: 21_600, inSeconds: 64_800 });
  expect(nextThreshold(601)).toEqual({ threshold: 600, inSeconds: 1 });
  expect(nextThreshold(5)).toEqual({ threshold: 0, inSeconds: 5 });
  expect(nextThreshold(0)).toBeNull();
});

it("speaks each threshold below the start exactly once", () => {
  fc.assert(
    fc.property(fc.nat(200_000), (start) => {
      const spoken: number[] = [];
      let left = start;
      for (let next = nextThreshold(left); next; next = nextThreshold(left)) {
        spoken.push(next.threshold);
        left -= next.inSeconds;
      }
      expect(spoken).toEqual(SPOKEN_THRESHOLDS.filter((each) => each < start));
    }),
  );
});

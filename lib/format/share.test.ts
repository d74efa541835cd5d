import fc from "fast-check";
import { expect, it } from "vitest";
import { shareOf } from "./share";

it("is the share, cut to ten-thousandths and kept between 0 and 1", () => {
  expect([shareOf(1n, 3n), shareOf(5n, 3n), shareOf(-1n, 3n), shareOf(1n, 0n)]).toEqual([0.3333, 1, 0, 0]);
  fc.assert(
    fc.property(fc.bigInt(), fc.bigInt(), (part, whole) => {
      const share = shareOf(part, whole);
      expect(share >= 0 && share <= 1).toBe(true);
    }),
  );
});

import { expect, it } from "vitest";
import { axisLines } from "./chart-scale";

it.each([
  [73, 100, 1000, [0, 50, 100]],
  [161, null, 1000, [0, 100, 200]],
  [0, null, 1000, [0, 1, 2]],
  [7.9 * 1024 ** 2, null, 1024, [0, 5 * 1024 ** 2, 10 * 1024 ** 2]],
  [1900 * 1024, null, 1024, [0, 1024 ** 2, 2 * 1024 ** 2]],
] as const)("ends the axis for %s at a round figure", (most, top, base, lines) => {
  expect(axisLines(most, top, base)).toEqual(lines);
});

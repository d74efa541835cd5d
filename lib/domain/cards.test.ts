import { expect, it } from "vitest";
import { cardPlace, sameSilicon, sliceId } from "./cards";

const whole = "0000:41:00.0";
const slice = sliceId(whole, 7, 0);

it("takes an id apart", () => {
  expect(cardPlace(whole)).toEqual({ pci: whole, slice: null });
  expect(cardPlace(slice)).toEqual({ pci: whole, slice: { gpu: 7, compute: 0 } });
});

it.each([
  ["a card and itself", whole, whole, true],
  ["a card and a slice of it", whole, slice, true],
  ["a slice and itself", slice, slice, true],
  ["two slices of one card", slice, sliceId(whole, 8, 0), false],
  ["two compute instances of one slice", slice, sliceId(whole, 7, 1), false],
  ["another card", whole, "0000:42:00.0", false],
  ["a slice of another card", whole, sliceId("0000:42:00.0", 7, 0), false],
])("%s: same silicon, either way", (_, a, b, same) => {
  expect(sameSilicon(a, b)).toBe(same);
  expect(sameSilicon(b, a)).toBe(same);
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { parseHours } from "./duration";

test("hours with decimals are exact seconds, rounded down", () => {
  expect(parseHours("40")).toBe(144_000n);
  expect(parseHours("1.5")).toBe(5_400n);
  expect(parseHours(" 0,25 ")).toBe(900n);
  expect(parseHours("0.0001")).toBe(0n);
});

test("what is no number of hours is refused", () => {
  for (const typed of ["", "-1", "1.", ".5", "1e3", "1.2.3", "forty", "1 000"])
    expect(parseHours(typed)).toBeNull();
});

test("any number of seconds comes back from its hours, to the decimals that were written", () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 10n ** 8n), fc.integer({ min: 0, max: 6 }), (scaled, digits) => {
      const text = scaled.toString().padStart(digits + 1, "0");
      const typed = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
      expect(parseHours(typed)).toBe((scaled * 3600n) / 10n ** BigInt(digits));
    }),
  );
});

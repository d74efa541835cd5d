import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatClock, formatDuration, isoDuration } from "./duration";

describe("formatDuration", () => {
  it("shows the two largest units and cuts the rest", () => {
    const en = { locale: "en" };
    expect([0, 59, 60, 3599, 3725, 86_399, 90_061].map((s) => formatDuration(s, en))).toEqual([
      "0s",
      "59s",
      "1m",
      "59m 59s",
      "1h 2m",
      "23h 59m",
      "1d 1h",
    ]);
  });
  it("speaks the locale's words", () => {
    expect(formatDuration(3600, { locale: "en", display: "long" })).toBe("1 hour");
    expect(formatDuration(7200, { locale: "it", display: "long" })).toBe("2 ore");
  });
  it("never shows more than asked, and nothing negative", () => {
    expect(formatDuration(86_400 + 5, { locale: "en", units: 1 })).toBe("1d");
    expect(formatDuration(-5n, { locale: "en" })).toBe("0s");
  });
});

describe("formatClock", () => {
  it("reads back to the seconds it was given", () => {
    fc.assert(
      fc.property(fc.nat(10_000_000), (seconds) => {
        const back = formatClock(seconds)
          .split(":")
          .reduce((sum, part) => sum * 60 + Number(part), 0);
        expect(back).toBe(seconds);
        expect(isoDuration(seconds)).toBe(`PT${seconds}S`);
      }),
    );
  });
});

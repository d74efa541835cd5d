import { describe, expect, it } from "vitest";
import { formatDay, formatInstant, formatRelative, isTimeZone } from "./datetime";

const at = "2026-01-31T22:04:05Z";

describe("formatInstant", () => {
  it("shows the instant in the zone, with its name", () => {
    expect(formatInstant(at, { locale: "en", zone: "UTC" })).toBe("Jan 31, 2026, 22:04 UTC");
    expect(formatInstant(at, { locale: "en", zone: "Europe/Samara" })).toBe("Feb 1, 2026, 02:04 GMT+4");
    expect(formatInstant(at, { locale: "en", zone: "UTC", precision: "second", nameZone: false })).toBe(
      "Jan 31, 2026, 22:04:05",
    );
    expect(formatInstant(at, { locale: "en", zone: "UTC", precision: "day" })).toBe("Jan 31, 2026");
  });
});

describe("formatDay", () => {
  it("keeps the day of the books", () => {
    expect(formatDay("2026-01-31", "en")).toBe("Jan 31");
    expect(formatDay("2026-01-31", "en", "long")).toBe("Sat, Jan 31, 2026");
  });
});

describe("formatRelative", () => {
  it("cuts towards now and keeps the direction", () => {
    expect(formatRelative("2026-01-31T23:59:00Z", at, "en")).toBe("in 1 hour");
    expect(formatRelative("2026-01-31T22:04:00Z", at, "en")).toBe("5 seconds ago");
    expect(formatRelative(at, at, "en")).toBe("in 0 seconds");
  });
});

describe("isTimeZone", () => {
  it("knows zones from nonsense", () => {
    expect([isTimeZone("Asia/Dubai"), isTimeZone("Mars/Olympus")]).toEqual([true, false]);
  });
});

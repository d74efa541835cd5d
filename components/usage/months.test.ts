import { describe, expect, it } from "vitest";
import { daysOf, monthAfter, monthName, monthsBetween } from "./months";

describe("months of the books", () => {
  it("steps over the year's end", () => {
    expect([monthAfter("2026-12", 1), monthAfter("2026-01", -1), monthAfter("2026-05", 0)]).toEqual([
      "2027-01",
      "2025-12",
      "2026-05",
    ]);
  });
  it("knows leap years", () => {
    expect([daysOf("2028-02").length, daysOf("2026-02").length, daysOf("2026-12").at(-1)]).toEqual([
      29,
      28,
      "2026-12-31",
    ]);
  });
  it("lists from the newest to the oldest", () => {
    expect(monthsBetween("2025-11", "2026-01")).toEqual(["2026-01", "2025-12", "2025-11"]);
    expect(monthsBetween("2026-02", "2026-01")).toEqual([]);
  });
  it("is named in UTC", () => {
    expect(monthName("2026-01", "en")).toBe("January 2026");
  });
});

import { describe, expect, it } from "vitest";
import { formatBytes, formatCount, formatGib, formatPercent } from "./number";

describe("counts and sizes", () => {
  it("groups counts by locale", () => {
    expect(formatCount(1234567, "en")).toBe("1,234,567");
    expect(formatCount(1234567n, "it")).toBe("1.234.567");
  });
  it("cuts percents off", () => {
    expect(formatPercent(0.999, "en")).toBe("99%");
  });
  it("shows memory and disks in binary units", () => {
    expect([80, 1000, 2048, 1536].map((g) => formatGib(g, "en"))).toEqual([
      "80\u00a0GiB",
      "1,000\u00a0GiB",
      "2\u00a0TiB",
      "1.5\u00a0TiB",
    ]);
    expect([0, 1023, 1536, 1572864].map((b) => formatBytes(b, "en"))).toEqual([
      "0\u00a0B",
      "1,023\u00a0B",
      "1.5\u00a0KiB",
      "1.5\u00a0MiB",
    ]);
  });
});

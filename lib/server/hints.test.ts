import { describe, expect, it } from "vitest";
import { decodeHints } from "./hints";

describe("decodeHints", () => {
  it("reads kinds and names, and leaves out what it does not know", () => {
    expect(decodeHints("meter:acc_a availability: nonsense:acc_b session:acc_c")).toEqual([
      { kind: "meter", accountId: "acc_a" },
      { kind: "availability", accountId: null },
      { kind: "session", accountId: "acc_c" },
    ]);
    expect(decodeHints("")).toEqual([]);
  });
});

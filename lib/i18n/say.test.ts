import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { say, sayCount, sayParts } from "./say";

describe("say", () => {
  it("fills every placeholder by name", () => {
    expect(say("{a} and {b} and {a}", { a: "x", b: 2 })).toBe("x and 2 and x");
  });
  it("leaves a sentence without placeholders alone", () => {
    fc.assert(fc.property(fc.string(), (text) => say(text.replaceAll("{", "")) === text.replaceAll("{", "")));
  });
});

describe("sayCount", () => {
  it("takes the locale's plural category and groups the number", () => {
    const forms = { one: "{count} card", other: "{count} cards" };
    expect(sayCount("en", forms, 1)).toBe("1 card");
    expect(sayCount("en", forms, 1200)).toBe("1,200 cards");
  });
  it("knows Russian's forms and falls back to other", () => {
    const forms = {
      one: "{count} карта",
      few: "{count} карты",
      many: "{count} карт",
      other: "{count} карты",
    };
    expect([1, 3, 5, 21].map((n) => sayCount("ru", forms, n))).toEqual([
      "1 карта",
      "3 карты",
      "5 карт",
      "21 карта",
    ]);
    expect(sayCount("ru", { other: "{count} GPU {where}" }, 5, { where: "здесь" })).toBe("5 GPU здесь");
  });
});

describe("sayParts", () => {
  it("cuts text around names", () => {
    expect(sayParts("Read the {terms} first.")).toEqual([
      { text: "Read the ", name: "terms" },
      { text: " first." },
    ]);
  });
});

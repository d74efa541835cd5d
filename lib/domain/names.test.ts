import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cleanName, friendlyName, hostnameOf, nameProblem } from "./names";

describe("nameProblem", () => {
  it.each([
    ["", "empty"],
    ["x".repeat(64), "too_long"],
    ["a\u0000b", "characters"],
    ["a\u202eb", "characters"],
  ])("%j: %s", (name, problem) => {
    expect(nameProblem(name)).toBe(problem);
  });

  it.each(["train-1", "Мой сервер", "Ünïcode 7", "實驗", "x".repeat(63)])("welcomes %j", (name) => {
    expect(nameProblem(name)).toBeNull();
  });

  it("counts characters, not code units", () => {
    expect(nameProblem("🚀".repeat(63))).toBeNull();
  });
});

describe("cleanName", () => {
  it("is idempotent", () => {
    fc.assert(fc.property(fc.string(), (text) => cleanName(cleanName(text)) === cleanName(text)));
  });
});

describe("hostnameOf", () => {
  it.each([
    ["Train 1", "train-1"],
    ["Ünïcode", "unicode"],
    ["--a--", "a"],
    ["實驗", "ins-abc"],
  ])("%j becomes %j", (name, hostname) => {
    expect(hostnameOf(name, "ins_abc")).toBe(hostname);
  });

  it("is always a valid label", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string(), (name, fallback) => {
        expect(hostnameOf(name, fallback)).toMatch(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
      }),
    );
  });
});

describe("friendlyName", () => {
  it("is always a name and a host name", () => {
    fc.assert(
      fc.property(fc.nat(), (random) => {
        const name = friendlyName(random);
        expect(nameProblem(name)).toBeNull();
        expect(hostnameOf(name, "")).toBe(name);
      }),
    );
  });
});

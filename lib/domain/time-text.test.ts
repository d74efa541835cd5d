import { expect, it } from "vitest";
import { second } from "./time";
import { shortDuration, utcText } from "./time-text";

it("writes instants and durations that need no language", () => {
  expect(utcText(second(1_769_871_845n))).toBe("2026-01-31 15:04:05 UTC");
  expect([600n, 3600n, 86_400n, 259_200n, 90n, 5400n].map(shortDuration)).toEqual([
    "10 min",
    "1 h",
    "24 h",
    "3 d",
    "90 s",
    "90 min",
  ]);
});

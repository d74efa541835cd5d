import { describe, expect, it } from "vitest";
import { money, processingFee } from "./format";

describe("amounts", () => {
  it.each([
    [2000, "usd", "$20.00"],
    [5, "usd", "$0.05"],
    [-1050, "eur", "-€10.50"],
    [500, "jpy", "¥500"],
    [99_999_999, "usd", "$999,999.99"],
  ])("shows %s %s as %s", (amount, currency, text) => {
    expect(money(amount, currency)).toBe(text);
  });

  it.each([
    [2000, 88],
    [100, 33],
    [50, 31],
    [1_000_000, 29_030],
  ])("takes a fee from %s", (amount, fee) => {
    expect(processingFee(amount)).toBe(fee);
  });
});

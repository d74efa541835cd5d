import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  cents,
  centsColumn,
  centsToDecimal,
  centsToTicks,
  floorToCents,
  parseCents,
  parsePricePerHour,
  parseTicks,
  rate,
  rateToPricePerHour,
  ticks,
  ticksToDecimal,
} from "./money";
import { cost, estimate } from "./price";

describe("money", () => {
  it("costs what the table of MONEY says", () => {
    const paid = cost(3725n, rate(2_490_000n));
    expect(paid).toBe(9_275_250_000n);
    expect(ticksToDecimal(paid, 6)).toBe("2.576458");
  });

  it("estimates 8 × A100 for 40 hours exactly", () => {
    expect(ticksToDecimal(estimate(8n, rate(1_990_000n), 40n), 2)).toBe("636.80");
  });

  it.each([
    ["12", 1200n],
    ["12.5", 1250n],
    ["-0.07", -7n],
    [" 5.00 ", 500n],
  ])("reads %j", (text, amount) => expect(parseCents(text)).toBe(amount));

  it.each(["", "1.234", "1e3", "0x7", "1,5", "Infinity", "--1", "."])(
    "does not take %j for money",
    (text) => {
      expect(parseCents(text)).toBeNull();
    },
  );

  it.each([
    ["2.49", 2_490_000n],
    ["0.000137", 137n],
    ["3", 3_000_000n],
  ])("reads and writes the price %s", (text, price) => {
    expect(parsePricePerHour(text)).toBe(price);
    expect(parsePricePerHour(rateToPricePerHour(rate(price)))).toBe(price);
  });

  it("refuses ticks that are no whole number", () => {
    for (const text of ["", " 1", "1.0", "1e9", "0x10"]) expect(() => parseTicks(text)).toThrow(RangeError);
  });

  it("survives the way through JSON", () => {
    fc.assert(
      fc.property(fc.bigInt(), (amount) => {
        expect(parseTicks(`${amount}`)).toBe(amount);
      }),
    );
  });

  it("rounds to cents downwards only, also below zero", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), (amount) => {
        const floored = centsToTicks(floorToCents(ticks(amount)));
        expect(floored <= amount && amount - floored < 36_000_000n).toBe(true);
      }),
    );
    expect(centsToDecimal(floorToCents(ticks(-1n)))).toBe("-0.01");
  });

  it("prints columns of cents that add up", () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n })), (amounts) => {
        const shown = centsColumn(amounts.map(ticks)).reduce((sum, one) => sum + one, 0n);
        expect(shown).toBe(floorToCents(ticks(amounts.reduce((sum, one) => sum + one, 0n))));
      }),
    );
    expect(centsColumn([ticks(18_000_000n), ticks(18_000_000n)])).toEqual([cents(0n), cents(1n)]);
  });
});

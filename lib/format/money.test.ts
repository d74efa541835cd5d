import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  currencySign,
  decimalText,
  formatCents,
  formatMicros,
  formatPerHour,
  formatPerSecond,
  formatTicks,
  parseCents,
} from "./money";

const usd = { currency: "USD", locale: "en" };
const amounts = fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n });

/** Reads a formatted amount back as a scaled integer: only its digits and its sign count. */
function scaled(text: string): bigint {
  const digits = BigInt(text.replace(/\D/g, ""));
  return /[-−]/.test(text) ? -digits : digits;
}

describe("formatTicks", () => {
  it("shows the worked example of the money rules", () => {
    const cost = 3725n * 2_490_000n;
    expect(formatTicks(cost, { ...usd, digits: 6 })).toBe("$2.576458");
    expect(formatTicks(cost, usd)).toBe("$2.57");
  });
  it("truncates towards zero and never shows a negative zero", () => {
    expect(formatTicks(-1n, usd)).toBe("$0.00");
    expect(formatTicks(-36_000_000n, usd)).toBe("-$0.01");
    expect(formatTicks(35_999_999n, usd)).toBe("$0.00");
  });
  it("is the truncation of the exact value in every locale, however large", () => {
    fc.assert(
      fc.property(
        amounts,
        fc.constantFrom("en", "ru", "es", "it"),
        fc.constantFrom(2, 6, 8),
        (ticks, locale, digits) => {
          const text = formatTicks(ticks, { currency: "EUR", locale, digits });
          expect(scaled(text)).toBe((ticks * 10n ** BigInt(digits)) / 3_600_000_000n);
        },
      ),
    );
  });
});

describe("decimalText", () => {
  it("has exactly the digits asked for", () => {
    expect(decimalText(5n, 100n, 2)).toBe("0.05");
    expect(decimalText(-7n, 2n, 0)).toBe("-3");
  });
});

describe("prices", () => {
  it("shows whole cents per hour with two decimals and finer prices with all of theirs", () => {
    expect(formatMicros(2_490_000n, usd)).toBe("$2.49");
    expect(formatMicros(137n, usd)).toBe("$0.000137");
  });
  it("says that a price per second goes on", () => {
    expect(formatPerSecond(2_490_000n, usd)).toBe("$0.000691…");
    expect(formatPerSecond(3_600_000n, usd)).toBe("$0.001000");
  });
  it("never says that something which costs costs nothing", () => {
    expect(formatPerHour(2740n, usd)).toBe("$0.00274");
    expect(formatPerSecond(2740n, usd)).toBe("$0.000000761…");
    expect(formatPerHour(0n, usd)).toBe("$0.00");
    expect(formatPerSecond(0n, usd)).toBe("$0.000000");
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 9n }), (rate) => {
        expect(formatPerHour(rate, usd)).toMatch(/[1-9]/);
        expect(formatPerSecond(rate, usd)).toMatch(rate < 4n ? /0…$/ : /[1-9]/);
      }),
    );
  });
  it("gives back the price per hour from the rate", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 12n }), (cents) => {
        expect(formatPerHour(cents * 10_000n, usd)).toBe(formatCents(cents, usd));
      }),
    );
  });
});

describe("currencySign", () => {
  it("knows the sign and its side", () => {
    expect(currencySign(usd)).toEqual({ sign: "$", before: true });
    expect(currencySign({ currency: "EUR", locale: "it" })).toEqual({ sign: "€", before: false });
  });
});

describe("parseCents", () => {
  it("reads what people type", () => {
    const typed = ["25", "25.5", "25,50", " 1 000.00 ", "1,000", "1.000,25", "0.05"];
    expect(typed.map(parseCents)).toEqual([2500n, 2550n, 2550n, 100000n, 100000n, 100025n, 5n]);
  });
  it("refuses what is no amount", () => {
    for (const bad of ["", "-5", "1e3", "12.345.6", "$5", "1.2345", "1.005", "1.234.5", "٣"])
      expect(parseCents(bad)).toBeNull();
  });
  it("reads back what formatCents wrote, without the sign", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 15n }),
        fc.constantFrom("en", "it", "es"),
        (cents, locale) => {
          const text = formatCents(cents, { currency: "EUR", locale }).replace("€", "");
          expect(parseCents(text)).toBe(cents);
        },
      ),
    );
  });
});

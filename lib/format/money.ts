/**
 * Money as text. Integers in, text out; no float in between: digits are cut from the integer and handed to
 * `Intl.NumberFormat` as a decimal string, which it formats exactly. Always truncated towards zero.
 *
 * | ticks          | digits | en, USD    |
 * |----------------|--------|------------|
 * | 9 275 250 000  | 6      | $2.576458  |
 * | 9 275 250 000  | 2      | $2.57      |
 * | −1             | 2      | $0.00      |
 */

/** Ticks in one major unit of a currency: 3600 seconds × 1 000 000 micro-units. */
const TICKS_PER_UNIT = 3_600_000_000n;
const MICROS_PER_UNIT = 1_000_000n;
const CENTS_PER_UNIT = 100n;
/** The least price per hour whose second is at least a micro-unit. */
const SHOWN_IN_SIX = 3600n;

export type MoneyStyle = {
  /** ISO 4217, of the account. */
  readonly currency: string;
  /** The reader's. */
  readonly locale: string;
};

const formatters = new Map<string, Intl.NumberFormat>();

function formatter(style: MoneyStyle, least: number, most: number): Intl.NumberFormat {
  const key = `${style.locale} ${style.currency} ${least} ${most}`;
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat(style.locale, {
    style: "currency",
    currency: style.currency,
    minimumFractionDigits: least,
    maximumFractionDigits: most,
  });
  formatters.set(key, made);
  return made;
}

/** `amount / unit` as a decimal string with exactly `digits` decimals, truncated towards zero, never "-0". */
export function decimalText(amount: bigint, unit: bigint, digits: number): string {
  const scaled = (amount * 10n ** BigInt(digits)) / unit;
  const magnitude = (scaled < 0n ? -scaled : scaled).toString().padStart(digits + 1, "0");
  const whole = magnitude.slice(0, magnitude.length - digits);
  const text = digits === 0 ? whole : `${whole}.${magnitude.slice(-digits)}`;
  return scaled < 0n ? `-${text}` : text;
}

function currencyText(decimal: string, style: MoneyStyle, least: number, most: number): string {
  // `decimalText` writes a numeric literal; Intl reads such a string digit by digit, without a float.
  return formatter(style, least, most).format(decimal as `${number}`);
}

/** Ticks as money: two decimals where it rests, six where it ticks (`digits`). */
export function formatTicks(ticks: bigint, style: MoneyStyle & { readonly digits?: number }): string {
  const digits = style.digits ?? 2;
  return currencyText(decimalText(ticks, TICKS_PER_UNIT, digits), style, digits, digits);
}

/** Ticks without a currency sign, machine-readable: "2.576458". */
export function ticksToDecimal(ticks: bigint, digits = 6): string {
  return decimalText(ticks, TICKS_PER_UNIT, digits);
}

/** Cents as money: exact. */
export function formatCents(cents: bigint, style: MoneyStyle): string {
  return currencyText(decimalText(cents, CENTS_PER_UNIT, 2), style, 2, 2);
}

/** A price of whole micro-units per hour, exact: at least two decimals, up to six where the price has them. */
export function formatMicros(micros: bigint, style: MoneyStyle): string {
  return currencyText(decimalText(micros, MICROS_PER_UNIT, 6), style, 2, 6);
}

/**
 * What one second of a price per hour (µ/h, the same number as ticks per second) costs, truncated to `digits` (six, or
 * nine where six would be zeros); an ellipsis says that more digits follow.
 */
export function formatPerSecond(
  microsPerHour: bigint,
  style: MoneyStyle & { readonly digits?: number },
): string {
  const digits = style.digits ?? (microsPerHour > 0n && microsPerHour < SHOWN_IN_SIX ? 9 : 6);
  const text = formatTicks(microsPerHour, { ...style, digits });
  return (microsPerHour * 10n ** BigInt(digits)) % TICKS_PER_UNIT === 0n ? text : `${text}…`;
}

/**
 * What a rate of ticks per second costs in an hour, truncated to two decimals (or `digits`). What is less than a cent is
 * shown with all its decimals: storage alone burns so little, and "$0.00" would say that nothing does.
 */
export function formatPerHour(
  ticksPerSecond: bigint,
  style: MoneyStyle & { readonly digits?: number },
): string {
  const isTiny = ticksPerSecond > 0n && ticksPerSecond < MICROS_PER_UNIT / CENTS_PER_UNIT;
  // Ticks per second are micro-units per hour.
  return isTiny ? formatMicros(ticksPerSecond, style) : formatTicks(ticksPerSecond * 3600n, style);
}

/** The currency's sign and whether it stands before the number in this locale; for amount fields. */
export function currencySign(style: MoneyStyle): { sign: string; before: boolean } {
  const parts = formatter(style, 2, 2).formatToParts(0);
  const at = parts.findIndex((part) => part.type === "currency");
  return {
    sign: parts[at]?.value ?? style.currency,
    before: at < parts.findIndex((p) => p.type === "integer"),
  };
}

/**
 * What a person typed into an amount field, in cents; null if it is no amount. Takes a point or a comma before one or
 * two decimals, and spaces, apostrophes, points or commas between groups of three.
 */
export function parseCents(typed: string): bigint | null {
  const text = typed.trim().replace(/[\s\u00a0\u202f'’]/g, "");
  const plain = /^(\d+)(?:[.,](\d{1,2}))?$/.exec(text);
  // In grouped digits the decimal separator must be the other character.
  const grouped = /^(\d{1,3}(?:([.,])\d{3})+)(?:(?!\2)[.,](\d{1,2}))?$/.exec(text);
  // "1.005" is a thousand to some and a little over one to others: nobody is charged a guess.
  if (/^\d{1,3}\.\d{3}$/.test(text)) return null;
  const whole = plain?.[1] ?? grouped?.[1]?.replace(/[.,]/g, "");
  if (whole === undefined) return null;
  return BigInt(whole) * CENTS_PER_UNIT + BigInt((plain?.[2] ?? grouped?.[3] ?? "").padEnd(2, "0"));
}

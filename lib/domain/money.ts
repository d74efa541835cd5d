/**
 * A tick is 1/3 600 000 000 of a currency's major unit. A price is a whole number of micro-units per hour, and that
 * is the same number of ticks per second: nothing is ever rounded inside.
 */
declare const unit: unique symbol;
type Branded<Name extends string> = bigint & { readonly [unit]: Name };

/** An amount in ticks; may be negative. */
export type Ticks = Branded<"ticks">;
/** An amount in hundredths of the major unit. */
export type Cents = Branded<"cents">;
/** Micro-units per hour, which is the same number of ticks per second. */
export type Rate = Branded<"rate">;

export const TICKS_PER_UNIT = 3_600_000_000n;
export const TICKS_PER_CENT = 36_000_000n;
const MICROS_PER_UNIT = 1_000_000n;

export const ticks = (value: bigint): Ticks => value as Ticks;
export const cents = (value: bigint): Cents => value as Cents;
/** Micro-units per hour = ticks per second. */
export const rate = (microsPerHour: bigint): Rate => microsPerHour as Rate;

export const NO_TICKS = ticks(0n);
export const NO_RATE = rate(0n);

/** Exact: a cent is a whole number of ticks. */
export const centsToTicks = (amount: Cents): Ticks => ticks(amount * TICKS_PER_CENT);

/** Rounds down, also below zero: what is paid out is never more than what is there. */
export const floorToCents = (amount: Ticks): Cents => cents(floorDivide(amount, TICKS_PER_CENT));

/** Division rounded towards minus infinity (bigint's own rounds towards zero). `divisor` > 0. */
export function floorDivide(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  return dividend % divisor < 0n ? quotient - 1n : quotient;
}

/** The smaller of two whole numbers (Math.min cannot take bigint). */
export function smaller<T extends bigint>(a: T, b: T): T {
  if (b < a) return b;
  return a;
}

/** Ticks from a decimal string of whole ticks, as JSON carries them. Throws a RangeError on anything else. */
export const parseTicks = (text: string): Ticks => ticks(parseWhole(text));
export const parseRate = (text: string): Rate => rate(parseWhole(text));

/** A whole number from its decimal string; BigInt alone would take "", " 7" and "0x7". */
export function parseWhole(text: string): bigint {
  if (!/^-?\d+$/.test(text)) throw new RangeError(`not a whole number: ${JSON.stringify(text)}`);
  return BigInt(text);
}

/** Cents from "12", "12.5" or "12.50"; null when it is no amount of money (also more than two decimals). */
export function parseCents(text: string): Cents | null {
  const match = /^(-?)(\d{1,12})(?:\.(\d{1,2}))?$/.exec(text.trim());
  if (!match) return null;
  const [, sign, whole = "0", fraction = ""] = match;
  const amount = BigInt(whole) * 100n + BigInt(fraction.padEnd(2, "0"));
  return cents(sign === "-" ? -amount : amount);
}

/** Micro-units per hour from a price such as "2.49"; null when it has more than six decimals or is no number. */
export function parsePricePerHour(text: string): Rate | null {
  const match = /^(\d{1,9})(?:\.(\d{1,6}))?$/.exec(text.trim());
  if (!match) return null;
  const [, whole = "0", fraction = ""] = match;
  return rate(BigInt(whole) * MICROS_PER_UNIT + BigInt(fraction.padEnd(6, "0")));
}

/** Major units with exactly `decimals` places, truncated towards zero: "-0.28", "2.576458". 0 to 9 places. */
export function ticksToDecimal(amount: Ticks, decimals: number): string {
  const scale = 10n ** BigInt(decimals);
  const magnitude = ((amount < 0n ? -amount : amount) * scale) / TICKS_PER_UNIT;
  const whole = magnitude / scale;
  const fraction = decimals > 0 ? `.${(magnitude % scale).toString().padStart(decimals, "0")}` : "";
  return `${amount < 0n && magnitude > 0n ? "-" : ""}${whole}${fraction}`;
}

/** "12.50" for 1250 cents. */
export function centsToDecimal(amount: Cents): string {
  const magnitude = amount < 0n ? -amount : amount;
  return `${amount < 0n ? "-" : ""}${magnitude / 100n}.${(magnitude % 100n).toString().padStart(2, "0")}`;
}

/** "2.49 USD": for mails and histories, where it stays as it was. */
export const priceText = (price: Rate, currency: string): string =>
  `${rateToPricePerHour(price)} ${currency}`;

/** "2.49" for a price in whole cents per hour, up to six decimals otherwise; never fewer than two. */
export function rateToPricePerHour(price: Rate): string {
  const fraction = (price % MICROS_PER_UNIT)
    .toString()
    .padStart(6, "0")
    .replace(/0{1,4}$/, "");
  return `${price / MICROS_PER_UNIT}.${fraction}`;
}

/**
 * What a printed list of amounts shows in cents: differences of the floored running total, in printed order, so that
 * the column adds up to the floored sum.
 */
export function centsColumn(amounts: readonly Ticks[]): Cents[] {
  let total = 0n;
  let shown = 0n;
  return amounts.map((amount) => {
    total += amount;
    const floored = floorDivide(total, TICKS_PER_CENT);
    const difference = floored - shown;
    shown = floored;
    return cents(difference);
  });
}

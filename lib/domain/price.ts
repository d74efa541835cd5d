import { type Rate, rate, type Ticks, ticks } from "./money";
import { earlier, HOUR, later, type Second } from "./time";

/** What `seconds` at a price cost: exact, and zero for a stretch that would be negative. */
export const cost = (seconds: bigint, price: Rate): Ticks => ticks(seconds > 0n ? seconds * price : 0n);

/** Whole seconds of the stretch [lower, upper) that lie within [from, to). */
export function overlap(lower: Second, upper: Second, from: Second, to: Second): bigint {
  const length = earlier(upper, to) - later(lower, from);
  return length > 0n ? length : 0n;
}

/** The estimator: `count` instances of one price for so many hours. */
export const estimate = (count: bigint, price: Rate, hours: bigint): Ticks =>
  cost(count * hours * HOUR, price);

/** What several prices cost together per second. */
export const totalRate = (prices: Iterable<Rate>): Rate => {
  let sum = 0n;
  for (const price of prices) sum += price;
  return rate(sum);
};

/** A row of the price book. A price is never changed: a new one begins where the old one ends. */
export type Price = {
  id: string;
  regionId: string;
  kind: "run" | "disk";
  instanceTypeId: string;
  currency: string;
  microsPerHour: Rate;
  validFrom: Second;
  /** Null: until further notice. */
  validTo: Second | null;
};

/** The price of the book that holds at a second; null when the operator sells nothing of the kind there. */
export function priceAt(
  book: readonly Price[],
  key: Pick<Price, "regionId" | "kind" | "instanceTypeId" | "currency">,
  at: Second,
): Price | null {
  const found = book.find(
    (price) =>
      price.regionId === key.regionId &&
      price.kind === key.kind &&
      price.instanceTypeId === key.instanceTypeId &&
      price.currency === key.currency &&
      price.validFrom <= at &&
      (price.validTo === null || at < price.validTo),
  );
  return found ?? null;
}

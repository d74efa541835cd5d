import { type Rate, type Ticks, ticks } from "./money";
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

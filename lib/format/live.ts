/** The value that a live figure shows at a second. Decimal strings in, as views carry them. */
export type LiveAmount = {
  /** Ticks at `anchorSecond`. */
  readonly ticks: string;
  /** Ticks that each further second adds; negative for a balance that burns. */
  readonly ticksPerSecond: string;
  /** Epoch seconds. */
  readonly anchorSecond: string;
  /** The figure stands still from this second on; null if nothing is known to come. */
  readonly nextEventSecond: string | null;
};

/** Exact ticks at `second`: never before the anchor, never past the next event. */
export function amountAt(live: LiveAmount, second: number): bigint {
  const anchor = BigInt(live.anchorSecond);
  let at = BigInt(second);
  if (live.nextEventSecond !== null && at > BigInt(live.nextEventSecond)) at = BigInt(live.nextEventSecond);
  if (at < anchor) at = anchor;
  return BigInt(live.ticks) + BigInt(live.ticksPerSecond) * (at - anchor);
}

/**
 * Has the database's clock moved otherwise than time did? Both clocks are read together; the second one (it counts
 * while the machine sleeps, and nobody can set it) is read before and after, because an answer takes its time.
 */
export type ClockReading = {
  /** The database's clock, in milliseconds since 1970, without the demonstration's offset. */
  databaseMs: number;
  /** Our own clock just before asking and just after the answer, in milliseconds since any instant. */
  ownBeforeMs: number;
  ownAfterMs: number;
};

/** Milliseconds by which the database's clock leapt ahead (> 0) or back (< 0) between two readings; 0: it may not have. */
export function clockJump(earlier: ClockReading, later: ClockReading): number {
  const database = later.databaseMs - earlier.databaseMs;
  const longest = later.ownAfterMs - earlier.ownBeforeMs;
  const shortest = Math.max(0, later.ownBeforeMs - earlier.ownAfterMs);
  if (database > longest) return database - longest;
  if (database < shortest) return database - shortest;
  return 0;
}

declare const unit: unique symbol;

/** Whole seconds since 1970 on the database's clock. */
export type Second = bigint & { readonly [unit]: "second" };

export const second = (value: bigint): Second => value as Second;

export const MINUTE = 60n;
export const HOUR = 3600n;
export const DAY = 86_400n;

/** A run starts at the ceiling of the ready instant: the broken second is the customer's. */
export const ceilSecond = (instant: Date): Second => second(BigInt(Math.ceil(instant.getTime() / 1000)));

export const secondToDate = (at: Second): Date => new Date(Number(at) * 1000);
/** "2026-01-31T00:00:00.000Z" */
export const secondToIso = (at: Second): string => secondToDate(at).toISOString();
/** "2026-01-31", the UTC day that the second belongs to. */
export const utcDay = (at: Second): string => secondToIso(at).slice(0, 10);

/** The last UTC midnight at or before. */
export const midnightBefore = (at: Second): Second => second(at - (((at % DAY) + DAY) % DAY));
/** The first UTC midnight after. */
export const midnightAfter = (at: Second): Second => second(midnightBefore(at) + DAY);
/** The first UTC midnight at or after. */
export const midnightFrom = (at: Second): Second => (midnightBefore(at) === at ? at : midnightAfter(at));

export const later = (a: Second, b: Second): Second => (a > b ? a : b);
export const earlier = (a: Second, b: Second): Second => (a < b ? a : b);
/** The earliest of several; null where there is none. */
export const earliest = (seconds: Iterable<Second | null>): Second | null => {
  let first: Second | null = null;
  for (const at of seconds) if (at !== null && (first === null || at < first)) first = at;
  return first;
};

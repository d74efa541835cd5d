import { z } from "zod";

/** Longer than any disk takes to copy. */
const EXPIRES_MS = 24 * 3600 * 1000;

/** What the daemon says of any snapshot's end: nothing, a date, or the year 1 for none. */
export const expiring = z.object({ expires_at: z.string().nullable().default(null) });

/**
 * A daemon that dies while it copies a disk leaves a snapshot that looks like every other. So each is asked for with an
 * end, which is taken away when it is whole: what has one still is not, and the daemon removes it by itself some day.
 */
export const isWhole = ({ expires_at }: z.infer<typeof expiring>): boolean =>
  !(new Date(expires_at ?? 0).getTime() > 0);

/** The end with which a snapshot is asked for. */
export const untilWhole = (): string => new Date(Date.now() + EXPIRES_MS).toISOString();

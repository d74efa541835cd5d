/**
 * How fine readings are kept, and for how long. A bucket is named by its first second; a coarser one is made of the
 * finer ones in it. Readings are not money: they are plain numbers.
 *
 *   step     kept      at most so many per machine or card
 *   10 s     1 hour    360
 *   1 min    1 day     1 440
 *   10 min   30 days   4 320
 */
export const resolutions = [
  { step: 10, keep: 3600 },
  { step: 60, keep: 86_400 },
  { step: 600, keep: 30 * 86_400 },
] as const;

/** A reading is taken once in so many seconds. */
export const READING_SECONDS = 10;

export const metricRanges = ["1h", "24h", "30d"] as const;
export type MetricRange = (typeof metricRanges)[number];

const byRange: Record<MetricRange, (typeof resolutions)[number]> = {
  "1h": resolutions[0],
  "24h": resolutions[1],
  "30d": resolutions[2],
};

/** The resolution that a range of time is shown in. */
export const resolutionOf = (range: MetricRange) => byRange[range];

/** The bucket that a second lies in. */
export const bucketOf = (second: number, step: number): number => second - (second % step);

import type { Counters } from "./reading";

/** What counters did between two readings, per second. Null: not known. */
export type Rates = {
  /** Of all the processors that the machine has. */
  cpuPercent: number | null;
  diskReadPerSecond: number | null;
  diskWrittenPerSecond: number | null;
  receivedPerSecond: number | null;
  sentPerSecond: number | null;
};

/** Counters at a moment of a clock that nobody sets. */
export type CountersAt = { counters: Counters; atMs: number };

/** Over a longer gap an average would be shown at a moment which it says nothing about. */
const LONGEST_GAP_MS = 60_000;

const unknown: Rates = {
  cpuPercent: null,
  diskReadPerSecond: null,
  diskWrittenPerSecond: null,
  receivedPerSecond: null,
  sentPerSecond: null,
};

/**
 * Rates from two readings of the same machine. The first reading, one after a gap, and a counter that went back (the
 * machine has booted) say nothing: the next reading does.
 */
export function ratesBetween(before: CountersAt | null, now: CountersAt, vcpus: number): Rates {
  if (before === null) return unknown;
  const elapsedMs = now.atMs - before.atMs;
  if (elapsedMs <= 0 || elapsedMs > LONGEST_GAP_MS) return unknown;
  const perSecond = (name: keyof Counters): number | null => {
    const from = before.counters[name];
    const to = now.counters[name];
    return from === null || to === null || to < from ? null : ((to - from) * 1000) / elapsedMs;
  };
  const cpu = perSecond("cpuSeconds");
  return {
    // Reading takes time, so a busy machine may seem to have had more than there is.
    cpuPercent: cpu === null ? null : Math.min(100, (cpu * 100) / vcpus),
    diskReadPerSecond: perSecond("diskReadBytes"),
    diskWrittenPerSecond: perSecond("diskWrittenBytes"),
    receivedPerSecond: perSecond("receivedBytes"),
    sentPerSecond: perSecond("sentBytes"),
  };
}

import { READING_SECONDS } from "./resolution";

/**
 * "Stop after N minutes under X per cent": a decision from readings alone. Unknown is not idle.
 *
 *   N        announced so long before   so at the earliest
 *   5 min    100 s (a third of N)       200 s of idleness announce it, 5 min of it stop
 *   15 min   5 min (a third of N)       10 min, 15 min
 *   30 min   10 min                     20 min, 30 min
 *   4 h      10 min                     3 h 50 min, 4 h
 */
export type IdleRule = { minutes: number; thresholdPercent: number };

/** The load within one kept bucket: of all cards, or of the processors where there are none. */
export type LoadStretch = {
  from: number;
  seconds: number;
  /** How many complete readings lie in it. */
  readings: number;
  average: number;
  maximum: number;
};

export type IdleWatch = {
  rule: IdleRule;
  /** The later of when the run began and when the rule was set: what was before does not count. */
  since: number;
  snoozedUntil: number | null;
  /** The announced second, while a stop is announced. */
  stopAt: number | null;
};

export type IdleEvidence = {
  from: number;
  to: number;
  thresholdPercent: number;
  averagePercent: number;
  maximumPercent: number;
  readings: number;
  readingsPossible: number;
};

export type IdleVerdict =
  | { kind: "nothing" }
  | { kind: "announce"; stopAt: number }
  /** It was announced and is not true any more. */
  | { kind: "withdraw"; why: "busy" | "unknown" }
  | { kind: "stop"; evidence: IdleEvidence };

export const idleMinutes = { least: 5, most: 720 } as const;
export const idlePercent = { least: 1, most: 50 } as const;
export const SNOOZE_SECONDS = 3600;

const LONGEST_NOTICE = 600;
/** So much of the window must have been read… */
const LEAST_READ = 0.9;
/** …and nowhere may more than this be missing at a stretch. */
const LONGEST_GAP = 60;

/** How long before the stop it is announced: ten minutes, or a third of N if that is shorter. */
export const noticeSeconds = ({ minutes }: IdleRule): number => Math.min(LONGEST_NOTICE, minutes * 20);

/** How far back readings are needed to decide. */
export const windowSeconds = ({ minutes }: IdleRule): number => minutes * 60;

/** What to do about a running instance now. */
export function decideIdleStop(
  watch: IdleWatch,
  stretches: readonly LoadStretch[],
  now: number,
): IdleVerdict {
  const { rule, stopAt } = watch;
  if (watch.snoozedUntil !== null && watch.snoozedUntil > now) return { kind: "nothing" };
  const window = windowSeconds(rule);
  if (stopAt === null) {
    const notice = noticeSeconds(rule);
    const idle = look(watch, stretches, now - window + notice, now) === "idle";
    return idle ? { kind: "announce", stopAt: now + notice } : { kind: "nothing" };
  }
  const from = Math.min(stopAt, now) - window;
  const seen = look(watch, stretches, now < stopAt ? stopAt - window : from, now);
  if (seen !== "idle") return { kind: "withdraw", why: seen };
  return now < stopAt
    ? { kind: "nothing" }
    : { kind: "stop", evidence: evidenceOf(watch, stretches, from, now) };
}

function look(
  watch: IdleWatch,
  stretches: readonly LoadStretch[],
  from: number,
  to: number,
): "idle" | "busy" | "unknown" {
  const within = inWindow(stretches, from, to);
  if (within.some((stretch) => stretch.maximum >= watch.rule.thresholdPercent)) return "busy";
  if (from < watch.since) return "unknown";
  const possible = (to - from) / READING_SECONDS;
  const read = within.reduce((sum, stretch) => sum + stretch.readings, 0);
  return read >= possible * LEAST_READ && longestGap(within, from, to) <= LONGEST_GAP ? "idle" : "unknown";
}

/** Also what only reaches into the window counts: a busy second of it is a busy second. */
const inWindow = (stretches: readonly LoadStretch[], from: number, to: number): LoadStretch[] =>
  stretches
    .filter((each) => each.readings > 0 && each.from + each.seconds > from && each.from <= to)
    .sort((a, b) => a.from - b.from);

function longestGap(within: readonly LoadStretch[], from: number, to: number): number {
  let longest = 0;
  let seen = from;
  for (const stretch of within) {
    longest = Math.max(longest, stretch.from - seen);
    seen = Math.max(seen, stretch.from + stretch.seconds);
  }
  return Math.max(longest, to - seen);
}

function evidenceOf(
  { rule }: IdleWatch,
  stretches: readonly LoadStretch[],
  from: number,
  to: number,
): IdleEvidence {
  const within = inWindow(stretches, from, to);
  const readings = within.reduce((sum, stretch) => sum + stretch.readings, 0);
  const readingsPossible = Math.floor((to - from) / READING_SECONDS);
  const total = within.reduce((sum, stretch) => sum + stretch.average * stretch.readings, 0);
  return {
    from,
    to,
    thresholdPercent: rule.thresholdPercent,
    averagePercent: total / readings,
    maximumPercent: Math.max(...within.map((stretch) => stretch.maximum)),
    // The first and the last may reach out of the window.
    readings: Math.min(readings, readingsPossible),
    readingsPossible,
  };
}

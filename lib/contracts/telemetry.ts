import { z } from "zod";
import { idleMinutes, idlePercent } from "@/lib/domain/telemetry/idle-stop";
import { metricRanges } from "@/lib/domain/telemetry/resolution";
import { blankAsNull, idOf } from "./common";
import type { InstantText } from "./views";

const instanceId = idOf("ins");

/** A form sends text, a program a number. */
const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

/** Null: off. */
export const idleStopMinutes = blankAsNull(whole(idleMinutes.least, idleMinutes.most));
/** A form that is off sends none. */
export const idleStopPercent = blankAsNull(whole(idlePercent.least, idlePercent.most));

export const setIdleStopInput = z.object({ instanceId, idleStopMinutes, idleStopPercent });
export type SetIdleStopInput = z.output<typeof setIdleStopInput>;

/** `since`: only what came after this second. */
export const metricsInput = z.object({
  instanceId,
  range: z.enum(metricRanges).default("1h"),
  since: blankAsNull(z.coerce.number().int().min(0)),
});
export type MetricsInput = z.output<typeof metricsInput>;

/** "Stop after so many minutes under so many per cent", as set for an instance, and what has come of it so far. */
export type IdleStopView = {
  minutes: number;
  thresholdPercent: number;
  snoozedUntil: InstantText | null;
  /** Announced: it stops then, unless there is load before. */
  stopAt: InstantText | null;
};

/** Why a run was stopped as idle. */
export type IdleEvidenceView = {
  from: InstantText;
  to: InstantText;
  thresholdPercent: number;
  averagePercent: number;
  maximumPercent: number;
  readings: number;
  readingsPossible: number;
};

/** A value per entry of `at`; null where it could not be read. */
export type MetricColumn = (number | null)[];

export type CardMetricsView = {
  pciAddress: string;
  load: MetricColumn;
  loadMin: MetricColumn;
  loadMax: MetricColumn;
  memoryUsed: MetricColumn;
  power: MetricColumn;
  temperature: MetricColumn;
  memoryTotalBytes: number | null;
};

/** Readings of one range, oldest first: columns beside `at`, which has an entry only where something was read. */
export type MetricsView = {
  range: (typeof metricRanges)[number];
  stepSeconds: number;
  /** Epoch seconds: the range that was asked for, and the first second of each bucket. */
  from: number;
  to: number;
  at: number[];
  cpu: MetricColumn;
  cpuMin: MetricColumn;
  cpuMax: MetricColumn;
  memoryUsed: MetricColumn;
  diskUsed: MetricColumn;
  diskRead: MetricColumn;
  diskWritten: MetricColumn;
  received: MetricColumn;
  sent: MetricColumn;
  memoryTotalBytes: number | null;
  diskTotalBytes: number | null;
  cards: CardMetricsView[];
};

/** The last hour in two lines, in per cent: of the cards together, or of the machine where there are none. */
export type LoadSummaryView = {
  from: number;
  to: number;
  at: number[];
  load: MetricColumn;
  memoryShare: MetricColumn;
};

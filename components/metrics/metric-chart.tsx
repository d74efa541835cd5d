"use client";
import { useState } from "react";
import { useMessages, useReader } from "@/components/i18n/provider";
import { type ChartSeries, TimeChart } from "@/components/ui/time-chart";
import type { MetricColumn, MetricsView } from "@/lib/contracts/telemetry";
import { say } from "@/lib/i18n/say";
import { digest, withGaps } from "./columns";
import { axisTime, type Format, pointTime } from "./formats";

export type Line = {
  label: string;
  colour: ChartSeries["colour"];
  values: MetricColumn;
  low?: MetricColumn;
  high?: MetricColumn;
};

/** One chart with its heading, the value at the crosshair (or the last one), and its words for who does not see it. */
export function MetricChart(props: {
  title: string;
  metrics: MetricsView;
  lines: readonly Line[];
  top: number | null;
  format: Format;
  /** Byte axes are divided by 1024. */
  bytes?: boolean | undefined;
  /** After the value: "of 24 GiB". */
  note?: string | undefined;
}) {
  const words = useMessages("telemetry");
  const { locale, zone } = useReader();
  const [cursor, setCursor] = useState<number | null>(null);
  const { metrics, lines, format } = props;
  const { at, columns } = withGaps(
    metrics.at,
    metrics.stepSeconds,
    lines.flatMap((line) => [line.values, line.low ?? line.values, line.high ?? line.values]),
  );
  const banded = metrics.stepSeconds > 10;
  const series = lines.map((line, index): ChartSeries => {
    const [values = [], low = [], high = []] = columns.slice(index * 3, index * 3 + 3);
    const band = banded && line.low && line.high ? { low, high } : undefined;
    return { label: line.label, colour: line.colour, values, band };
  });
  const pointed = cursor === null ? undefined : at[cursor];
  const shown = (index: number): string => {
    const column = series[index]?.values ?? [];
    const value = pointed === undefined ? column.findLast((each) => each !== null) : column[cursor ?? -1];
    return value === null || value === undefined ? words.unknown : format(value);
  };
  return (
    <figure className="min-w-0" aria-label={props.title}>
      <figcaption className="mb-1">
        <span className="flex items-baseline gap-x-3">
          <span className="mr-auto truncate font-medium">{props.title}</span>
          {/* The moment takes the place of the note, so that nothing moves under the crosshair. */}
          {pointed === undefined ? null : (
            <span className="figures shrink-0 text-faint">
              {pointTime(metrics.range, locale, zone)(pointed)}
            </span>
          )}
          {lines.length === 1 ? <span className="figures shrink-0">{shown(0)}</span> : null}
          {pointed === undefined && props.note ? (
            <span className="shrink-0 text-muted">{props.note}</span>
          ) : null}
        </span>
        {lines.length > 1 ? (
          <span className="flex flex-wrap gap-x-4 text-muted">
            {lines.map((line, index) => (
              <span key={line.label} className="flex items-center gap-1.5">
                <svg viewBox="0 0 10 10" aria-hidden="true" className="size-2">
                  <rect width="10" height="10" rx="2" className={FILL[line.colour]} />
                </svg>
                {line.label}
                <span className="figures text-ink">{shown(index)}</span>
              </span>
            ))}
          </span>
        ) : null}
        <span className="sr-only">{lines.map((line) => saidOf(line, props, words)).join(" ")}</span>
      </figcaption>
      <TimeChart
        at={at}
        from={metrics.from}
        to={metrics.to}
        series={series}
        top={props.top}
        base={props.bytes ? 1024 : 1000}
        format={format}
        formatTime={axisTime(metrics.range, locale, zone)}
        zone={zone}
        sync="metrics"
        onCursor={setCursor}
      />
    </figure>
  );
}

const FILL = {
  1: "fill-series-1",
  2: "fill-series-2",
  3: "fill-series-3",
  4: "fill-series-4",
  5: "fill-series-5",
  6: "fill-series-6",
} as const;

function saidOf(
  line: Line,
  { title, lines, format }: { title: string; lines: readonly Line[]; format: Format },
  words: ReturnType<typeof useMessages<"telemetry">>,
): string {
  const name = lines.length > 1 ? `${title}, ${line.label}` : title;
  const found = digest(line.values, line.low, line.high);
  if (!found) return say(words.saidNothing, { name });
  return say(words.said, {
    name,
    now: format(found.last),
    average: format(found.average),
    least: format(found.least),
    most: format(found.most),
  });
}

/**
 * Amounts per day as stacked bars, drawn on the server; the exact table belongs beneath it and comes as `table`. Values
 * are whole numbers as decimal strings (ticks, seconds): exact in the table, cut to a share only to be drawn.
 */
import { scaleBand } from "@visx/scale";
import { Bar } from "@visx/shape";
import type { ReactNode } from "react";
import { formatDay } from "@/lib/format/datetime";
import { shareOf } from "@/lib/format/share";

export type BarSeries = { key: string; label: string };
export type BarDay = {
  /** "2026-01-31" */
  day: string;
  values: Readonly<Record<string, string>>;
};

/** Six colours; what comes after the sixth series shares the last one. */
const FILL = [
  "fill-series-1",
  "fill-series-2",
  "fill-series-3",
  "fill-series-4",
  "fill-series-5",
  "fill-series-6",
];
const HEIGHT = 160;

export function StackedBars(props: {
  /** Spoken in place of the picture: what it shows and over which time. */
  label: string;
  series: readonly BarSeries[];
  days: readonly BarDay[];
  locale: string;
  /** Writes a value: the axis and the hints. */
  format: (value: bigint) => string;
  /** The exact numbers, below the picture. */
  table?: ReactNode;
}) {
  const { series, days } = props;
  const totals = days.map((day) => series.reduce((sum, s) => sum + BigInt(day.values[s.key] ?? "0"), 0n));
  let top = 0n;
  for (const each of totals) if (each > top) top = each;
  const x = scaleBand({ domain: days.map((day) => day.day), range: [0, 100], padding: 0.25 });
  const every = Math.max(1, Math.ceil(days.length / 6));
  return (
    <figure>
      <div className="mb-2 flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
        <ul className="flex flex-wrap gap-x-4 gap-y-1">
          {series.map((each, index) => (
            <li key={each.key} className="flex items-center gap-1.5">
              <svg viewBox="0 0 10 10" aria-hidden="true" className="size-2.5">
                <rect width="10" height="10" rx="2" className={FILL[index] ?? "fill-series-6"} />
              </svg>
              {each.label}
            </li>
          ))}
        </ul>
        <span aria-hidden className="figures text-xs text-faint">
          {props.format(top)}
        </span>
      </div>
      <svg role="img" aria-label={props.label} width="100%" height={HEIGHT} className="block">
        <line x1="0" x2="100%" y1="0.5" y2="0.5" className="stroke-line" strokeDasharray="2 3" />
        {days.map((day, index) => {
          let below = 0n;
          return (
            <g key={day.day}>
              <title>{`${formatDay(day.day, props.locale, "long")}: ${props.format(totals[index] ?? 0n)}`}</title>
              {series.map((each, at) => {
                const value = BigInt(day.values[each.key] ?? "0");
                const from = shareOf(below, top) * (HEIGHT - 1);
                below += value;
                const to = shareOf(below, top) * (HEIGHT - 1);
                return (
                  <Bar
                    key={each.key}
                    x={`${x(day.day) ?? 0}%`}
                    width={`${x.bandwidth()}%`}
                    y={HEIGHT - to}
                    // A pixel of ground between the parts, so that they differ by more than their colour.
                    height={Math.max(0, to - from - (from > 0 ? 1 : 0))}
                    className={FILL[at] ?? "fill-series-6"}
                  />
                );
              })}
            </g>
          );
        })}
        <line x1="0" x2="100%" y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} className="stroke-edge" />
      </svg>
      <div aria-hidden className="relative mt-1 h-4 text-xs text-faint">
        {days.map((day, index) =>
          index % every === 0 ? (
            <span
              key={day.day}
              className="absolute -translate-x-1/2 whitespace-nowrap first:translate-x-0"
              style={{ left: index === 0 ? 0 : `${(x(day.day) ?? 0) + x.bandwidth() / 2}%` }}
            >
              {formatDay(day.day, props.locale)}
            </span>
          ) : null,
        )}
      </div>
      {props.table ? <figcaption className="mt-4">{props.table}</figcaption> : null}
    </figure>
  );
}

"use client";
/**
 * A dense time series on a canvas (uPlot, loaded with the first chart). Charts that share `sync` share one crosshair. The
 * canvas is a picture: what it shows belongs beside it in words, and in a table. Until it is drawn the line stands there
 * as plain SVG.
 */
import { useEffect, useRef, useState } from "react";
import type uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { axisLines } from "./chart-scale";
import { cx } from "./cx";
import { Sparkline } from "./sparkline";

export type ChartSeries = {
  label: string;
  /** Number of the colour. */
  colour: 1 | 2 | 3 | 4 | 5 | 6;
  values: readonly (number | null)[];
  /** Least and most around each value, drawn as a band. */
  band?: { low: readonly (number | null)[]; high: readonly (number | null)[] } | undefined;
};

export type TimeChartProps = {
  /** Epoch seconds. */
  at: readonly number[];
  from: number;
  to: number;
  series: readonly ChartSeries[];
  /** The top of the axis; null: what the values need. */
  top: number | null;
  /** What round figures are powers of: 1024 for bytes. */
  base: 1000 | 1024;
  format: (value: number) => string;
  formatTime: (second: number) => string;
  zone: string;
  sync: string;
  height?: number | undefined;
  /** The place in `at` under the crosshair; null: none. */
  onCursor: (index: number | null) => void;
};

export function TimeChart(props: TimeChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);
  const [drawn, setDrawn] = useState(false);
  const { height = 116, series } = props;
  // What the drawn chart asks for later: it outlives a rendering.
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
    chart.current?.setData(dataOf(props));
  });

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    let left = false;
    let library: typeof uPlot | undefined;
    const draw = () => {
      if (left || !library) return;
      chart.current?.destroy();
      chart.current = new library(optionsOf(library, element, latest), dataOf(latest.current), element);
      setDrawn(true);
    };
    const resized = new ResizeObserver(() =>
      chart.current?.setSize({ width: element.clientWidth, height: element.clientHeight }),
    );
    // Colours on a canvas are fixed when it is drawn.
    const themed = new MutationObserver(draw);
    const system = window.matchMedia("(prefers-color-scheme: dark)");
    void import("uplot").then((module) => {
      library = module.default;
      draw();
      if (left) return;
      resized.observe(element);
      themed.observe(document.documentElement, { attributeFilter: ["data-theme"] });
      system.addEventListener("change", draw);
    });
    return () => {
      left = true;
      resized.disconnect();
      themed.disconnect();
      system.removeEventListener("change", draw);
      chart.current?.destroy();
      chart.current = null;
    };
  }, []);

  return (
    <div ref={box} aria-hidden style={{ height }} className="relative min-w-0 overflow-hidden">
      {drawn ? null : (
        <div className="absolute inset-y-2 right-0 left-12">
          {series.map((each) => (
            <Sparkline
              key={each.label}
              className={cx("absolute inset-0 size-full", STROKE[each.colour])}
              at={props.at}
              values={each.values}
              from={props.from}
              to={props.to}
              top={props.top}
            />
          ))}
        </div>
      )}
    </div>
  );
}

const STROKE = {
  1: "text-series-1",
  2: "text-series-2",
  3: "text-series-3",
  4: "text-series-4",
  5: "text-series-5",
  6: "text-series-6",
} as const;

const hasBand = (each: ChartSeries) => each.band !== undefined;

/** Value columns; a band adds its two edges after its value. */
function dataOf({ at, series }: TimeChartProps): uPlot.AlignedData {
  const columns = series.flatMap((each) =>
    each.band ? [each.values, each.band.high, each.band.low] : [each.values],
  );
  return [[...at], ...columns.map((column) => [...column])];
}

function optionsOf(
  library: typeof uPlot,
  element: HTMLElement,
  latest: { readonly current: TimeChartProps },
): uPlot.Options {
  const props = latest.current;
  const colour = (name: string) => resolved(element, `var(--color-${name})`);
  const font = `11px ${getComputedStyle(element).fontFamily}`;
  const drawn: uPlot.Series[] = [{}];
  const bands: uPlot.Band[] = [];
  for (const each of props.series) {
    const stroke = colour(`series-${each.colour}`);
    const line = { stroke, width: 1.5, points: { show: false }, spanGaps: false };
    drawn.push(hasBand(each) ? line : { ...line, fill: faded(stroke, 0.1) });
    if (!each.band) continue;
    const edge = { ...line, width: 0 };
    bands.push({ series: [drawn.length, drawn.length + 1], fill: faded(stroke, 0.18) });
    drawn.push(edge, { ...edge });
  }
  const axis = { stroke: colour("faint"), font, ticks: { show: false } };
  return {
    width: element.clientWidth,
    height: element.clientHeight,
    tzDate: (second) => library.tzDate(new Date(second * 1000), props.zone),
    padding: [8, 8, 0, 0],
    legend: { show: false },
    cursor: {
      sync: { key: props.sync },
      drag: { x: false, y: false },
      points: { size: 6 },
      y: false,
    },
    scales: {
      x: { time: true, range: () => [latest.current.from, latest.current.to] },
      y: { range: (_, __, most) => [0, linesOf(latest.current, most)[2]] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 22,
        space: 70,
        values: (_, seconds) => seconds.map((second) => latest.current.formatTime(second)),
      },
      {
        ...axis,
        grid: { stroke: colour("line"), width: 1 },
        size: 58,
        splits: (_, __, ___, end) => linesOf({ ...latest.current, top: end }, end),
        values: (_, values) => values.map((value) => latest.current.format(value)),
      },
    ],
    series: drawn,
    bands,
    hooks: { setCursor: [(plot) => latest.current.onCursor(plot.cursor.idx ?? null)] },
  };
}

/** Without a value there is no most. */
const linesOf = ({ top, base }: Pick<TimeChartProps, "top" | "base">, most: number | null) =>
  axisLines(most ?? 0, top, base);

/** A token as the canvas understands it: `light-dark()` and variables resolved where the chart stands. */
function resolved(element: HTMLElement, value: string): string {
  const probe = document.createElement("span");
  probe.style.color = value;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

const faded = (rgb: string, alpha: number): string => {
  const [r, g, b] = rgb.match(/[\d.]+/g) ?? [];
  return `rgba(${r}, ${g}, ${b}, ${alpha})`;
};

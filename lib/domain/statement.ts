import { centsColumn, type Rate, type Ticks, ticks } from "./money";
import { cost } from "./price";
import { earlier, midnightAfter, type Second, utcDay } from "./time";

/** A stretch at one rate. `sign` −1: it was charged and given back. */
export type Stretch = { lower: Second; upper: Second; rate: Rate; sign: 1n | -1n };
export type StatementLine<T extends Stretch = Stretch> = {
  of: T;
  from: Second;
  to: Second;
  seconds: bigint;
  ticks: Ticks;
};

/** The stretch as the days of UTC see it. Cutting changes no sum: each part is seconds × rate. */
export function cutAtMidnights<T extends Stretch>(stretch: T): StatementLine<T>[] {
  const lines: StatementLine<T>[] = [];
  for (let from = stretch.lower; from < stretch.upper; from = midnightAfter(from)) {
    const to = earlier(midnightAfter(from), stretch.upper);
    const seconds = stretch.sign * (to - from);
    lines.push({
      of: stretch,
      from,
      to,
      seconds,
      ticks: ticks(stretch.sign * cost(to - from, stretch.rate)),
    });
  }
  return lines;
}

export type CsvLine = {
  from: Second;
  to: Second;
  what: string;
  kind: string;
  seconds: bigint;
  rate: Rate;
  ticks: Ticks;
};

/** Comma-separated, one line per stretch: exact columns beside the cents, which add up to the floored total. */
export function statementCsv(lines: readonly CsvLine[]): string {
  const cents = centsColumn(lines.map((line) => line.ticks));
  const rows = lines.map((line, at) =>
    [
      utcDay(line.from),
      line.from,
      line.to,
      quoted(line.what),
      line.kind,
      line.seconds,
      line.rate,
      line.ticks,
      cents[at] ?? 0n,
    ].join(","),
  );
  const head = "day,from_second,to_second,item,kind,seconds,micros_per_hour,ticks,cents";
  return `${[head, ...rows].join("\r\n")}\r\n`;
}

/** A name that a spreadsheet would take for a formula, or that carries a separator, is put in quotes and defused. */
function quoted(text: string): string {
  const defused = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(defused) ? `"${defused.replaceAll('"', '""')}"` : defused;
}

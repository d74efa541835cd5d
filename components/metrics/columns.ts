import type { CardMetricsView, MetricColumn, MetricsView } from "@/lib/contracts/telemetry";

const COLUMNS = [
  "cpu",
  "cpuMin",
  "cpuMax",
  "memoryUsed",
  "diskUsed",
  "diskRead",
  "diskWritten",
  "received",
  "sent",
] as const satisfies readonly (keyof MetricsView)[];
const CARD_COLUMNS = [
  "load",
  "loadMin",
  "loadMax",
  "memoryUsed",
  "power",
  "temperature",
] as const satisfies readonly (keyof CardMetricsView)[];

/** What is known with what came since; what has left the range on the other side is dropped. */
export function mergeMetrics(known: MetricsView, more: MetricsView): MetricsView {
  const fresh = more.at.findIndex((at) => at > (known.at.at(-1) ?? -1));
  const added = fresh < 0 ? 0 : more.at.length - fresh;
  const old = known.at.findIndex((at) => at >= more.from);
  const from = old < 0 ? known.at.length : old;
  const join = (before: readonly (number | null)[], after: MetricColumn | undefined): MetricColumn => [
    ...before.slice(from),
    ...(added === 0 ? [] : (after?.slice(fresh) ?? Array<null>(added).fill(null))),
  ];
  const merged: MetricsView = {
    ...known,
    from: more.from,
    to: more.to,
    at: [...known.at.slice(from), ...(fresh < 0 ? [] : more.at.slice(fresh))],
    memoryTotalBytes: more.memoryTotalBytes ?? known.memoryTotalBytes,
    diskTotalBytes: more.diskTotalBytes ?? known.diskTotalBytes,
    cards: [],
  };
  for (const column of COLUMNS) merged[column] = join(known[column], more[column]);
  const addresses = new Set([...known.cards, ...more.cards].map((card) => card.pciAddress));
  for (const pciAddress of [...addresses].sort()) {
    const before = known.cards.find((card) => card.pciAddress === pciAddress);
    const after = more.cards.find((card) => card.pciAddress === pciAddress);
    const blank = Array<null>(known.at.length).fill(null);
    const card: CardMetricsView = {
      pciAddress,
      memoryTotalBytes: after?.memoryTotalBytes ?? before?.memoryTotalBytes ?? null,
      load: [],
      loadMin: [],
      loadMax: [],
      memoryUsed: [],
      power: [],
      temperature: [],
    };
    for (const column of CARD_COLUMNS) card[column] = join(before?.[column] ?? blank, after?.[column]);
    merged.cards.push(card);
  }
  return merged;
}

/** Columns to be drawn: where buckets are missing there is a point without a value, so that no line crosses the gap. */
export function withGaps(
  at: readonly number[],
  step: number,
  columns: readonly MetricColumn[],
): { at: number[]; columns: MetricColumn[] } {
  const drawn: number[] = [];
  const out: MetricColumn[] = columns.map(() => []);
  for (const [index, second] of at.entries()) {
    const before = at[index - 1];
    if (before !== undefined && second - before > step * 1.5) {
      drawn.push(before + step);
      for (const column of out) column.push(null);
    }
    drawn.push(second);
    for (const [number, column] of columns.entries()) out[number]?.push(column[index] ?? null);
  }
  return { at: drawn, columns: out };
}

export type Digest = { last: number; average: number; least: number; most: number };

/** A column in a few numbers; null when nothing was read. `low` and `high` where least and most are kept apart. */
export function digest(column: MetricColumn, low = column, high = column): Digest | null {
  const known = column.filter((value) => value !== null);
  const last = known.at(-1);
  if (last === undefined) return null;
  return {
    last,
    average: known.reduce((sum, value) => sum + value, 0) / known.length,
    least: least(low) ?? last,
    most: most(high) ?? last,
  };
}

const least = (column: MetricColumn) =>
  column.reduce(
    (found, value) => (value === null || (found !== null && found <= value) ? found : value),
    null,
  );
const most = (column: MetricColumn) =>
  column.reduce(
    (found, value) => (value === null || (found !== null && found >= value) ? found : value),
    null,
  );

/** The indices that fall into each stretch of so many seconds, oldest first; stretches without readings are left out. */
export function stretches(at: readonly number[], seconds: number): { from: number; indices: number[] }[] {
  const found = new Map<number, number[]>();
  for (const [index, second] of at.entries()) {
    const from = second - (second % seconds);
    found.set(from, [...(found.get(from) ?? []), index]);
  }
  return [...found].map(([from, indices]) => ({ from, indices }));
}

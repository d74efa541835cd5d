import { expect, it } from "vitest";
import type { CardMetricsView, MetricsView } from "@/lib/contracts/telemetry";
import { digest, mergeMetrics, stretches, withGaps } from "./columns";

const card = (pciAddress: string, load: (number | null)[]): CardMetricsView => ({
  pciAddress,
  load,
  loadMin: load,
  loadMax: load,
  memoryUsed: load,
  power: load,
  temperature: load,
  memoryTotalBytes: 80,
});
const view = (from: number, at: number[], cpu: (number | null)[], cards: CardMetricsView[]): MetricsView => ({
  range: "1h",
  stepSeconds: 10,
  from,
  to: from + 3600,
  at,
  cpu,
  cpuMin: cpu,
  cpuMax: cpu,
  memoryUsed: cpu,
  diskUsed: cpu,
  diskRead: cpu,
  diskWritten: cpu,
  received: cpu,
  sent: cpu,
  memoryTotalBytes: null,
  diskTotalBytes: null,
  cards,
});

it("appends what is new, drops what has left the range, and lets cards come and go", () => {
  const known = view(0, [10, 20, 30], [1, 2, 3], [card("a", [5, 6, 7])]);
  const more = view(20, [30, 40], [3, 4], [card("b", [8, 9])]);
  const merged = mergeMetrics(known, more);
  expect(merged).toMatchObject({ from: 20, at: [20, 30, 40], cpu: [2, 3, 4], sent: [2, 3, 4] });
  expect(merged.cards.map(({ pciAddress, load }) => [pciAddress, load])).toEqual([
    ["a", [6, 7, null]],
    ["b", [null, null, 9]],
  ]);
  expect(mergeMetrics(merged, view(25, [], [], []))).toMatchObject({ at: [30, 40], cpu: [3, 4] });
  expect(mergeMetrics(merged, view(9000, [9010], [1], []))).toMatchObject({ at: [9010], cpu: [1] });
});

it("leaves a hole in the line where buckets are missing", () => {
  expect(withGaps([10, 20, 60], 10, [[1, 2, 3]])).toEqual({
    at: [10, 20, 30, 60],
    columns: [[1, 2, null, 3]],
  });
});

it("says a column in a few numbers", () => {
  expect(digest([null, 4, 8, null])).toEqual({ last: 8, average: 6, least: 4, most: 8 });
  expect(digest([4, 8], [1, 7], [9, 9])).toMatchObject({ least: 1, most: 9 });
  expect(digest([null])).toBeNull();
});

it("gathers readings into stretches", () => {
  expect(stretches([10, 290, 300, 910], 300)).toEqual([
    { from: 0, indices: [0, 1] },
    { from: 300, indices: [2] },
    { from: 900, indices: [3] },
  ]);
});

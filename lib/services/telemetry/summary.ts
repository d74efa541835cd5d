import type { InstanceInput } from "@/lib/contracts/instances";
import type { LoadSummaryView, MetricColumn, MetricsView } from "@/lib/contracts/telemetry";
import type { ServiceContext } from "@/lib/services/context";
import { instanceMetrics } from "./metrics";

/** The last hour of an instance in two lines: load and memory, of its cards or of the machine. Throws `not_found`. */
export async function loadSummary(
  ctx: ServiceContext,
  { instanceId }: InstanceInput,
): Promise<LoadSummaryView> {
  const metrics = await instanceMetrics(ctx, { instanceId, range: "1h", since: null });
  const { from, to, at, cards } = metrics;
  if (cards.length === 0)
    return {
      from,
      to,
      at,
      load: metrics.cpu,
      memoryShare: shares(metrics.memoryUsed, metrics.memoryTotalBytes),
    };
  return {
    from,
    to,
    at,
    load: together(metrics, (card) => card.load),
    memoryShare: together(metrics, (card) => shares(card.memoryUsed, card.memoryTotalBytes)),
  };
}

const shares = (used: MetricColumn, total: number | null): MetricColumn =>
  used.map((bytes) => (bytes === null || total === null || total === 0 ? null : (bytes * 100) / total));

/** The mean over the cards that were read. */
function together(
  { at, cards }: MetricsView,
  pick: (card: MetricsView["cards"][number]) => MetricColumn,
): MetricColumn {
  const columns = cards.map(pick);
  return at.map((_, index) => {
    const known = columns.flatMap((column) => column[index] ?? []);
    return known.length === 0
      ? null
      : Math.round(known.reduce((sum, value) => sum + value, 0) / known.length);
  });
}

import { sql } from "drizzle-orm";
import type { CardMetricsView, MetricColumn, MetricsInput, MetricsView } from "@/lib/contracts/telemetry";
import { resolutionOf } from "@/lib/domain/telemetry/resolution";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";
import { ownInstance } from "@/lib/services/instances/own";

type MachineRow = {
  at: string;
  cpu: number | null;
  cpu_min: number | null;
  cpu_max: number | null;
  memory_used: string | null;
  memory_total: string | null;
  disk_used: string | null;
  disk_total: string | null;
  disk_read: number | null;
  disk_written: number | null;
  received: number | null;
  sent: number | null;
};
type CardRow = {
  at: string;
  pci_address: string;
  load: number | null;
  load_min: number | null;
  load_max: number | null;
  memory_used: string | null;
  memory_total: string | null;
  power: number | null;
  temperature: number | null;
};

/** What was read of an instance in a range of time up to now. Throws `not_found`. */
export async function instanceMetrics(ctx: ServiceContext, input: MetricsInput): Promise<MetricsView> {
  const { accountId } = authorise(ctx, "view");
  const { id } = await ownInstance(ctx.db, accountId, input.instanceId);
  const { step, keep } = resolutionOf(input.range);
  const { rows: clock } = await ctx.db.execute<{ now: string }>(sql`select app_second()::text as now`);
  const to = Number(clock[0]?.now ?? 0);
  const from = to - keep;
  const after = Math.max(from - 1, input.since ?? 0);
  const which = sql`instance_id = ${id} and step = ${step} and bucket > ${after}::bigint`;
  const [machines, cards] = await Promise.all([
    ctx.db.execute<MachineRow>(sql`
      select bucket::text as at, cpu, cpu_min, cpu_max, memory_used::text, memory_total::text, disk_used::text,
        disk_total::text, disk_read, disk_written, received, sent
      from machine_readings where ${which} order by bucket`),
    ctx.db.execute<CardRow>(sql`
      select bucket::text as at, pci_address, load, load_min, load_max, memory_used::text, memory_total::text, power,
        temperature
      from card_readings where ${which} order by pci_address, bucket`),
  ]);
  const { rows } = machines;
  return {
    range: input.range,
    stepSeconds: step,
    from,
    to,
    at: rows.map((row) => Number(row.at)),
    cpu: rows.map((row) => tenths(row.cpu)),
    cpuMin: rows.map((row) => tenths(row.cpu_min)),
    cpuMax: rows.map((row) => tenths(row.cpu_max)),
    memoryUsed: rows.map((row) => whole(row.memory_used)),
    diskUsed: rows.map((row) => whole(row.disk_used)),
    diskRead: rows.map((row) => whole(row.disk_read)),
    diskWritten: rows.map((row) => whole(row.disk_written)),
    received: rows.map((row) => whole(row.received)),
    sent: rows.map((row) => whole(row.sent)),
    memoryTotalBytes: whole(rows.at(-1)?.memory_total ?? null),
    diskTotalBytes: whole(rows.at(-1)?.disk_total ?? null),
    cards: cardColumns(rows, cards.rows),
  };
}

/** One view per card, with an entry for each of the machine's buckets. */
function cardColumns(machines: readonly MachineRow[], rows: readonly CardRow[]): CardMetricsView[] {
  const byCard = new Map<string, Map<string, CardRow>>();
  for (const row of rows) {
    const card = byCard.get(row.pci_address) ?? new Map<string, CardRow>();
    byCard.set(row.pci_address, card.set(row.at, row));
  }
  return [...byCard].map(([pciAddress, found]) => {
    const column = (value: (row: CardRow) => number | null): MetricColumn =>
      machines.map(({ at }) => {
        const row = found.get(at);
        return row ? value(row) : null;
      });
    return {
      pciAddress,
      load: column((row) => tenths(row.load)),
      loadMin: column((row) => tenths(row.load_min)),
      loadMax: column((row) => tenths(row.load_max)),
      memoryUsed: column((row) => whole(row.memory_used)),
      power: column((row) => tenths(row.power)),
      temperature: column((row) => tenths(row.temperature)),
      memoryTotalBytes: whole([...found.values()].at(-1)?.memory_total ?? null),
    };
  });
}

const tenths = (value: number | null): number | null => (value === null ? null : Math.round(value * 10) / 10);
const whole = (value: number | string | null): number | null =>
  value === null ? null : Math.round(Number(value));

import { type SQL, sql } from "drizzle-orm";
import { bucketOf, READING_SECONDS, resolutions } from "@/lib/domain/telemetry/resolution";
import type { ServiceContext, Transaction } from "@/lib/services/context";

/** Buckets per transaction. */
const MOST_BUCKETS = 10;
/** Rows per transaction. */
const MOST_ROWS = 10_000;
/** A reading is written a few seconds after its bucket began. */
const LATE_SECONDS = 20;

/** Makes coarser buckets of finer ones as far as they are complete, and deletes what has been kept long enough. */
export async function tidyReadings(ctx: ServiceContext): Promise<void> {
  for (const [index, { step }] of resolutions.entries()) {
    const finer = resolutions[index - 1]?.step;
    if (finer !== undefined) while (await rollUp(ctx, step, finer));
  }
  for (const { step, keep } of resolutions)
    for (const table of [sql`machine_readings`, sql`card_readings`])
      while ((await forget(ctx, table, step, keep)) === MOST_ROWS);
}

/** One batch. Returns whether there may be another. */
function rollUp(ctx: ServiceContext, step: number, finer: number): Promise<boolean> {
  return ctx.transact(async (tx) => {
    await tx.execute(
      sql`insert into reading_rollups (step, done_until) values (${step}, 0) on conflict do nothing`,
    );
    const { rows } = await tx.execute<{ done: string; now: string; finer: string | null }>(sql`
      select done_until::text as done, app_second()::text as now,
        (select done_until::text from reading_rollups where step = ${finer}) as finer
      from reading_rollups where step = ${step} for update skip locked`);
    const [row] = rows;
    if (!row) return false;
    const complete = finer === READING_SECONDS ? Number(row.now) - LATE_SECONDS : Number(row.finer ?? 0);
    const end = bucketOf(complete, step);
    const first = await firstFrom(tx, finer, Number(row.done));
    const from = first === null ? end : Math.min(end, bucketOf(first, step));
    const to = Math.min(end, from + MOST_BUCKETS * step);
    if (to <= Number(row.done)) return false;
    if (to > from) await rollUpWindow(tx, { step, finer, from, to });
    await tx.execute(sql`update reading_rollups set done_until = ${to}::bigint where step = ${step}`);
    return to < end;
  });
}

async function firstFrom(tx: Transaction, step: number, from: number): Promise<number | null> {
  const { rows } = await tx.execute<{ bucket: string | null }>(
    sql`select min(bucket)::text as bucket from machine_readings where step = ${step} and bucket >= ${from}::bigint`,
  );
  const bucket = rows[0]?.bucket ?? null;
  return bucket === null ? null : Number(bucket);
}

/** Averages count each 10 s reading once; a column that nobody could read stays unknown. */
const mean = (column: string): SQL => {
  const name = sql.raw(column);
  return sql`sum(${name} * readings) / nullif(sum(readings) filter (where ${name} is not null), 0)`;
};

async function rollUpWindow(
  tx: Transaction,
  { step, finer, from, to }: { step: number; finer: number; from: number; to: number },
): Promise<void> {
  const bucket = sql`bucket - bucket % ${sql.raw(`${step}`)}`;
  const window = sql`step = ${finer} and bucket >= ${from}::bigint and bucket < ${to}::bigint`;
  await tx.execute(sql`
    insert into machine_readings (instance_id, step, bucket, readings, cpu, cpu_min, cpu_max, memory_used, memory_max,
      memory_total, disk_used, disk_total, disk_read, disk_written, received, sent)
    select instance_id, ${step}, ${bucket}, sum(readings), ${mean("cpu")}, min(cpu_min), max(cpu_max),
      ${mean("memory_used")}, max(memory_max), max(memory_total), ${mean("disk_used")}, max(disk_total),
      ${mean("disk_read")}, ${mean("disk_written")}, ${mean("received")}, ${mean("sent")}
    from machine_readings where ${window} group by instance_id, ${bucket}
    on conflict do nothing`);
  await tx.execute(sql`
    insert into card_readings (instance_id, step, bucket, pci_address, readings, load, load_min, load_max, memory_used,
      memory_max, memory_total, power, power_max, temperature, temperature_max)
    select instance_id, ${step}, ${bucket}, pci_address, sum(readings), ${mean("load")}, min(load_min), max(load_max),
      ${mean("memory_used")}, max(memory_max), max(memory_total), ${mean("power")}, max(power_max),
      ${mean("temperature")}, max(temperature_max)
    from card_readings where ${window} group by instance_id, ${bucket}, pci_address
    on conflict do nothing`);
}

/** Deletes one batch. What has not been rolled up yet stays, however old. Returns how many rows went. */
async function forget(ctx: ServiceContext, table: SQL, step: number, keep: number): Promise<number> {
  const coarser = resolutions.find((each) => each.step > step)?.step;
  const done =
    coarser === undefined
      ? sql`app_second()`
      : sql`coalesce((select done_until from reading_rollups where step = ${coarser}), 0)`;
  const { rowCount } = await ctx.transact((tx) =>
    tx.execute(sql`
      delete from ${table} where ctid = any(array(
        select ctid from ${table}
        where step = ${step} and bucket < (select least(app_second() - ${keep}, ${done}))
        order by bucket limit ${MOST_ROWS}))`),
  );
  return rowCount ?? 0;
}

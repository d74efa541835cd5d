import { type SQL, sql } from "drizzle-orm";
import { type IdleWatch, type LoadStretch, windowSeconds } from "@/lib/domain/telemetry/idle-stop";
import { READING_SECONDS } from "@/lib/domain/telemetry/resolution";
import type { Database, Transaction } from "@/lib/services/context";

/** An instance that runs and may be stopped when it idles. */
export type IdleCandidate = IdleWatch & {
  instanceId: string;
  accountId: string;
  name: string;
  runId: string;
  /** The cards whose load counts; 0: the processors' does. */
  gpuCount: number;
};

type Row = {
  instance_id: string;
  account_id: string;
  name: string;
  run_id: string;
  gpu_count: number;
  minutes: number;
  threshold_percent: number;
  since: string;
  snoozed_until: string | null;
  stop_at: string | null;
};

/** Those of the running instances with a rule that are meant by `which` (of `i`, `s` and `t`). */
export async function idleCandidates(db: Database | Transaction, which: SQL): Promise<IdleCandidate[]> {
  const { rows } = await db.execute<Row>(sql`
    select i.id as instance_id, i.account_id, i.name, i.run_id, t.gpu_count, s.minutes, s.threshold_percent,
      greatest(s.set_at, g.lower)::text as since, s.snoozed_until::text, s.stop_at::text
    from idle_stops s
    join instances i on i.id = s.instance_id
    join instance_types t on t.id = i.instance_type_id
    join usage_segments g on g.instance_id = i.id and g.run_id = i.run_id and g.upper is null
    where i.state = 'running' and ${which}
    order by i.id`);
  return rows.map((row) => ({
    instanceId: row.instance_id,
    accountId: row.account_id,
    name: row.name,
    runId: row.run_id,
    gpuCount: row.gpu_count,
    rule: { minutes: row.minutes, thresholdPercent: row.threshold_percent },
    since: Number(row.since),
    snoozedUntil: row.snoozed_until === null ? null : Number(row.snoozed_until),
    stopAt: row.stop_at === null ? null : Number(row.stop_at),
  }));
}

/** 10 s readings are kept for an hour; what is older comes by the minute. */
const FINE_SECONDS = 3000;
const MINUTE = 60;

/** The load of the cards (or processors) in the rule's window. A bucket counts only if every card was read. */
export async function loadStretches(
  db: Database | Transaction,
  candidate: IdleCandidate,
  now: number,
): Promise<LoadStretch[]> {
  const { instanceId, gpuCount } = candidate;
  // The announced second may be just past, and a minute reaches in from before.
  const from = now - windowSeconds(candidate.rule) - 2 * MINUTE;
  const fineFrom = Math.max(from, now - FINE_SECONDS);
  const split = fineFrom - (fineFrom % MINUTE);
  const which = sql`instance_id = ${instanceId} and (
    (step = ${READING_SECONDS} and bucket >= ${split}::bigint)
    or (step = ${MINUTE} and bucket >= ${from}::bigint and bucket < ${split}::bigint))`;
  const { rows } = await db.execute<{
    bucket: string;
    step: number;
    readings: number;
    average: number;
    maximum: number;
  }>(
    gpuCount > 0
      ? sql`
        select bucket::text, step, min(readings) as readings, avg(load) as average, max(load_max) as maximum
        from card_readings where ${which} and load is not null
        group by bucket, step having count(*) >= ${gpuCount} order by bucket`
      : sql`
        select bucket::text, step, readings, cpu as average, cpu_max as maximum
        from machine_readings where ${which} and cpu is not null order by bucket`,
  );
  return rows.map((row) => ({
    from: Number(row.bucket),
    seconds: row.step,
    readings: row.readings,
    average: row.average,
    maximum: row.maximum,
  }));
}

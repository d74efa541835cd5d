import { sql } from "drizzle-orm";
import type { ServiceContext } from "@/lib/services/context";
import { newId } from "@/lib/services/id";
import { LEASE_SECONDS } from "@/lib/services/operations/claim";

/** One volume in this worker's hands, until the lease ends. */
export type VolumeClaim = {
  operationId: string;
  volumeId: string;
  accountId: string;
  /** Calls that have failed in a row. */
  attempts: number;
  worker: string;
};

type Row = { id: string; account_id: string; operation_id: string | null; attempts: number };

/**
 * Takes up to `most` volumes that want something and that nobody works on. The operation is written before the provider
 * is asked for anything. Leases run on the real clock, not on the demonstration's.
 */
export async function claimVolumes(
  ctx: ServiceContext,
  worker: string,
  most: number,
): Promise<VolumeClaim[]> {
  if (most <= 0) return [];
  return ctx.transact(async (tx) => {
    const { rows } = await tx.execute<Row>(sql`
      with wanting as (
        select id from volumes
        where state in ('creating', 'deleting') or (state = 'available'
          and (wanted_gib <> size_gib or instance_id is distinct from wanted_instance_id or missing_since is not null))
        union
        select volume_id from volume_snapshots where state in ('creating', 'restoring', 'deleting')
      )
      select v.id, v.account_id, o.id as operation_id, coalesce(o.attempts, 0) as attempts
      from wanting w
      join volumes v on v.id = w.id and v.state in ('creating', 'available', 'deleting')
      join regions r on r.id = v.region_id
      left join volume_operations o on o.volume_id = v.id and o.finished_at is null
      -- While a region does not answer, its volumes must not fill the hands that others need.
      where r.provider_error is null
        and (o.id is null or ((o.lease_until is null or o.lease_until < clock_timestamp())
          and o.next_attempt_at <= clock_timestamp()))
      order by coalesce(o.next_attempt_at, v.state_since)
      limit ${most}
      for update of v skip locked`);
    const claims = rows.map(
      (row): VolumeClaim => ({
        operationId: row.operation_id ?? newId("opr"),
        volumeId: row.id,
        accountId: row.account_id,
        attempts: row.attempts,
        worker,
      }),
    );
    if (claims.length === 0) return [];
    // As for instances: what a colleague has taken since the list was read is left to them.
    const taken = await tx.execute<{ id: string }>(sql`
      insert into volume_operations as mine (id, volume_id, lease_owner, lease_until, next_attempt_at)
      select c."operationId", c."volumeId", c.worker,
        clock_timestamp() + make_interval(secs => ${LEASE_SECONDS}), clock_timestamp()
      from jsonb_to_recordset(${JSON.stringify(claims)}::jsonb)
        as c("operationId" text, "volumeId" text, worker text)
      where not exists (select from volume_operations o
        where o.volume_id = c."volumeId" and o.finished_at is null and o.id <> c."operationId")
      on conflict (id) do update set lease_owner = excluded.lease_owner, lease_until = excluded.lease_until
      where mine.finished_at is null and (mine.lease_until is null or mine.lease_until < clock_timestamp())
      returning id`);
    const ours = new Set(taken.rows.map((row) => row.id));
    return claims.filter((claim) => ours.has(claim.operationId));
  });
}

/** Another minute for a call that takes long. */
export async function renewVolumeClaim(ctx: ServiceContext, claim: VolumeClaim): Promise<void> {
  await ctx.transact((tx) =>
    tx.execute(sql`
      update volume_operations set lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
      where id = ${claim.operationId} and lease_owner = ${claim.worker} and finished_at is null`),
  );
}

/** Gives the volume back, to be looked at again in so many seconds. `error`: the call failed. */
export async function postponeVolume(
  ctx: ServiceContext,
  claim: VolumeClaim,
  next: { seconds: number; error: string | null },
): Promise<void> {
  await ctx.transact((tx) =>
    tx.execute(sql`
      update volume_operations set lease_owner = null, lease_until = null, last_error = ${next.error},
        attempts = case when ${next.error}::text is null then 0 else attempts + 1 end,
        next_attempt_at = clock_timestamp() + make_interval(secs => ${next.seconds})
      where id = ${claim.operationId} and lease_owner = ${claim.worker} and finished_at is null`),
  );
}

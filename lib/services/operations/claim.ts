import { sql } from "drizzle-orm";
import type { ServiceContext } from "@/lib/services/context";
import { newId } from "@/lib/services/id";

/** One instance in this worker's hands, until `leaseSeconds` after the last renewal. */
export type Claim = {
  operationId: string;
  instanceId: string;
  accountId: string;
  generation: number;
  /** Calls that have failed in a row. */
  attempts: number;
  worker: string;
};

export const LEASE_SECONDS = 60;

type Row = {
  id: string;
  account_id: string;
  generation: number;
  wish: "create" | "start" | "stop" | "restart" | "remove" | "await_ready";
  operation_id: string | null;
  operation_generation: number | null;
  attempts: number;
};

/**
 * Takes up to `most` instances that want something and that nobody works on. Leases run on the real clock, not on the
 * demonstration's. The operation is written before the provider is asked for anything; for a stop that row is also the
 * word that it can no longer be taken back, which is why the instance's row is locked here.
 */
export async function claimOperations(ctx: ServiceContext, worker: string, most: number): Promise<Claim[]> {
  if (most <= 0) return [];
  return ctx.transact(async (tx) => {
    const { rows } = await tx.execute<Row>(sql`
      select i.id, i.account_id, i.generation,
        case when i.wanted = 'removed' then 'remove' when i.wanted = 'stopped' then 'stop'
          when i.state = 'running' then 'restart' when i.state = 'provisioning' then 'create'
          when i.state = 'booting' then 'await_ready' else 'start' end as wish,
        o.id as operation_id, o.generation as operation_generation, coalesce(o.attempts, 0) as attempts
      from instances i
      join regions r on r.id = i.region_id
      left join operations o on o.instance_id = i.id and o.finished_at is null
      where (i.generation > i.applied_generation or i.restart_requested > i.restart_applied)
        and (i.generation > i.applied_generation or i.state = 'running')
        -- While a region does not answer, its instances must not fill the hands that others need.
        and r.provider_error is null
        and (o.id is null or (
          (o.lease_until is null or o.lease_until < clock_timestamp())
          and (o.next_attempt_at <= clock_timestamp() or o.generation < i.generation)))
      order by coalesce(o.next_attempt_at, i.state_since)
      limit ${most}
      for update of i skip locked`);
    const claims = rows.map((row): Claim & Pick<Row, "wish"> & { old: string | null } => {
      const same = row.operation_id !== null && row.operation_generation === row.generation;
      return {
        operationId: same && row.operation_id !== null ? row.operation_id : newId("opr"),
        instanceId: row.id,
        accountId: row.account_id,
        generation: row.generation,
        attempts: same ? row.attempts : 0,
        worker,
        wish: row.wish,
        old: same ? null : row.operation_id,
      };
    });
    if (claims.length === 0) return [];
    const batch = JSON.stringify(claims);
    await tx.execute(sql`
      update operations o set finished_at = app_now(), outcome = 'superseded', lease_until = null
      from jsonb_to_recordset(${batch}::jsonb) as c(old text) where o.id = c.old`);
    // The list above may have been read before a colleague's claim was committed; the row's lock came after it. So
    // what somebody else has taken meanwhile is seen here, and left to them.
    const taken = await tx.execute<{ id: string }>(sql`
      insert into operations as mine (id, instance_id, generation, kind, lease_owner, lease_until, next_attempt_at)
      select c."operationId", c."instanceId", c.generation, c.wish, c.worker,
        clock_timestamp() + make_interval(secs => ${LEASE_SECONDS}), clock_timestamp()
      from jsonb_to_recordset(${batch}::jsonb)
        as c("operationId" text, "instanceId" text, generation int, wish text, worker text)
      where not exists (select from operations o
        where o.instance_id = c."instanceId" and o.finished_at is null and o.id <> c."operationId")
      on conflict (id) do update set lease_owner = excluded.lease_owner, lease_until = excluded.lease_until
      where mine.finished_at is null and (mine.lease_until is null or mine.lease_until < clock_timestamp())
      returning id`);
    const ours = new Set(taken.rows.map((row) => row.id));
    return claims
      .filter((claim) => ours.has(claim.operationId))
      .map(({ wish: _, old: __, ...claim }) => claim);
  });
}

/** Lets go of everything that a worker holds, for one that begins anew: what it held it has lost sight of. */
export async function releaseClaims(ctx: ServiceContext, worker: string): Promise<void> {
  await ctx.transact((tx) =>
    tx.execute(sql`
      update operations set lease_owner = null, lease_until = null
      where lease_owner = ${worker} and finished_at is null`),
  );
}

/** Another minute for a call that takes long. False: the claim was lost. */
export async function renewClaim(ctx: ServiceContext, claim: Claim): Promise<boolean> {
  const { rowCount } = await ctx.transact((tx) =>
    tx.execute(sql`
      update operations set lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
      where id = ${claim.operationId} and lease_owner = ${claim.worker} and finished_at is null`),
  );
  return (rowCount ?? 0) > 0;
}

/** Gives the instance back, to be looked at again in so many seconds. `error`: the call failed. */
export async function postponeClaim(
  ctx: ServiceContext,
  claim: Claim,
  next: { seconds: number; error: string | null },
): Promise<void> {
  await ctx.transact((tx) =>
    tx.execute(sql`
      update operations set lease_owner = null, lease_until = null, last_error = ${next.error},
        attempts = case when ${next.error}::text is null then 0 else attempts + 1 end,
        next_attempt_at = clock_timestamp() + make_interval(secs => ${next.seconds})
      where id = ${claim.operationId} and lease_owner = ${claim.worker} and finished_at is null`),
  );
}

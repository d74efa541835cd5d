import { sql } from "drizzle-orm";
import type { ServiceContext } from "@/lib/services/context";
import { LEASE_SECONDS } from "@/lib/services/operations/claim";

/** One instance's firewall in this worker's hands, until the lease ends. */
export type FirewallClaim = {
  instanceId: string;
  accountId: string;
  /** Calls that have failed in a row. */
  attempts: number;
  worker: string;
};

/**
 * Takes up to `most` that are due, because something is wanted or was found different, and that nobody works on.
 * Leases run on the real clock, not on the demonstration's.
 */
export async function claimFirewalls(
  ctx: ServiceContext,
  worker: string,
  most: number,
): Promise<FirewallClaim[]> {
  if (most <= 0) return [];
  const { rows } = await ctx.transact((tx) =>
    tx.execute<{ instance_id: string; account_id: string; attempts: number }>(sql`
      update instance_firewalls t set lease_owner = ${worker},
        lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
      from (
        select f.instance_id from instance_firewalls f
        where f.removed_at is null and f.next_attempt_at <= clock_timestamp()
          and (f.lease_until is null or f.lease_until < clock_timestamp())
          -- While a region does not answer, what is there must not fill the hands that others need; and a machine that is
          -- being created gets its firewall from who creates it.
          and exists (select from instances i join regions r on r.id = i.region_id
            where i.id = f.instance_id and r.provider_error is null and i.state <> 'provisioning')
        order by f.next_attempt_at limit ${most} for update of f skip locked
      ) as due
      where t.instance_id = due.instance_id
      returning t.instance_id, t.account_id, t.attempts`),
  );
  return rows.map((row) => ({
    instanceId: row.instance_id,
    accountId: row.account_id,
    attempts: row.attempts,
    worker,
  }));
}

/** Another minute for a call that takes long. */
export async function renewFirewall(ctx: ServiceContext, claim: FirewallClaim): Promise<void> {
  await ctx.transact((tx) =>
    tx.execute(sql`
      update instance_firewalls set lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
      where instance_id = ${claim.instanceId} and lease_owner = ${claim.worker} and lease_until is not null`),
  );
}

/** Gives it back, to be looked at again in so many seconds. `error`: the call failed. */
export async function postponeFirewall(
  ctx: ServiceContext,
  claim: FirewallClaim,
  next: { seconds: number; error: string | null },
): Promise<void> {
  await ctx.transact((tx) =>
    tx.execute(sql`
      update instance_firewalls
      set lease_owner = null, lease_until = null, last_error = ${next.error},
        attempts = case when ${next.error}::text is null then 0 else attempts + 1 end,
        next_attempt_at = clock_timestamp() + make_interval(secs => ${next.seconds})
      where instance_id = ${claim.instanceId} and lease_owner = ${claim.worker}`),
  );
}

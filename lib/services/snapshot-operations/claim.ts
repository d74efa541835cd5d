import { sql } from "drizzle-orm";
import type { ServiceContext } from "@/lib/services/context";
import { LEASE_SECONDS } from "@/lib/services/operations/claim";

/** One snapshot or private image in this worker's hands, until the lease ends. */
export type KeptClaim = {
  kind: "snapshot" | "image";
  id: string;
  accountId: string;
  /** Calls that have failed in a row. */
  attempts: number;
  worker: string;
};

const TABLES = {
  snapshot: {
    name: sql.raw("snapshots"),
    region: sql`(select region_id from instances where id = k.instance_id)`,
  },
  image: { name: sql.raw("private_images"), region: sql`k.region_id` },
};
const WORKING = sql`('creating', 'restoring', 'deleting')`;

/**
 * Takes up to `most` that want something and that nobody works on. The lease is written on the very row that is locked,
 * so that whoever waited for it sees it.
 */
export async function claimKept(
  ctx: ServiceContext,
  kind: KeptClaim["kind"],
  worker: string,
  most: number,
): Promise<KeptClaim[]> {
  if (most <= 0) return [];
  const { name, region } = TABLES[kind];
  const { rows } = await ctx.transact((tx) =>
    tx.execute<{ id: string; account_id: string; attempts: number }>(sql`
      update ${name} t set lease_owner = ${worker},
        lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
      from (
        select k.id from ${name} k
        where k.state in ${WORKING} and k.next_attempt_at <= clock_timestamp()
          and (k.lease_until is null or k.lease_until < clock_timestamp())
          -- While a region does not answer, what is there must not fill the hands that others need.
          and exists (select from regions r where r.id = ${region} and r.provider_error is null)
        order by k.next_attempt_at limit ${most} for update of k skip locked
      ) as due
      where t.id = due.id
      returning t.id, t.account_id, t.attempts`),
  );
  return rows.map((row) => ({
    kind,
    id: row.id,
    accountId: row.account_id,
    attempts: row.attempts,
    worker,
  }));
}

/** Another minute for a call that takes long. */
export async function renewKept(ctx: ServiceContext, claim: KeptClaim): Promise<void> {
  await ctx.transact((tx) =>
    tx.execute(sql`
      update ${TABLES[claim.kind].name}
      set lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
      where id = ${claim.id} and lease_owner = ${claim.worker} and lease_until is not null`),
  );
}

/** Gives it back after a failed call, to be tried again in so many seconds. */
export async function postponeKept(
  ctx: ServiceContext,
  claim: KeptClaim,
  next: { seconds: number; error: string },
): Promise<void> {
  await ctx.transact((tx) =>
    tx.execute(sql`
      update ${TABLES[claim.kind].name}
      set lease_owner = null, lease_until = null, last_error = ${next.error}, attempts = attempts + 1,
        next_attempt_at = clock_timestamp() + make_interval(secs => ${next.seconds})
      where id = ${claim.id} and lease_owner = ${claim.worker}`),
  );
}

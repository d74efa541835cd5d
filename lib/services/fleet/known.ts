import { sql } from "drizzle-orm";
import type { InstanceStateName, Wanted } from "@/lib/domain/states";
import type { ServiceContext } from "@/lib/services/context";

/** What the reconciler compares with a machine. */
export type Known = {
  instanceId: string;
  accountId: string;
  state: InstanceStateName;
  wanted: Wanted;
  host: string | null;
  generation: number;
  /** Everything that was asked is confirmed, and nobody works on it: what differs now happened by itself. */
  settled: boolean;
  bootId: string | null;
  /** Epoch seconds. */
  provenAliveAt: bigint | null;
};

type Row = Omit<Known, "provenAliveAt"> & { provenAliveAt: string | null };

/** The region's instances that should have a machine, and those that are named. */
export async function knownInstances(
  ctx: ServiceContext,
  regionId: string,
  named: readonly string[],
): Promise<Known[]> {
  const { rows } = await ctx.db.execute<Row>(sql`
    select i.id as "instanceId", i.account_id as "accountId", i.state, i.wanted, i.host, i.generation,
      i.boot_id as "bootId", i.proven_alive_at::text as "provenAliveAt",
      i.generation = i.applied_generation and i.restart_requested = i.restart_applied
        and not exists (select from operations o where o.instance_id = i.id and o.finished_at is null) as settled
    from instances i
    where i.region_id = ${regionId}
      and (i.state not in ('terminated', 'failed') or i.id = any(${sql.param(named)}::text[]))`);
  return rows.map((row) => ({
    ...row,
    provenAliveAt: row.provenAliveAt === null ? null : BigInt(row.provenAliveAt),
  }));
}

export type Proof = {
  instanceId: string;
  generation: number;
  bootId: string | null;
  /** Null: it has none at the moment. */
  address: { host: string; port: number } | null;
};

/**
 * Alive at `second`, all of them in one write. Only forward, and only while they are still in the same boot wish. A
 * guest may come back from its own restart at another address.
 */
export async function recordProofs(
  ctx: ServiceContext,
  second: bigint,
  proofs: readonly Proof[],
): Promise<void> {
  if (proofs.length === 0) return;
  await ctx.transact((tx) =>
    tx.execute(sql`
      update instances i set proven_alive_at = greatest(i.proven_alive_at, ${second}::bigint), boot_id = p."bootId",
        address_host = coalesce(p.address ->> 'host', i.address_host),
        address_port = coalesce((p.address ->> 'port')::int, i.address_port)
      from jsonb_to_recordset(${JSON.stringify(proofs)}::jsonb)
        as p("instanceId" text, generation int, "bootId" text, address jsonb)
      where i.id = p."instanceId" and i.generation = p.generation and i.state = 'running'`),
  );
}

/**
 * The provider shows something else than was confirmed once: the operations loop looks again. Also what is gone as far
 * as the bill goes is worked on, until the provider has nothing of it.
 */
export async function reopen(
  ctx: ServiceContext,
  known: Pick<Known, "instanceId" | "generation">,
): Promise<void> {
  await ctx.transact((tx) =>
    tx.execute(sql`
      update instances set applied_generation = generation - 1
      where id = ${known.instanceId} and generation = ${known.generation} and applied_generation = generation`),
  );
}

/** Whole seconds of the product's clock. */
export async function readSecond(ctx: ServiceContext): Promise<bigint> {
  const { rows } = await ctx.db.execute<{ second: string }>(sql`select app_second()::text as second`);
  return BigInt(rows[0]?.second ?? "0");
}

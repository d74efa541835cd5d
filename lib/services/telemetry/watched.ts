import { sql } from "drizzle-orm";
import type { ServiceContext } from "@/lib/services/context";

/** A running instance as the collector needs it. */
export type Watched = { instanceId: string; host: string; vcpus: number; gpuCount: number };

/** The region's instances that are billed as running, with the host that has each. */
export async function watchedInstances(ctx: ServiceContext, regionId: string): Promise<Watched[]> {
  const { rows } = await ctx.db.execute<Watched>(sql`
    select i.id as "instanceId", i.host, t.vcpus, t.gpu_count as "gpuCount"
    from instances i join instance_types t on t.id = i.instance_type_id
    where i.region_id = ${regionId} and i.state = 'running' and i.host is not null
    order by i.id`);
  return rows;
}

/**
 * Takes a bucket of a region for the caller; false: somebody has it already. Two workers share the work, and a worker
 * that dies leaves one bucket empty.
 */
export async function takeBucket(ctx: ServiceContext, regionId: string, bucket: number): Promise<boolean> {
  const { rowCount } = await ctx.transact((tx) =>
    tx.execute(sql`
      insert into reading_polls as p (region_id, bucket) values (${regionId}, ${bucket}::bigint)
      on conflict (region_id) do update set bucket = excluded.bucket where p.bucket < excluded.bucket`),
  );
  return rowCount === 1;
}

import { sql } from "drizzle-orm";
import type { ServiceContext } from "@/lib/services/context";

/**
 * What a volume costs whose host does not answer, or left:
 *
 *   its host            the volume    its bill
 *   answers             is listed     goes on; each look proves it
 *   does not answer     is stored     goes on: the room is kept, as a stopped instance's disk is
 *   answers again       is listed     went on without a gap
 *   left for good       is lost       ends at the last look at which the host answered; the rest comes back
 *
 * A machine is another matter: what cannot be proven to have run is not charged for running.
 *
 * Volumes that should be in the region and are not in the provider's list: the worker looks again, by name, before it
 * believes that one was deleted behind our back. `second`: before the list was asked for; what was confirmed since may
 * have been made after it. That all others are there is written once per host, and only of hosts that answer. Returns
 * how many are missing.
 */
export async function noteMissing(
  ctx: ServiceContext,
  regionId: string,
  { listed, second }: { listed: readonly string[]; second: bigint },
): Promise<number> {
  return ctx.transact(async (tx) => {
    const { rowCount } = await tx.execute(sql`
      update volumes v set missing_since = app_now(), known_at = greatest(v.known_at, (
        select h.volumes_seen_at from hosts h where h.region_id = v.region_id and h.name = v.host))
      where v.region_id = ${regionId} and v.state = 'available' and v.missing_since is null
        and coalesce(v.known_at, 0) < ${second}::bigint
        and replace(v.id, '_', '-') <> all(${sql.param(listed)}::text[])`);
    await tx.execute(sql`
      update hosts set volumes_seen_at = ${second}::bigint
      where region_id = ${regionId} and online and coalesce(volumes_seen_at, 0) < ${second}::bigint`);
    return rowCount ?? 0;
  });
}

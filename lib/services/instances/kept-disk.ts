import { and, eq, or, sql } from "drizzle-orm";
import { hosts, regions, volumes } from "@/drizzle/schema";
import type { KeptDisk } from "@/lib/domain/placement";
import type { Database, Transaction } from "@/lib/services/context";
import type { InstanceRow } from "./own";

/**
 * Where the disk of a stopped instance is, and whether it can go elsewhere: it can be read only while its host answers,
 * and a volume that is attached to it stays where it is.
 */
export async function keptDisk(
  db: Database | Transaction,
  row: InstanceRow,
): Promise<KeptDisk & { reachable: boolean }> {
  const [host] =
    row.host === null
      ? []
      : await db
          .select({ reachable: sql<boolean>`${hosts.online} and ${regions.providerError} is null` })
          .from(hosts)
          .innerJoin(regions, eq(regions.id, hosts.regionId))
          .where(and(eq(hosts.regionId, row.regionId), eq(hosts.name, row.host)));
  const [tied] = await db
    .select({ id: volumes.id })
    .from(volumes)
    .where(or(eq(volumes.instanceId, row.id), eq(volumes.wantedInstanceId, row.id)))
    .limit(1);
  const reachable = host?.reachable ?? false;
  return { host: row.host, mayMove: reachable && !tied, reachable };
}

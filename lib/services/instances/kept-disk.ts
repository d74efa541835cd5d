import { and, eq, sql } from "drizzle-orm";
import { hosts, regions } from "@/drizzle/schema";
import type { KeptDisk } from "@/lib/domain/placement";
import type { Database, Transaction } from "@/lib/services/context";
import type { InstanceRow } from "./own";

/**
 * Where the disk of a stopped instance is, and whether it can go elsewhere: it can be read only while its host answers.
 * Whatever else ties an instance to its host (a volume that is attached there) has its say here, and nowhere else.
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
  const reachable = host?.reachable ?? false;
  return { host: row.host, mayMove: reachable, reachable };
}

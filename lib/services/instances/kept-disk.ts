import { and, eq } from "drizzle-orm";
import { hosts } from "@/drizzle/schema";
import type { KeptDisk } from "@/lib/domain/placement";
import type { Database, Transaction } from "@/lib/services/context";
import type { InstanceRow } from "./own";

/**
 * Where the disk of a stopped instance is, and whether it can go elsewhere: it can be read only while its host answers.
 * Whatever else ties an instance to its host (a volume that is attached there) has its say here, and nowhere else.
 */
export async function keptDisk(db: Database | Transaction, row: InstanceRow): Promise<KeptDisk> {
  if (row.host === null) return { host: null, mayMove: false };
  const [host] = await db
    .select({ online: hosts.online })
    .from(hosts)
    .where(and(eq(hosts.regionId, row.regionId), eq(hosts.name, row.host)));
  return { host: row.host, mayMove: host?.online ?? false };
}

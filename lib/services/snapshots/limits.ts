import { sql } from "drizzle-orm";
import type { KeptView } from "@/lib/contracts/snapshots";
import { DomainError } from "@/lib/domain/errors";
import type { Policies } from "@/lib/domain/policies";
import type { Database, Transaction } from "@/lib/services/context";

const GIB = 1024 ** 3;

/** How much an account keeps. What failed or vanished takes nothing; a size that the storage does not say counts as none. */
export async function keptUse(db: Database | Transaction, accountId: string): Promise<KeptView["used"]> {
  const { rows } = await db.execute<{ snapshots: number; images: number; bytes: number }>(sql`
    select (count(*) filter (where kind = 's'))::int as snapshots, (count(*) filter (where kind = 'i'))::int as images,
      coalesce(sum(size_bytes), 0)::float8 as bytes
    from (
      select 's' as kind, size_bytes from snapshots
      where account_id = ${accountId} and state not in ('deleted', 'failed')
      union all
      select 'i', size_bytes from private_images
      where account_id = ${accountId} and state not in ('deleted', 'failed') and missing_since is null
    ) as kept`);
  return rows[0] ?? { snapshots: 0, images: 0, bytes: 0 };
}

export const keptLimits = (policies: Policies): KeptView["limits"] => ({
  snapshots: policies.snapshotsPerAccount,
  images: policies.privateImagesPerAccount,
  gib: policies.keptGibPerAccount,
});

/** One more is within what is kept free of charge. Throws `kept_limit`. */
export async function requireKeepable(
  tx: Transaction,
  policies: Policies,
  accountId: string,
  what: "snapshots" | "images",
): Promise<void> {
  const [used, limits] = [await keptUse(tx, accountId), keptLimits(policies)];
  if (used[what] >= limits[what] || used.bytes >= limits.gib * GIB)
    throw new DomainError("kept_limit", { what, limit: `${limits[what]}`, gib: `${limits.gib}` });
}

import { count, eq } from "drizzle-orm";
import {
  availabilityHours,
  cards,
  clusters,
  hosts,
  imageRegions,
  instances,
  prices,
  regions,
  strayMachines,
  strayStorage,
} from "@/drizzle/schema";
import type { RegionRef } from "@/lib/contracts/fleet";
import { DomainError } from "@/lib/domain/errors";
import { recordAudit } from "@/lib/services/audit";
import { authoriseStaff } from "@/lib/services/authorise";
import type { ServiceContext, Transaction } from "@/lib/services/context";

/**
 * Forgets a region in which nothing was ever launched or priced: one that was announced or joined by mistake. The
 * cluster itself is left as it is. Throws `not_found` or `wrong_state`.
 */
export async function removeRegion(ctx: ServiceContext, { regionId }: RegionRef): Promise<void> {
  authoriseStaff(ctx, "admin");
  await ctx.transact(async (tx) => {
    const [region] = await tx.select().from(regions).where(eq(regions.id, regionId)).for("update");
    if (!region) throw new DomainError("not_found");
    if (!(await isUnused(tx, regionId))) throw new DomainError("wrong_state", { reason: "region_used" });
    for (const table of [
      cards,
      hosts,
      imageRegions,
      strayMachines,
      strayStorage,
      availabilityHours,
      clusters,
    ])
      await tx.delete(table).where(eq(table.regionId, regionId));
    await tx.delete(regions).where(eq(regions.id, regionId));
    await recordAudit(ctx, tx, {
      action: "region.removed",
      targetId: regionId,
      detail: { name: region.name },
    });
  });
  await ctx.ports.clusters.reload();
  ctx.notify({ accountId: null, kind: "availability" });
}

/** No instance and no price has ever named it. */
export async function isUnused(tx: Pick<Transaction, "select">, regionId: string): Promise<boolean> {
  const [launched] = await tx
    .select({ number: count() })
    .from(instances)
    .where(eq(instances.regionId, regionId));
  const [priced] = await tx.select({ number: count() }).from(prices).where(eq(prices.regionId, regionId));
  return launched?.number === 0 && priced?.number === 0;
}

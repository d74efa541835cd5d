import { and, eq } from "drizzle-orm";
import { regions } from "@/drizzle/schema";
import type { CheckView, RegionRef } from "@/lib/contracts/fleet";
import { DomainError } from "@/lib/domain/errors";
import { recordAudit } from "@/lib/services/audit";
import { authoriseStaff } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";
import { checkCluster } from "./check-cluster";
import { presentConnection } from "./connection";

/** Nothing new is launched there from now on; what is there goes on, and stopped instances can still be started. */
export async function closeRegion(ctx: ServiceContext, { regionId }: RegionRef): Promise<void> {
  authoriseStaff(ctx, "admin");
  await change(ctx, regionId, "online", "closed");
}

/** Sells the region again, if its cluster passes the join check; otherwise says what is wrong and changes nothing. */
export async function reopenRegion(
  ctx: ServiceContext,
  { regionId }: RegionRef,
): Promise<{ saved: boolean; check: CheckView }> {
  authoriseStaff(ctx, "admin");
  const connection = await presentConnection(ctx, regionId);
  if (!connection) throw new DomainError("wrong_state", { reason: "cluster_missing" });
  const check = await checkCluster(ctx, regionId, connection);
  if (check.problems.length > 0) return { saved: false, check };
  await change(ctx, regionId, "closed", "online");
  return { saved: true, check };
}

async function change(
  ctx: ServiceContext,
  regionId: string,
  from: "online" | "closed",
  to: "online" | "closed",
): Promise<void> {
  await ctx.transact(async (tx) => {
    const [region] = await tx.select().from(regions).where(eq(regions.id, regionId)).for("update");
    if (!region) throw new DomainError("not_found");
    if (region.status === to) return;
    if (region.status !== from) throw new DomainError("wrong_state", { state: region.status });
    await tx
      .update(regions)
      .set({ status: to })
      .where(and(eq(regions.id, regionId), eq(regions.status, from)));
    await recordAudit(ctx, tx, {
      action: to === "closed" ? "region.closed" : "region.reopened",
      targetId: regionId,
    });
  });
  ctx.notify({ accountId: null, kind: "availability" });
}

import { and, count, eq, max, notInArray } from "drizzle-orm";
import { deployment, instances, regions } from "@/drizzle/schema";
import type { RegionInput, SavedRegionView } from "@/lib/contracts/fleet";
import { DomainError } from "@/lib/domain/errors";
import type { ClusterConnection } from "@/lib/ports/clusters";
import { recordAudit } from "@/lib/services/audit";
import { authoriseStaff } from "@/lib/services/authorise";
import type { ServiceContext, Transaction } from "@/lib/services/context";
import { checkCluster } from "./check-cluster";
import { addressText, connectionOf, keepConnection } from "./connection";

/**
 * Adds a region or changes one. What takes machines is saved only when its cluster passes the join check; an announced
 * region needs none. With the intent to check, nothing is ever saved. Throws `already_exists`, `not_found`,
 * `wrong_state` or `invalid_input` with the field.
 */
export async function saveRegion(ctx: ServiceContext, input: RegionInput): Promise<SavedRegionView> {
  authoriseStaff(ctx, "admin");
  const { regionId, intent } = input;
  const connection = connectionOf(ctx, input);
  await refuseRealMachines(ctx, connection);
  if (input.status === "announced" && input.announcedFor === "")
    throw new DomainError("invalid_input", { reason: "announced_for_missing" }, "announcedFor");
  if (input.status !== "announced" && !connection)
    throw new DomainError("invalid_input", { reason: "cluster_missing" }, "cluster");
  // An announced region may already be told where its cluster will be; then what is said is right, too.
  const check = connection ? await checkCluster(ctx, input.regionId, connection) : null;
  if (intent === "check" || (check && check.problems.length > 0)) return { saved: false, regionId, check };

  await ctx.transact(async (tx) => {
    await (input.mode === "add" ? insert(tx, input) : update(tx, input, connection));
    await keepConnection(tx, regionId, input.cluster === "settings" ? null : connection);
    await recordAudit(ctx, tx, {
      action: input.mode === "add" ? "region.added" : "region.edited",
      targetId: regionId,
      detail: {
        name: input.name,
        status: input.status,
        cluster: connection ? addressText(connection) : null,
        storagePool: connection?.storagePool ?? null,
      },
    });
  });
  await ctx.ports.clusters.reload();
  ctx.notify({ accountId: null, kind: "availability" });
  return { saved: true, regionId, check };
}

/** A demonstration stays one: its play money never buys machines of another computer. */
async function refuseRealMachines(ctx: ServiceContext, connection: ClusterConnection | null): Promise<void> {
  if (connection?.address.kind !== "https") return;
  const [row] = await ctx.db.select({ demonstration: deployment.demonstration }).from(deployment);
  if (row?.demonstration && !/^(127\.|localhost$|::1$)/.test(connection.address.host))
    throw new DomainError("invalid_input", { reason: "demonstration_local_only" }, "address");
}

const facts = (input: RegionInput) => ({
  name: input.name,
  country: input.country,
  status: input.status,
  phase: input.phase,
  announcedFor: input.status === "announced" ? input.announcedFor : null,
});

async function insert(tx: Transaction, input: RegionInput): Promise<void> {
  const [last] = await tx.select({ position: max(regions.position) }).from(regions);
  const made = await tx
    .insert(regions)
    .values({ id: input.regionId, ...facts(input), position: (last?.position ?? -1) + 1 })
    .onConflictDoNothing()
    .returning({ id: regions.id });
  if (made.length === 0) throw new DomainError("already_exists", { reason: "region_code_taken" }, "regionId");
}

async function update(
  tx: Transaction,
  input: RegionInput,
  connection: ClusterConnection | null,
): Promise<void> {
  const { regionId } = input;
  const [before] = await tx.select().from(regions).where(eq(regions.id, regionId)).for("update");
  if (!before) throw new DomainError("not_found");
  if (!connection || input.status === "announced") {
    const [live] = await tx
      .select({ number: count() })
      .from(instances)
      .where(and(eq(instances.regionId, regionId), notInArray(instances.state, ["terminated", "failed"])));
    if ((live?.number ?? 0) > 0)
      throw new DomainError("wrong_state", { reason: "region_has_instances" }, "cluster");
  }
  // Without a cluster nobody asks any more: what was last known would stand there forever.
  const forgotten = connection ? {} : { providerSeenAt: null, providerError: null };
  await tx
    .update(regions)
    .set({ ...facts(input), ...forgotten })
    .where(eq(regions.id, regionId));
}

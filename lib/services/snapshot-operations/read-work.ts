import { eq } from "drizzle-orm";
import { instances, privateImages, snapshots } from "@/drizzle/schema";
import { machineName, providerName } from "@/lib/domain/names";
import type { MachineSettings } from "@/lib/ports/snapshots";
import type { ServiceContext } from "@/lib/services/context";
import type { KeptClaim } from "./claim";

/** All that a step needs to know, in the provider's names. */
export type SnapshotWork = {
  kind: "snapshot";
  state: (typeof snapshots.$inferSelect)["state"];
  regionId: string;
  machine: string;
  snapshot: string;
  keptSettings: MachineSettings | null;
};
export type ImageWork = {
  kind: "image";
  state: (typeof privateImages.$inferSelect)["state"];
  regionId: string;
  machine: string;
  snapshot: string;
  image: string;
  description: string;
};

/** As it is now; null when there is none. */
export async function readKeptWork(
  ctx: ServiceContext,
  claim: KeptClaim,
): Promise<SnapshotWork | ImageWork | null> {
  if (claim.kind === "snapshot") {
    const [row] = await ctx.db
      .select({ snapshot: snapshots, regionId: instances.regionId })
      .from(snapshots)
      .innerJoin(instances, eq(instances.id, snapshots.instanceId))
      .where(eq(snapshots.id, claim.id));
    if (!row) return null;
    const { state, keptSettings, instanceId, id } = row.snapshot;
    const names = { machine: machineName(instanceId), snapshot: providerName(id) };
    return { kind: "snapshot", state, regionId: row.regionId, keptSettings, ...names };
  }
  const [row] = await ctx.db
    .select({ image: privateImages, instanceId: snapshots.instanceId })
    .from(privateImages)
    .innerJoin(snapshots, eq(snapshots.id, privateImages.snapshotId))
    .where(eq(privateImages.id, claim.id));
  if (!row) return null;
  const { state, regionId, snapshotId, id, name } = row.image;
  return {
    ...{ kind: "image", state, regionId, description: name },
    machine: machineName(row.instanceId),
    snapshot: providerName(snapshotId),
    image: providerName(id),
  };
}

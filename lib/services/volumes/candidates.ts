import { and, asc, eq, isNull, notInArray } from "drizzle-orm";
import { instances, volumes } from "@/drizzle/schema";
import type { InstanceInput } from "@/lib/contracts/instances";
import type { AttachCandidateView, VolumeInput } from "@/lib/contracts/volumes";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";
import { ownInstance } from "@/lib/services/instances/own";
import { ownVolume } from "./own";

/** The account's instances in the volume's region, and which of them could have it now. */
export async function attachCandidates(
  ctx: ServiceContext,
  { volumeId }: VolumeInput,
): Promise<AttachCandidateView[]> {
  const { accountId } = authorise(ctx, "view");
  const volume = await ownVolume(ctx.db, accountId, volumeId);
  const rows = await ctx.db
    .select({ id: instances.id, name: instances.name, host: instances.host, state: instances.state })
    .from(instances)
    .where(
      and(
        eq(instances.accountId, accountId),
        eq(instances.regionId, volume.regionId),
        notInArray(instances.state, ["terminating", "terminated", "failed"]),
      ),
    )
    .orderBy(asc(instances.name));
  return rows.map(({ id, name, host, state }) => ({
    instanceId: id,
    name,
    fit: host !== volume.host ? "other_host" : state === "running" || state === "stopped" ? "fits" : "busy",
  }));
}

/** The free volumes that an instance could have now: those on its host. None while it is neither running nor stopped. */
export async function fittingVolumes(ctx: ServiceContext, { instanceId }: InstanceInput): Promise<string[]> {
  const { accountId } = authorise(ctx, "view");
  const instance = await ownInstance(ctx.db, accountId, instanceId);
  if (instance.host === null || !(instance.state === "running" || instance.state === "stopped")) return [];
  const rows = await ctx.db
    .select({ id: volumes.id })
    .from(volumes)
    .where(
      and(
        eq(volumes.accountId, accountId),
        eq(volumes.regionId, instance.regionId),
        eq(volumes.host, instance.host),
        eq(volumes.state, "available"),
        isNull(volumes.wantedInstanceId),
        isNull(volumes.instanceId),
      ),
    );
  return rows.map((row) => row.id);
}

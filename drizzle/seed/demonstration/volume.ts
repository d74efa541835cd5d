import { eq } from "drizzle-orm";
import * as schema from "@/drizzle/schema";
import { machineName, volumeName } from "@/lib/domain/names";
import type { ServiceContext, Transaction } from "@/lib/services/context";
import { type SeedRegion, volumeMicrosPerGibHour } from "../catalogue";
import { plannedInstances, plannedVolume } from "../history";
import { volumePriceId } from "../insert-catalogue";
import { instanceId, snapshotId, volumeId } from "./ids";
import type { SeededPeople } from "./insert-people";

const holder = () => {
  const index = plannedInstances.findIndex((planned) => planned.name === plannedVolume.attachedTo);
  const planned = plannedInstances[index];
  if (!planned) throw new Error(`the plan has no instance ${plannedVolume.attachedTo}`);
  return { id: instanceId(index), planned };
};

export const volumeRegion = (): SeedRegion => holder().planned.regionId;

/** The row that the plan's own steps work on, and its snapshot. The host is known when its machine is. */
export async function insertVolume(
  tx: Transaction,
  people: SeededPeople,
  ago: (seconds: number) => Date,
): Promise<void> {
  const { name, sizeGib, createdBefore, snapshot } = plannedVolume;
  const regionId = volumeRegion();
  await tx.insert(schema.volumes).values({
    id: volumeId,
    accountId: people.accountId,
    requestId: `demonstration-${volumeId}`,
    requestHash: "demonstration",
    name,
    regionId,
    host: "",
    priceId: volumePriceId(regionId),
    gibRate: volumeMicrosPerGibHour,
    sizeGib,
    wantedGib: sizeGib,
    state: "creating",
    createdBy: people.customerUserId,
    createdAt: ago(createdBefore),
  });
  await tx.insert(schema.volumeSnapshots).values({
    id: snapshotId,
    volumeId,
    name: snapshot.name,
    state: "ready",
    createdBy: people.customerUserId,
    createdAt: ago(snapshot.before),
  });
}

/** Gives it its storage in the simulated cluster, on the host of the instance that has it. */
export async function makeVolume(ctx: ServiceContext, tx: Transaction): Promise<void> {
  const { id, planned } = holder();
  const compute = ctx.ports.compute(planned.regionId);
  const [instance] = await tx
    .select({ host: schema.instances.host })
    .from(schema.instances)
    .where(eq(schema.instances.id, id));
  const host = instance?.host;
  if (!host) throw new Error(`${planned.name} has no host for its volume`);
  const place = { host, name: volumeName(volumeId) };
  const { grownGib, mountPath } = plannedVolume;
  await compute.createVolume({ ...place, sizeGib: Number(grownGib), tags: { volume: volumeId } });
  await compute.snapshotVolume(place, snapshotId.replaceAll("_", "-"));
  await compute.attachVolume(place, machineName(id), mountPath);
  await tx
    .update(schema.volumes)
    .set({ host, instanceId: id, wantedInstanceId: id, mountPath })
    .where(eq(schema.volumes.id, volumeId));
}

import * as schema from "@/drizzle/schema";
import { machineName, providerName } from "@/lib/domain/names";
import type { ServiceContext, Transaction } from "@/lib/services/context";
import { instanceTypes } from "../catalogue";
import { type PlannedInstance, plannedKept } from "../history";
import { imageId, machineSnapshotId } from "./ids";
import type { SeededPeople } from "./insert-people";

type Entry = { id: string; planned: PlannedInstance };

/** A snapshot of the stopped machine and a private image of that, made in the simulated cluster and written down. */
export async function makeKept(
  ctx: ServiceContext,
  tx: Transaction,
  entries: Entry[],
  { people, now }: { people: SeededPeople; now: Date },
): Promise<void> {
  const entry = entries.find(({ planned }) => planned.name === plannedKept.of);
  const type = instanceTypes.find((each) => each.id === entry?.planned.typeId);
  if (!entry || !type) throw new Error(`the plan has no instance ${plannedKept.of} that is left`);
  const { id: instanceId, planned } = entry;
  const compute = ctx.ports.compute(planned.regionId);
  const [machine, snapshot] = [machineName(instanceId), providerName(machineSnapshotId)];
  const taken = await compute.createSnapshot(machine, snapshot);
  const made = await compute.publishImage({
    ...{ name: providerName(imageId), machine, snapshot },
    ...{ description: plannedKept.image.name, tags: {} },
  });
  const owned = { accountId: people.accountId, createdBy: people.customerUserId, state: "ready" as const };
  const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);
  await tx.insert(schema.snapshots).values({
    ...{ ...owned, id: machineSnapshotId, instanceId, name: plannedKept.snapshot.name },
    sizeBytes: taken.sizeBytes === null ? null : BigInt(taken.sizeBytes),
    createdAt: ago(plannedKept.snapshot.before),
  });
  await tx.insert(schema.privateImages).values({
    ...{ ...owned, id: imageId, regionId: planned.regionId, name: plannedKept.image.name },
    ...{ snapshotId: machineSnapshotId, baseImageId: planned.imageId, minDiskGib: type.diskGib },
    ...{ sizeBytes: BigInt(made.sizeBytes), fingerprint: made.fingerprint },
    createdAt: ago(plannedKept.image.before),
  });
}

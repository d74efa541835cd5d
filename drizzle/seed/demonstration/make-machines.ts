import { eq, isNull, sql } from "drizzle-orm";
import * as schema from "@/drizzle/schema";
import { machineName } from "@/lib/domain/names";
import type { Compute } from "@/lib/ports/compute";
import type { ServiceContext, Transaction } from "@/lib/services/context";
import { images, instanceTypes } from "../catalogue";
import { fleet, reportedModels } from "../fleet";
import type { PlannedInstance } from "../history";

type Entry = { id: string; planned: PlannedInstance };

/** Gives the instances that still exist a machine in the simulated cluster, as if it had been there all the time. */
export async function makeMachines(
  ctx: ServiceContext,
  tx: Transaction,
  entries: Entry[],
  now: Date,
): Promise<void> {
  for (const entry of entries) await makeMachine(ctx.ports.compute(entry.planned.regionId), tx, entry, now);
}

async function makeMachine(
  compute: Compute,
  tx: Transaction,
  { id, planned }: Entry,
  now: Date,
): Promise<void> {
  const type = instanceTypes.find((each) => each.id === planned.typeId);
  const image = images.find((each) => each.id === planned.imageId);
  const model = type?.gpuModelId;
  if (!type || !image || !model || !fleet[planned.regionId])
    throw new Error(`${planned.name} has no place to run`);
  const name = machineName(id);
  const host = (await compute.hosts()).find((each) =>
    each.cards.some((card) => card.model.includes(reportedModels[model])),
  );
  if (!host) throw new Error(`no host of ${planned.regionId} has what ${planned.name} needs`);
  const running = planned.end === "running";
  const cards = host.cards.slice(0, type.gpuCount).map((card) => card.pciAddress);
  await compute.create({
    name,
    host: host.name,
    imageAlias: image.alias,
    vcpus: type.vcpus,
    memoryMib: type.memoryGib * 1024,
    diskGib: type.diskGib,
    cards: running ? cards : [],
    sshPublicKeys: [],
    startupScript: null,
    hostname: planned.name,
    tags: { instance: id, generation: "1" },
  });
  if (running) await compute.start(name);
  const machine = await compute.machine(name);
  await tx
    .update(schema.instances)
    .set({
      host: host.name,
      ...(running && machine
        ? {
            bootId: machine.bootId,
            provenAliveAt: BigInt(Math.floor(now.getTime() / 1000)),
            addressHost: machine.address?.host ?? null,
            addressPort: machine.address?.port ?? null,
          }
        : {}),
    })
    .where(eq(schema.instances.id, id));
  if (running) await holdCards(tx, planned.regionId, host.name, cards, id);
}

/** The reconciler fills in the rest of the fleet; what is held must be known before anybody can launch. */
async function holdCards(
  tx: Transaction,
  regionId: string,
  host: string,
  addresses: string[],
  id: string,
): Promise<void> {
  for (const pciAddress of addresses)
    await tx
      .insert(schema.cards)
      .values({ regionId, host, pciAddress, reportedModel: "", present: true, instanceId: id })
      .onConflictDoUpdate({
        target: [schema.cards.regionId, schema.cards.host, schema.cards.pciAddress],
        set: { instanceId: sql`excluded.instance_id` },
        setWhere: isNull(schema.cards.instanceId),
      });
}

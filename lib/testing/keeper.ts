import { randomUUID } from "node:crypto";
import { createImage } from "@/lib/services/images/create";
import { launchInstance } from "@/lib/services/instances/launch";
import { createSnapshot } from "@/lib/services/snapshots/create";
import { listKept } from "@/lib/services/snapshots/list";
import { createVolume } from "@/lib/services/volumes/create";
import { snapshotVolume } from "@/lib/services/volumes/snapshot";
import { type Customer, REGION, type TestWorld } from "./machines";

/** Asks for a volume of 10 GiB beside the world's cards; returns its id. */
export async function askForVolume({ ctx }: Pick<Customer, "ctx">, name: string): Promise<string> {
  const wish = { regionId: REGION, beside: "a100_80gb", priceId: "prc_volume", sizeGib: 10n };
  return (await createVolume(ctx, { ...wish, name, requestId: `req_${randomUUID()}` })).id;
}

/** A customer who keeps one of everything: a volume, an instance that runs, a snapshot of each, and an image. */
export async function newKeeper(world: TestWorld) {
  const customer = await world.customer(500n);
  const { ctx } = customer;
  const volumeId = await askForVolume(customer, "data");
  const { id: instanceId } = await launchInstance(ctx, customer.launchInput());
  await Promise.all([world.settleVolumes(), world.settle()]);
  await snapshotVolume(ctx, { volumeId, name: "weekly" });
  await createSnapshot(ctx, { instanceId, name: "before" });
  await Promise.all([world.settleVolumes(), world.settleKept()]);
  const snapshotId = (await listKept(ctx)).snapshots[0]?.id ?? "";
  await createImage(ctx, { snapshotId, name: "mine" });
  await world.settleKept();
  const imageId = (await listKept(ctx)).images[0]?.id ?? "";
  return { ...customer, volumeId, instanceId, snapshotId, imageId };
}

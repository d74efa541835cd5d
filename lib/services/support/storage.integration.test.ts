import { beforeAll, describe, expect, it } from "vitest";
import * as schema from "@/drizzle/schema";
import { createImage } from "@/lib/services/images/create";
import { deleteImage } from "@/lib/services/images/delete";
import { deleteSnapshot } from "@/lib/services/snapshots/delete";
import { listKept } from "@/lib/services/snapshots/list";
import { restoreSnapshot } from "@/lib/services/snapshots/restore";
import { attachCandidates } from "@/lib/services/volumes/candidates";
import { deleteVolume } from "@/lib/services/volumes/delete";
import { getVolume } from "@/lib/services/volumes/get";
import { growVolume } from "@/lib/services/volumes/grow";
import { listGoneVolumes, listVolumes } from "@/lib/services/volumes/list";
import { snapshotVolume } from "@/lib/services/volumes/snapshot";
import { testDatabase } from "@/lib/testing/database";
import { askForVolume, newKeeper } from "@/lib/testing/keeper";
import { gpuHost, machineWorld } from "@/lib/testing/machines";
import { actingContext, databaseRefuses, newStaff } from "@/lib/testing/staff";
import { lookingAt } from "./account-overview";
import { startActing } from "./start-acting";

const database = await testDatabase();
const world = await machineWorld(database, [gpuHost("a", 8)]);
const grace = await newStaff(database);

let ada: Awaited<ReturnType<typeof newKeeper>>;
beforeAll(async () => {
  ada = await newKeeper(world);
  const volumeId = await askForVolume(ada, "gone");
  await world.settleVolumes();
  await deleteVolume(ada.ctx, { volumeId, confirmName: "gone" });
  await world.settleVolumes();
  await newKeeper(world);
});

const acting = async () => {
  const { accountId } = ada;
  const { actingId } = await startActing(grace.ctx, { accountId, reason: "Asked where the data is" });
  return actingContext(database, grace, { accountId, actingId });
};

describe.each([
  ["on the account's page", async () => lookingAt(grace.ctx, ada.accountId), "forbidden"],
  ["acting as the customer", acting, "acting_read_only"],
])("support %s", (_, context, code) => {
  it("sees this customer's volumes, snapshots and images, and no other's", async () => {
    const ctx = await context();
    expect(await listVolumes(ctx)).toMatchObject([{ id: ada.volumeId, snapshots: [{ name: "weekly" }] }]);
    expect(await listGoneVolumes(ctx)).toMatchObject([{ name: "gone", state: "deleted" }]);
    expect(await listKept(ctx)).toMatchObject({
      snapshots: [{ id: ada.snapshotId, name: "before" }],
      images: [{ id: ada.imageId, name: "mine" }],
    });
    expect(await getVolume(ctx, { volumeId: ada.volumeId })).toMatchObject({ name: "data" });
    expect(await attachCandidates(ctx, { volumeId: ada.volumeId })).toMatchObject([{ fit: "fits" }]);
  });

  it("is refused by every verb", async () => {
    const ctx = await context();
    const { volumeId, snapshotId, imageId } = ada;
    for (const attempt of [
      () => growVolume(ctx, { volumeId, sizeGib: 20n }),
      () => snapshotVolume(ctx, { volumeId, name: "mine" }),
      () => deleteVolume(ctx, { volumeId, confirmName: "data" }),
      () => restoreSnapshot(ctx, { snapshotId }),
      () => deleteSnapshot(ctx, { snapshotId }),
      () => createImage(ctx, { snapshotId, name: "copy" }),
      () => deleteImage(ctx, { imageId }),
    ])
      await expect(attempt()).rejects.toMatchObject({ code });
  });
});

it("changes nothing while acting, and reads no machine's settings: the database refuses", async () => {
  const ctx = await acting();
  for (const attempt of [
    () => ctx.transact((tx) => tx.update(schema.volumes).set({ name: "mine" })),
    () => ctx.db.delete(schema.volumeSnapshots),
    () => ctx.db.update(schema.snapshots).set({ name: "mine" }),
    () => ctx.transact((tx) => tx.delete(schema.privateImages)),
    () => ctx.db.select({ kept: schema.snapshots.keptSettings }).from(schema.snapshots),
  ])
    expect(await databaseRefuses(attempt)).toBe(true);
});

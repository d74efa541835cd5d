/** A private image that is not at the provider any more: marked, told, not offered, and offered again when it is back. */
import { expect, it } from "vitest";
import { providerName } from "@/lib/domain/names";
import { readSecond } from "@/lib/services/fleet/known";
import { launchInstance } from "@/lib/services/instances/launch";
import { listKept } from "@/lib/services/snapshots/list";
import { listActivity } from "@/lib/services/support/list-activity";
import { testDatabase } from "@/lib/testing/database";
import { newKeeper } from "@/lib/testing/keeper";
import { type Customer, gpuHost, machineWorld, REGION } from "@/lib/testing/machines";
import { imageChoices } from "./choices";
import { createImage } from "./create";
import { deleteImage } from "./delete";
import { mirrorPrivateImages } from "./mirror";

const database = await testDatabase();
const world = await machineWorld(database, [gpuHost("a", 8)]);
const { compute, system } = world;

async function withImage() {
  const keeper = await newKeeper(world);
  const { ctx, imageId } = keeper;
  const launch = () =>
    launchInstance(ctx, { ...keeper.launchInput(), requestId: `req_${imageId}`, name: "copy", imageId });
  return { ...keeper, launch, image: async () => (await listKept(ctx)).images[0] };
}

async function look(): Promise<void> {
  const second = await readSecond(system);
  await mirrorPrivateImages(system, REGION, { aliases: await compute.imageAliases(), second });
}
const offered = async (ctx: Customer["ctx"]) =>
  (await imageChoices(ctx)).images.filter(({ kind }) => kind === "own").map(({ id }) => id);
const told = async (ctx: Customer["ctx"]) =>
  (await listActivity(ctx, "system")).lines.map(({ action }) => action);

it("is not offered, and refused by a launch that still names it", async () => {
  const { ctx, imageId, launch, image } = await withImage();
  const other = await withImage();
  expect(await offered(ctx)).toEqual([imageId]);
  compute.kept.images.delete(providerName(imageId));
  await world.advance(10);
  await look();
  await look();
  expect(await offered(ctx)).toEqual([]);
  expect(await image()).toMatchObject({ state: "ready", missingSince: expect.any(String) });
  await expect(launch()).rejects.toMatchObject({ code: "invalid_input", field: "imageId" });
  expect((await listKept(ctx)).used.images).toBe(0);
  expect(await told(ctx)).toEqual(["image.missing"]);
  expect(await offered(other.ctx)).toEqual([other.imageId]);
});

it("is offered again as soon as it is back", async () => {
  const { ctx, imageId, launch } = await withImage();
  const alias = providerName(imageId);
  const kept = compute.kept.images.get(alias) ?? "";
  compute.kept.images.delete(alias);
  await world.advance(10);
  await look();
  compute.kept.images.set(alias, kept);
  await look();
  expect(await offered(ctx)).toEqual([imageId]);
  expect(await launch()).toMatchObject({ state: "provisioning" });
  expect(await told(ctx)).toEqual(["image.found", "image.missing"]);
});

it("can be deleted, and made again of its snapshot", async () => {
  const { ctx, imageId, snapshotId } = await withImage();
  compute.kept.images.delete(providerName(imageId));
  await world.advance(10);
  await look();
  await deleteImage(ctx, { imageId });
  await world.settleKept();
  await createImage(ctx, { snapshotId, name: "mine" });
  await world.settleKept();
  expect((await listKept(ctx)).images).toMatchObject([{ name: "mine", state: "ready", missingSince: null }]);
  expect(await offered(ctx)).toHaveLength(1);
});

it("is not taken for gone by a list that is older than it", async () => {
  const { ctx } = await world.customer(1n);
  const second = await readSecond(system);
  const aliases = await compute.imageAliases();
  const made = await withImage();
  await mirrorPrivateImages(system, REGION, { aliases, second });
  expect(await offered(made.ctx)).toEqual([made.imageId]);
  expect(await offered(ctx)).toEqual([]);
});

import { and, eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import * as schema from "@/drizzle/schema";
import type { ComputeHost } from "@/lib/ports/compute";
import { availability } from "@/lib/services/catalogue/availability";
import { mirrorRegion } from "@/lib/services/fleet/mirror";
import { launchInstance } from "@/lib/services/instances/launch";
import { testDatabase } from "@/lib/testing/database";
import { gpuHost, machineWorld, REGION, TYPE } from "@/lib/testing/machines";
import { imageChoices } from "./choices";
import { mirrorImages } from "./mirror";

const OLD = { version: "535.183.01", cuda: "12.2" };
const NEW = { version: "570.86.15", cuda: "12.8" };
const host = (name: string, driver: ComputeHost["driver"]) => ({ ...gpuHost(name, 1), driver });

const database = await testDatabase();
const world = await machineWorld(database, [host("old", OLD), host("new", NEW)]);
const { db } = database;
const { system, compute } = world;
await db.update(schema.images).set({ minDriverVersion: "550.54" }).where(eq(schema.images.id, "cuda"));

const both = { alias: "plain", fingerprint: "a" };
const regionsOf = async (ctx: Parameters<typeof imageChoices>[0], id: string) =>
  (await imageChoices(ctx)).images.find((image) => image.id === id)?.regionIds;
const refused = (reason: string) => ({ code: "invalid_input", field: "imageId", params: { reason } });

describe("an image in a region", () => {
  it("is offered while its cluster has it, without anybody's editing", async () => {
    const { ctx, launchInput } = await world.customer(100n);
    expect(await regionsOf(ctx, "cuda")).toEqual([REGION]);
    await mirrorImages(system, REGION, [both]);
    expect(await regionsOf(ctx, "cuda")).toEqual([]);
    expect(await regionsOf(ctx, "plain")).toEqual([REGION]);
    await expect(launchInstance(ctx, { ...launchInput(), imageId: "cuda" })).rejects.toMatchObject(
      refused("image_not_in_region"),
    );
    await mirrorImages(system, REGION, [both, { alias: "cuda", fingerprint: "b" }]);
    expect(await regionsOf(ctx, "cuda")).toEqual([REGION]);
  });

  it("may go by another name there, and keeps the fingerprint that was last seen", async () => {
    const here = and(eq(schema.imageRegions.imageId, "cuda"), eq(schema.imageRegions.regionId, REGION));
    await db.update(schema.imageRegions).set({ alias: "cuda-12" }).where(here);
    await mirrorImages(system, REGION, [both, { alias: "cuda", fingerprint: "b" }]);
    const row = async () => (await db.select().from(schema.imageRegions).where(here))[0];
    expect(await row()).toMatchObject({ available: false, fingerprint: "b" });
    await mirrorImages(system, REGION, [both, { alias: "cuda-12", fingerprint: "c" }]);
    expect(await row()).toMatchObject({ available: true, fingerprint: "c" });
    const { ctx, launchInput } = await world.customer(100n);
    const { id } = await launchInstance(ctx, { ...launchInput(), imageId: "cuda" });
    await world.settle();
    expect(compute.kept.madeFrom.get(id.replaceAll("_", "-"))).toBe("cuda-12");
  });
});

describe("an image that needs a newer driver", () => {
  it("goes to hosts that have it alone, and is refused where none has", async () => {
    const [placed] = await db.select().from(schema.instances);
    expect(placed?.host).toBe("new");
    const { ctx, launchInput } = await world.customer(100n);
    // The one card behind the newer driver is taken; the other one's driver is too old.
    await expect(launchInstance(ctx, { ...launchInput(), imageId: "cuda" })).rejects.toMatchObject({
      code: "out_of_stock",
    });
    expect((await availability(ctx)).offers.find(({ typeId }) => typeId === TYPE)?.free).toBe(1);
    expect((await imageChoices(ctx)).drivers).toEqual({ [`${REGION}/${TYPE}`]: NEW.version });
    await mirrorRegion(system, REGION, [host("old", OLD), host("new", OLD)], []);
    await expect(launchInstance(ctx, { ...launchInput(), imageId: "cuda" })).rejects.toMatchObject({
      ...refused("image_driver_too_old"),
      params: { driver: "550.54" },
    });
    await mirrorRegion(system, REGION, [host("old", null), host("new", null)], []);
    expect((await imageChoices(ctx)).drivers).toEqual({});
    expect(await launchInstance(ctx, launchInput())).toMatchObject({ state: "provisioning" });
  });
});

describe("a start-up text", () => {
  it("that is a cloud-config has to be one that the machine can read", async () => {
    const { ctx, launchInput } = await world.customer(100n);
    const launch = (startupScript: string) => launchInstance(ctx, { ...launchInput(), startupScript });
    await expect(launch("#cloud-config\npackages: [git\n")).rejects.toMatchObject({
      field: "startupScript",
      params: { reason: "cloud_config_not_yaml", line: "3" },
    });
    await expect(launch("#cloud-config\n- git\n")).rejects.toMatchObject({
      params: { reason: "cloud_config_not_a_mapping" },
    });
  });
});

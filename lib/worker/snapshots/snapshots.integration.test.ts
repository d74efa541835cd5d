import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import * as schema from "@/drizzle/schema";
import { machineName, providerName } from "@/lib/domain/names";
import { ComputeError } from "@/lib/ports/compute";
import { createImage } from "@/lib/services/images/create";
import { deleteImage } from "@/lib/services/images/delete";
import { launchInstance } from "@/lib/services/instances/launch";
import { startInstance } from "@/lib/services/instances/start";
import { stopInstance } from "@/lib/services/instances/stop";
import { terminateInstance } from "@/lib/services/instances/terminate";
import { createSnapshot } from "@/lib/services/snapshots/create";
import { deleteSnapshot } from "@/lib/services/snapshots/delete";
import { listKept } from "@/lib/services/snapshots/list";
import { restoreSnapshot } from "@/lib/services/snapshots/restore";
import { testDatabase } from "@/lib/testing/database";
import { keptWorld } from "@/lib/testing/kept";
import { bookProblems, TYPE } from "@/lib/testing/machines";

const database = await testDatabase();
const world = await keptWorld(database);
const { db } = database;
const { compute, settleKept, running, withSnapshot, withImage, only } = world;
const { kept } = compute;

describe("a snapshot", () => {
  it("is taken of what runs, shown with its size, and deleted", async () => {
    const { ctx, machine, snapshotId } = await withSnapshot(await running());
    expect((await only(ctx)).snapshot).toMatchObject({ name: "before", state: "ready", sizeBytes: 1000 });
    expect(kept.snapshots.get(machine)).toEqual([providerName(snapshotId)]);
    await deleteSnapshot(ctx, { snapshotId });
    await settleKept();
    await deleteSnapshot(ctx, { snapshotId });
    expect((await listKept(ctx)).snapshots).toEqual([]);
    expect(kept.snapshots.get(machine)).toEqual([]);
  });

  it("has a name of its own, and there is only so much of them", async () => {
    const { ctx, id } = await withSnapshot(await running());
    await expect(createSnapshot(ctx, { instanceId: id, name: "before" })).rejects.toMatchObject({
      code: "already_exists",
      field: "name",
    });
    const few = { ...ctx, policies: { ...ctx.policies, snapshotsPerAccount: 1 } };
    await expect(createSnapshot(few, { instanceId: id, name: "next" })).rejects.toMatchObject({
      code: "kept_limit",
    });
    const small = { ...ctx, policies: { ...ctx.policies, keptGibPerAccount: 0 } };
    await expect(createSnapshot(small, { instanceId: id, name: "next" })).rejects.toMatchObject({
      code: "kept_limit",
    });
  });

  it("is gone back to while the machine is off, which keeps its cards and tags; no start in between", async () => {
    const { ctx, id, machine, snapshotId } = await withSnapshot(await running());
    await expect(restoreSnapshot(ctx, { snapshotId })).rejects.toMatchObject({ code: "wrong_state" });
    await stopInstance(ctx, { instanceId: id });
    await world.settle();
    await restoreSnapshot(ctx, { snapshotId });
    await restoreSnapshot(ctx, { snapshotId });
    const start = { instanceId: id, priceId: `prc_run_${TYPE}`, stopAt: null };
    await expect(startInstance(ctx, start)).rejects.toMatchObject({
      code: "wrong_state",
      params: { state: "restoring" },
    });
    await settleKept();
    expect((await only(ctx)).snapshot).toMatchObject({ state: "ready" });
    expect(kept.restored.filter(({ what }) => what.startsWith(machine))).toMatchObject([
      { keep: { tags: { instance: id, ready: "true" } } },
    ]);
    expect(await startInstance(ctx, start)).toMatchObject({ state: "starting" });
    await world.settle();
  });

  it("goes with its instance", async () => {
    const { ctx, id, machine } = await withSnapshot(await running());
    await terminateInstance(ctx, { instanceId: id, confirmName: "box" });
    await world.settle();
    expect((await listKept(ctx)).snapshots).toEqual([]);
    expect(kept.snapshots.has(machine)).toBe(false);
    expect((await listKept(ctx)).used.snapshots).toBe(0);
  });

  it("that cannot be taken says what the provider said, and takes nothing of the allowance", async () => {
    const { ctx, id } = await running();
    compute.fail("createSnapshot", new ComputeError("failed", "no space left", false));
    await createSnapshot(ctx, { instanceId: id, name: "before" });
    await settleKept();
    expect(await only(ctx)).toMatchObject({ snapshot: { state: "failed", stateDetail: "no space left" } });
    expect((await listKept(ctx)).used.snapshots).toBe(0);
  });

  it("is another account's secret", async () => {
    const { snapshotId, id } = await withSnapshot(await running());
    const { ctx } = await world.customer(10n);
    for (const verb of [
      () => createSnapshot(ctx, { instanceId: id, name: "x" }),
      () => restoreSnapshot(ctx, { snapshotId }),
      () => deleteSnapshot(ctx, { snapshotId }),
      () => createImage(ctx, { snapshotId, name: "x" }),
    ])
      await expect(verb()).rejects.toMatchObject({ code: "not_found" });
    expect((await listKept(ctx)).snapshots).toEqual([]);
  });
});

describe("a private image", () => {
  it("launches, outlives its instance, counts as something of the customer's, and says who uses it", async () => {
    const made = await withImage(await withSnapshot(await running()));
    const { ctx, id, imageId } = made;
    expect((await only(ctx)).image).toMatchObject({ state: "ready", sizeBytes: 2000, minDiskGib: 400 });
    await terminateInstance(ctx, { instanceId: id, confirmName: "box" });
    await world.settle();
    const copy = await launchInstance(ctx, { ...made.launchInput(), imageId, name: "copy" });
    const name = machineName(copy.id);
    compute.silent.add(name);
    await world.settle();
    expect(kept.madeFrom.get(name)).toBe(providerName(imageId));
    // SSH says nothing, but what is inside is the customer's: ready after 90 s, not never.
    await world.advance(91);
    await world.settle();
    const [row] = await db.select().from(schema.instances).where(eq(schema.instances.id, copy.id));
    expect(row).toMatchObject({ state: "running", imageId: "plain", privateImageId: imageId });
    expect((await only(ctx)).image?.usedBy).toEqual([{ instanceId: copy.id, name: "copy" }]);
    await deleteImage(ctx, { imageId });
    await settleKept();
    expect((await listKept(ctx)).images).toEqual([]);
    expect(kept.images.has(providerName(imageId))).toBe(false);
    await expect(launchInstance(ctx, { ...made.launchInput(), imageId, name: "late" })).rejects.toMatchObject(
      { code: "invalid_input", field: "imageId", params: { reason: "unknown" } },
    );
  });

  it("is not deleted while a machine is made from it", async () => {
    const made = await withImage(await withSnapshot(await running()));
    await launchInstance(made.ctx, { ...made.launchInput(), imageId: made.imageId });
    await expect(deleteImage(made.ctx, { imageId: made.imageId })).rejects.toMatchObject({
      code: "image_in_use",
    });
    await world.settle();
    await deleteImage(made.ctx, { imageId: made.imageId });
  });

  it("is unknown to others, and needs the disk that it came from", async () => {
    const { imageId, launchInput, ctx } = await withImage(await withSnapshot(await running()));
    const other = await world.customer(100n);
    await expect(launchInstance(other.ctx, { ...other.launchInput(), imageId })).rejects.toMatchObject({
      params: { reason: "unknown" },
    });
    await expect(deleteImage(other.ctx, { imageId })).rejects.toMatchObject({ code: "not_found" });
    await db
      .update(schema.privateImages)
      .set({ minDiskGib: 401 })
      .where(eq(schema.privateImages.id, imageId));
    await expect(launchInstance(ctx, { ...launchInput(), imageId })).rejects.toMatchObject({
      params: { reason: "image_disk_too_small", gib: "401" },
    });
  });

  it("that cannot be made leaves nothing, and says why", async () => {
    const { ctx, snapshotId } = await withSnapshot(await running());
    compute.fail("publishImage", new ComputeError("failed", "pack failed", false), { after: true });
    await createImage(ctx, { snapshotId, name: "mine" });
    await settleKept();
    const { image } = await only(ctx);
    expect(image).toMatchObject({ state: "failed", stateDetail: "pack failed" });
    expect(kept.images.has(providerName(image?.id ?? ""))).toBe(false);
  });
});

it("leaves books in which nothing is wrong", async () => {
  expect(await bookProblems(world)).toEqual([]);
});

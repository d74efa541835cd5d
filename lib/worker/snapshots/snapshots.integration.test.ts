import { eq, sql } from "drizzle-orm";
import { afterEach, describe, expect, it } from "vitest";
import * as schema from "@/drizzle/schema";
import { machineName, providerName } from "@/lib/domain/names";
import { ComputeError } from "@/lib/ports/compute";
import { createImage } from "@/lib/services/images/create";
import { deleteImage } from "@/lib/services/images/delete";
import { launchInstance } from "@/lib/services/instances/launch";
import { startInstance } from "@/lib/services/instances/start";
import { stopInstance } from "@/lib/services/instances/stop";
import { terminateInstance } from "@/lib/services/instances/terminate";
import { catchUpDue } from "@/lib/services/money/catch-up-due";
import { claimKept, type KeptClaim } from "@/lib/services/snapshot-operations/claim";
import { createSnapshot } from "@/lib/services/snapshots/create";
import { deleteSnapshot } from "@/lib/services/snapshots/delete";
import { listKept } from "@/lib/services/snapshots/list";
import { restoreSnapshot } from "@/lib/services/snapshots/restore";
import { testDatabase } from "@/lib/testing/database";
import { bookProblems, type Customer, gpuHost, machineWorld, TYPE } from "@/lib/testing/machines";
import { keptStep } from "./step";

const database = await testDatabase();
const world = await machineWorld(database, [gpuHost("a", 8), gpuHost("b", 8), gpuHost("c", 8)]);
const { db } = database;
const { compute, system } = world;
const { kept } = compute;
const { settleKept } = world;

afterEach(() => {
  compute.heal();
  compute.silent.clear();
  compute.calls.length = 0;
});

const dueNow = async () => {
  for (const table of ["snapshots", "private_images"])
    await db.execute(
      sql`update ${sql.raw(table)} set next_attempt_at = clock_timestamp(), lease_until = null`,
    );
};
async function running(customer?: Customer) {
  const someone = customer ?? (await world.customer(1000n));
  const { id } = await launchInstance(someone.ctx, someone.launchInput());
  await world.settle();
  return { ...someone, id, machine: machineName(id) };
}
const stopped = async () => {
  const made = await running();
  await stopInstance(made.ctx, { instanceId: made.id });
  await world.settle();
  return made;
};
async function withSnapshot(made: Awaited<ReturnType<typeof running>>, name = "before") {
  await createSnapshot(made.ctx, { instanceId: made.id, name });
  await settleKept();
  const [snapshot] = (await listKept(made.ctx)).snapshots;
  if (!snapshot) throw new Error("there is no snapshot");
  return { ...made, snapshotId: snapshot.id };
}
async function withImage(made: Awaited<ReturnType<typeof withSnapshot>>, name = "mine") {
  await createImage(made.ctx, { snapshotId: made.snapshotId, name });
  await settleKept();
  const [image] = (await listKept(made.ctx)).images;
  if (!image) throw new Error("there is no image");
  return { ...made, imageId: image.id };
}
const only = async (ctx: Customer["ctx"]) => {
  const { snapshots, images } = await listKept(ctx);
  return { snapshot: snapshots[0], image: images[0] };
};

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

class Killed extends Error {}
async function killedAt(kind: KeptClaim["kind"], point: string): Promise<void> {
  await dueNow();
  const [claim] = await claimKept(system, kind, "doomed", 1);
  if (!claim) throw new Error("nothing to claim");
  const fault = (at: string) => {
    if (at === point) throw new Killed();
  };
  await expect(keptStep({ ctx: system, fault }, claim)).rejects.toThrow(Killed);
  // Its lease still runs: nobody else touches it meanwhile.
  expect(await claimKept(system, kind, "other", 9)).toEqual([]);
}
const count = (call: string) => compute.calls.filter((each) => each.startsWith(`${call} `)).length;

describe("a worker that is killed between the provider's answer and our record", () => {
  it("of a snapshot: the next one finds it", async () => {
    const made = await running();
    await createSnapshot(made.ctx, { instanceId: made.id, name: "before" });
    await killedAt("snapshot", "called");
    await settleKept("other");
    expect((await only(made.ctx)).snapshot).toMatchObject({ state: "ready" });
    expect(kept.snapshots.get(made.machine)).toHaveLength(1);
  });

  it.each(["settings", "called"])(
    "of a restore, after %s: the machine keeps what it had before the first attempt",
    async (point) => {
      const { ctx, machine, snapshotId } = await withSnapshot(await stopped());
      await restoreSnapshot(ctx, { snapshotId });
      await killedAt("snapshot", point);
      // What the machine shows now is the snapshot's own; it must not be taken for what was to be kept.
      const shown = compute.all.get(machine);
      if (shown) compute.all.set(machine, { ...shown, tags: { old: "1" } });
      await settleKept("other");
      expect((await only(ctx)).snapshot).toMatchObject({ state: "ready" });
      expect(count("machineSettings")).toBe(1);
      expect(kept.restored.at(-1)?.keep.tags).not.toHaveProperty("old");
      const [row] = await db.select().from(schema.snapshots).where(eq(schema.snapshots.id, snapshotId));
      expect(row?.keptSettings).toBeNull();
    },
  );

  it("of an image, made and removed", async () => {
    const { ctx, snapshotId } = await withSnapshot(await running());
    await createImage(ctx, { snapshotId, name: "mine" });
    await killedAt("image", "called");
    await settleKept("other");
    const { image } = await only(ctx);
    expect(image).toMatchObject({ state: "ready" });
    await deleteImage(ctx, { imageId: image?.id ?? "" });
    await killedAt("image", "called");
    await settleKept("other");
    expect((await listKept(ctx)).images).toEqual([]);
  });

  it("of a provider that was away: it is asked again", async () => {
    const made = await running();
    const timeout = new ComputeError("timeout", "no answer in time", true);
    compute.fail("createSnapshot", timeout, { after: true, times: 9 });
    await createSnapshot(made.ctx, { instanceId: made.id, name: "before" });
    await settleKept();
    expect((await only(made.ctx)).snapshot).toMatchObject({ state: "ready" });
    expect(count("createSnapshot")).toBe(10);
  });
});

async function graceEndings(accountId: string) {
  const told = await db.select().from(schema.notices).where(eq(schema.notices.accountId, accountId));
  return told.filter(({ kind }) => kind === "grace_ended");
}

describe("the end of grace", () => {
  it("deletes images at the announced date, with the disks, and tells once", async () => {
    const customer = await world.customer(1n);
    const { ctx, imageId, accountId } = await withImage(await withSnapshot(await running(customer)));
    await world.advance(3 * 3600);
    await catchUpDue(system, 50);
    const announced = (await only(ctx)).image?.deletedAt;
    expect(announced).not.toBeNull();
    await world.advance(73 * 3600);
    await catchUpDue(system, 50);
    expect((await only(ctx)).image).toMatchObject({ state: "deleting", stateDetail: "grace_ended" });
    await settleKept();
    await world.settle();
    expect((await listKept(ctx)).images).toEqual([]);
    expect(kept.images.has(providerName(imageId))).toBe(false);
    expect(await graceEndings(accountId)).toHaveLength(1);
  });

  it("deletes and tells also where no disk is left", async () => {
    const customer = await world.customer(1n);
    const { ctx, id, accountId } = await withImage(await withSnapshot(await running(customer)));
    await world.advance(3 * 3600);
    await catchUpDue(system, 50);
    await world.settle();
    await terminateInstance(ctx, { instanceId: id, confirmName: "box" });
    await world.settle();
    await world.advance(73 * 3600);
    await catchUpDue(system, 50);
    await settleKept();
    expect((await listKept(ctx)).images).toEqual([]);
    expect(await graceEndings(accountId)).toHaveLength(1);
  });
});

it("leaves books in which nothing is wrong", async () => {
  expect(await bookProblems(world)).toEqual([]);
});

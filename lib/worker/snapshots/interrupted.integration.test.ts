import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import * as schema from "@/drizzle/schema";
import { providerName } from "@/lib/domain/names";
import { ComputeError } from "@/lib/ports/compute";
import { createImage } from "@/lib/services/images/create";
import { deleteImage } from "@/lib/services/images/delete";
import { terminateInstance } from "@/lib/services/instances/terminate";
import { catchUpDue } from "@/lib/services/money/catch-up-due";
import { claimKept, type KeptClaim } from "@/lib/services/snapshot-operations/claim";
import { createSnapshot } from "@/lib/services/snapshots/create";
import { listKept } from "@/lib/services/snapshots/list";
import { restoreSnapshot } from "@/lib/services/snapshots/restore";
import { testDatabase } from "@/lib/testing/database";
import { keptWorld } from "@/lib/testing/kept";
import { bookProblems } from "@/lib/testing/machines";
import { keptStep } from "./step";

const database = await testDatabase();
const world = await keptWorld(database);
const { db } = database;
const { compute, dueNow, system, settleKept, running, stopped, withSnapshot, withImage, only } = world;
const { kept } = compute;

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

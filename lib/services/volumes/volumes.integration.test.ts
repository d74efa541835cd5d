import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { afterEach, describe, expect, it } from "vitest";
import * as schema from "@/drizzle/schema";
import { DomainError } from "@/lib/domain/errors";
import { ticks } from "@/lib/domain/money";
import { machineName, volumeName } from "@/lib/domain/names";
import { ComputeError } from "@/lib/ports/compute";
import { launchInstance } from "@/lib/services/instances/launch";
import { terminateInstance } from "@/lib/services/instances/terminate";
import { catchUpDue } from "@/lib/services/money/catch-up-due";
import { grantCredit } from "@/lib/services/money/grant-credit";
import { testDatabase } from "@/lib/testing/database";
import { bookProblems, type Customer, gpuHost, machineWorld, REGION } from "@/lib/testing/machines";
import { attachVolume } from "./attach";
import { createVolume } from "./create";
import { deleteVolume } from "./delete";
import { deleteSnapshot } from "./delete-snapshot";
import { detachVolume } from "./detach";
import { dismissVolume } from "./dismiss";
import { getVolume } from "./get";
import { growVolume } from "./grow";
import { listVolumes } from "./list";
import { volumeRegions } from "./places";
import { restoreVolume } from "./restore";
import { snapshotVolume } from "./snapshot";

const database = await testDatabase();
const world = await machineWorld(database, [gpuHost("a", 8), gpuHost("b", 8)]);
const { db } = database;
const { compute } = world;

afterEach(async () => {
  compute.heal();
  await world.settleVolumes();
});

const code = (promise: Promise<unknown>) =>
  promise.then(
    () => "fine",
    (error: unknown) =>
      error instanceof DomainError ? (error.params.reason ?? error.code) : Promise.reject(error),
  );
const input = (change: Partial<Parameters<typeof createVolume>[1]> = {}) => ({
  requestId: `req_${randomUUID()}`,
  name: "data",
  regionId: REGION,
  sizeGib: 100n,
  beside: "a100_80gb",
  priceId: "prc_volume",
  ...change,
});
async function made(customer: Customer, change: Parameters<typeof input>[0] = {}) {
  const { id } = await createVolume(customer.ctx, input(change));
  await world.settleVolumes();
  return getVolume(customer.ctx, { volumeId: id });
}
/** An instance that runs, on the given host's side of the region. */
async function running(customer: Customer, volumeId: string | null = null) {
  const mountPath = volumeId === null ? null : "/data";
  const { id } = await launchInstance(customer.ctx, { ...customer.launchInput(), volumeId, mountPath });
  await world.settle();
  return id;
}
const stored = (volumeId: string) => compute.volumes.all.get(volumeName(volumeId));
const burn = async (accountId: string) => {
  const [row] = await db
    .select()
    .from(schema.accountMeters)
    .where(eq(schema.accountMeters.accountId, accountId));
  return [row?.burn, row?.pendingBurn];
};

describe("the life of a volume", () => {
  it("is billed from the provider's word to the click that deletes it, at size × price", async () => {
    const customer = await world.customer(100n);
    const { ctx, accountId } = customer;
    const { id } = await createVolume(ctx, input());
    expect(await getVolume(ctx, { volumeId: id })).toMatchObject({
      state: "creating",
      microsPerHour: "13700",
    });
    expect(await burn(accountId)).toEqual([0n, 13_700n]);
    await world.settleVolumes();
    expect(await getVolume(ctx, { volumeId: id })).toMatchObject({ state: "available" });
    expect(await burn(accountId)).toEqual([13_700n, 0n]);
    await world.advance(3725);
    const { totalCost } = await getVolume(ctx, { volumeId: id });
    expect(BigInt(totalCost.accruedTicks)).toBeGreaterThanOrEqual(3725n * 13_700n);

    await growVolume(ctx, { volumeId: id, sizeGib: 250n });
    expect(await burn(accountId)).toEqual([13_700n, 20_550n]);
    await world.settleVolumes();
    expect(await burn(accountId)).toEqual([34_250n, 0n]);
    expect(stored(id)?.sizeGib).toBe(250);

    expect(await code(deleteVolume(ctx, { volumeId: id, confirmName: "wrong" }))).toBe("name_not_matching");
    await deleteVolume(ctx, { volumeId: id, confirmName: "data" });
    expect(await burn(accountId)).toEqual([0n, 0n]);
    await world.settleVolumes();
    expect(stored(id)).toBeUndefined();
    expect(await listVolumes(ctx)).toEqual([]);
    expect(await getVolume(ctx, { volumeId: id })).toMatchObject({ state: "deleted" });
  });

  it("answers the same request with the first volume, and a name only once", async () => {
    const { ctx } = await world.customer(100n);
    const first = input();
    const { id } = await createVolume(ctx, first);
    expect((await createVolume(ctx, first)).id).toBe(id);
    expect(await code(createVolume(ctx, { ...first, sizeGib: 7n }))).toBe("key_reused");
    expect(await code(createVolume(ctx, input()))).toBe("volume_name_taken");
  });

  it("is refused without the runway, the shown price, the room or the right", async () => {
    const poor = await world.customer(0n);
    expect(await code(createVolume(poor.ctx, input()))).toBe("insufficient_credit");
    const { ctx } = await world.customer(100n);
    expect(await code(createVolume(ctx, input({ priceId: "prc_old" })))).toBe("price_changed");
    expect(await code(createVolume(ctx, input({ sizeGib: 0n })))).toBe("volume_size");
    expect(await code(createVolume(ctx, input({ beside: "cpu" })))).toBe("no_room_for_volume");
    const stranger = await world.customer(1n);
    const { id } = await createVolume(ctx, input());
    expect(await code(getVolume(stranger.ctx, { volumeId: id }))).toBe("not_found");
    expect(await code(deleteVolume(stranger.ctx, { volumeId: id, confirmName: "data" }))).toBe("not_found");
  });

  it("costs nothing when it cannot be created, and says why", async () => {
    const { ctx, accountId } = await world.customer(100n);
    compute.fail("createVolume", new ComputeError("refused", "quota is unsupported", false));
    const { id } = await createVolume(ctx, input());
    await world.settleVolumes();
    expect(await getVolume(ctx, { volumeId: id })).toMatchObject({
      state: "failed",
      stateDetail: "quota is unsupported",
      totalCost: { accruedTicks: "0" },
    });
    expect(await burn(accountId)).toEqual([0n, 0n]);
    await dismissVolume(ctx, { volumeId: id });
    expect(await listVolumes(ctx)).toEqual([]);
  });

  it("keeps its size and its price when the provider cannot grow it", async () => {
    const customer = await world.customer(100n);
    const { id } = await made(customer);
    compute.fail("growVolume", new ComputeError("failed", "not on this file system", false));
    await growVolume(customer.ctx, { volumeId: id, sizeGib: 200n });
    expect(await code(growVolume(customer.ctx, { volumeId: id, sizeGib: 300n }))).toBe("wrong_state");
    await world.settleVolumes();
    expect(await getVolume(customer.ctx, { volumeId: id })).toMatchObject({
      ...{ state: "available", sizeGib: 100, stateDetail: "not on this file system" },
    });
    expect(await burn(customer.accountId)).toEqual([13_700n, 0n]);
    expect(await code(growVolume(customer.ctx, { volumeId: id, sizeGib: 100n }))).toBe("volume_smaller");
  });

  it("keeps snapshots, up to what its price includes, and goes back to one", async () => {
    const customer = await world.customer(100n);
    const { ctx } = customer;
    const { id } = await made(customer);
    for (const name of ["one", "two", "three"]) await snapshotVolume(ctx, { volumeId: id, name });
    expect(await code(snapshotVolume(ctx, { volumeId: id, name: "four" }))).toBe("snapshots_full");
    await world.settleVolumes();
    const { snapshots } = await getVolume(ctx, { volumeId: id });
    expect(snapshots.map((each) => each.state)).toEqual(["ready", "ready", "ready"]);
    const [newest, , oldest] = snapshots;
    if (!newest || !oldest) throw new Error("three snapshots");
    await restoreVolume(ctx, { snapshotId: oldest.id, confirmName: "data" });
    await deleteSnapshot(ctx, { snapshotId: newest.id });
    await world.settleVolumes();
    expect(compute.volumes.restored).toEqual([`${volumeName(id)}/${oldest.id.replace("_", "-")}`]);
    expect(stored(id)?.snapshots).toHaveLength(2);
    expect((await getVolume(ctx, { volumeId: id })).snapshots.map((each) => each.name)).toEqual([
      "two",
      "one",
    ]);
  });
});

describe("a volume and instances", () => {
  it("goes to a running instance of its host and comes back", async () => {
    const customer = await world.customer(100n);
    const { ctx } = customer;
    const instanceId = await running(customer);
    const volume = await made(customer, { beside: instanceId });
    const { id: volumeId } = volume;
    await attachVolume(ctx, { volumeId, instanceId, mountPath: "/data" });
    expect((await getVolume(ctx, { volumeId })).state).toBe("attaching");
    await world.settleVolumes();
    expect(await getVolume(ctx, { volumeId })).toMatchObject({
      state: "attached",
      attachment: { instanceId, mountPath: "/data" },
    });
    expect(stored(volumeId)?.machines).toEqual([machineName(instanceId)]);
    expect(await code(deleteVolume(ctx, { volumeId, confirmName: "data" }))).toBe("volume_attached");
    const second = await made(customer, { name: "more", beside: instanceId });
    const there = { volumeId: second.id, instanceId, mountPath: "/data" };
    expect(await code(attachVolume(ctx, there))).toBe("mount_path_taken");
    await detachVolume(ctx, { volumeId });
    await world.settleVolumes();
    expect((await getVolume(ctx, { volumeId })).state).toBe("available");
  });

  it("is refused by an instance on another host", async () => {
    const customer = await world.customer(100n);
    const instanceId = await running(customer);
    const [instance] = await db.select().from(schema.instances).where(eq(schema.instances.id, instanceId));
    const volume = await made(customer);
    await db.execute(
      sql`update volumes set host = ${instance?.host === "a" ? "b" : "a"} where id = ${volume.id}`,
    );
    const wish = { volumeId: volume.id, instanceId, mountPath: "/data" };
    expect(await code(attachVolume(customer.ctx, wish))).toBe("volume_other_host");
  });

  it("draws a launch to its host, is attached when the machine is there, and outlives it", async () => {
    const customer = await world.customer(1000n);
    const { ctx } = customer;
    const { id: volumeId, host } = await made(customer);
    const instanceId = await running(customer, volumeId);
    const [instance] = await db.select().from(schema.instances).where(eq(schema.instances.id, instanceId));
    expect(instance?.host).toBe(host);
    await world.settleVolumes();
    expect((await getVolume(ctx, { volumeId })).state).toBe("attached");
    await terminateInstance(ctx, { instanceId, confirmName: "box" });
    // The provider lets go of what a machine had when it removes it.
    compute.volumes.all.forEach((volume) => {
      volume.machines = volume.machines.filter((name) => name !== machineName(instanceId));
    });
    await world.settle();
    await world.settleVolumes();
    expect(await getVolume(ctx, { volumeId })).toMatchObject({ state: "available", attachment: null });
    expect(stored(volumeId)).toBeDefined();
  });

  it("stays when the balance ends, free, with its date; credit before brings its bill back", async () => {
    const customer = await world.customer(1n);
    const { ctx, accountId } = customer;
    const { id: volumeId } = await made(customer, { sizeGib: 10_000n });
    await world.advance(2 * 3600);
    await catchUpDue(world.system, 500);
    const kept = await getVolume(ctx, { volumeId });
    expect(kept).toMatchObject({ state: "available", deletedAt: expect.any(String) });
    expect(await burn(accountId)).toEqual([0n, 0n]);
    const credit = { accountId, name: "more", granted: ticks(3_600_000_000n), from: null, expires: null };
    await grantCredit(world.system, credit);
    expect(await burn(accountId)).toEqual([1_370_000n, 0n]);
    expect((await getVolume(ctx, { volumeId })).deletedAt).toBeNull();
    await world.advance(2 * 3600 + 73 * 3600);
    await catchUpDue(world.system, 500);
    await world.settleVolumes();
    expect(await getVolume(ctx, { volumeId })).toMatchObject({
      state: "deleted",
      stateReason: "grace_ended",
    });
    expect(stored(volumeId)).toBeUndefined();
  });

  it("offers the places that its region has", async () => {
    const customer = await world.customer(100n);
    const instanceId = await running(customer);
    const [region] = await volumeRegions(customer.ctx);
    expect(region).toMatchObject({ regionId: REGION, priceId: "prc_volume", gibMicrosPerHour: "137" });
    expect(region?.places.map((place) => place.beside)).toEqual([instanceId, "a100_80gb"]);
  });
});

it("leaves the books right", async () => {
  expect(await bookProblems(world)).toEqual([]);
});

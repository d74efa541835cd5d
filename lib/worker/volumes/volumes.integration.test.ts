import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { afterEach, describe, expect, it } from "vitest";
import * as schema from "@/drizzle/schema";
import { volumeName } from "@/lib/domain/names";
import type { VolumeStep } from "@/lib/domain/volume-plan";
import { ComputeError } from "@/lib/ports/compute";
import { launchInstance } from "@/lib/services/instances/launch";
import { catchUpDue } from "@/lib/services/money/catch-up-due";
import { claimVolumes } from "@/lib/services/volume-operations/claim";
import { attachVolume } from "@/lib/services/volumes/attach";
import { createVolume } from "@/lib/services/volumes/create";
import { deleteVolume } from "@/lib/services/volumes/delete";
import { deleteSnapshot } from "@/lib/services/volumes/delete-snapshot";
import { detachVolume } from "@/lib/services/volumes/detach";
import { getVolume } from "@/lib/services/volumes/get";
import { growVolume } from "@/lib/services/volumes/grow";
import { restoreVolume } from "@/lib/services/volumes/restore";
import { snapshotVolume } from "@/lib/services/volumes/snapshot";
import { testDatabase } from "@/lib/testing/database";
import { bookProblems, gpuHost, machineWorld, REGION } from "@/lib/testing/machines";
import { lookAtStorage } from "../storage/look";
import { volumeStep } from "./step";

const database = await testDatabase();
const world = await machineWorld(database, [gpuHost("a", 8)]);
const { db } = database;
const { compute, system } = world;

afterEach(async () => {
  compute.heal();
  await world.settleVolumes();
});

async function newVolume(credit = 100n, sizeGib = 10n) {
  const { ctx, launchInput } = await world.customer(credit);
  const asked = { name: "data", regionId: REGION, sizeGib, beside: "a100_80gb", priceId: "prc_volume" };
  const { id: volumeId } = await createVolume(ctx, { ...asked, requestId: `req_${randomUUID()}` });
  const count = (call: string) =>
    compute.calls.filter((each) => each === `${call} ${volumeName(volumeId)}`).length;
  return { ctx, volumeId, launchInput, count, view: () => getVolume(ctx, { volumeId }) };
}
type Made = Awaited<ReturnType<typeof newVolume>>;

async function attached(volume: Made): Promise<void> {
  const { ctx, volumeId, launchInput } = volume;
  const { id: instanceId } = await launchInstance(ctx, launchInput());
  await world.settle();
  await attachVolume(ctx, { volumeId, instanceId, mountPath: "/data" });
}
async function snapshotted({ ctx, volumeId }: Made): Promise<string> {
  const { snapshots } = await snapshotVolume(ctx, { volumeId, name: "before" });
  await world.settleVolumes();
  return snapshots[0]?.id ?? "";
}

class Killed extends Error {}

/** Works on the volume until the provider has carried out `point`, and dies before that is written down. */
async function dieAfter(point: VolumeStep, volumeId: string): Promise<void> {
  const fault = (at: VolumeStep, of: string) => {
    if (at === point && of === volumeId) throw new Killed();
  };
  for (let round = 0; round < 20; round += 1) {
    await db.execute(
      sql`update volume_operations set next_attempt_at = clock_timestamp() where finished_at is null`,
    );
    for (const claim of await claimVolumes(system, "doomed", 16)) {
      try {
        await volumeStep({ ctx: system, fault }, claim);
      } catch (error) {
        if (error instanceof Killed) return;
        throw error;
      }
    }
  }
  throw new Error(`${point} never came`);
}

describe("a worker that is killed between the provider's answer and our record", () => {
  const points: [VolumeStep, string, (volume: Made) => Promise<void>, object][] = [
    ["create", "createVolume", async () => {}, { state: "available", sizeGib: 10 }],
    [
      "grow",
      "growVolume",
      async ({ ctx, volumeId }) => void (await growVolume(ctx, { volumeId, sizeGib: 20n })),
      { state: "available", sizeGib: 20, wantedGib: 20 },
    ],
    ["attach", "attachVolume", attached, { state: "attached" }],
    [
      "detach",
      "detachVolume",
      async (volume) => {
        await attached(volume);
        await world.settleVolumes();
        await detachVolume(volume.ctx, { volumeId: volume.volumeId });
      },
      { state: "available", attachment: null },
    ],
    [
      "snapshot",
      "snapshotVolume",
      async ({ ctx, volumeId }) => void (await snapshotVolume(ctx, { volumeId, name: "before" })),
      { snapshots: [{ name: "before", state: "ready" }] },
    ],
    [
      "drop_snapshot",
      "removeVolumeSnapshot",
      async (volume) => void (await deleteSnapshot(volume.ctx, { snapshotId: await snapshotted(volume) })),
      { snapshots: [] },
    ],
    [
      "remove",
      "removeVolume",
      async ({ ctx, volumeId }) => void (await deleteVolume(ctx, { volumeId, confirmName: "data" })),
      { state: "deleted" },
    ],
  ];

  it.each(points)("after %s: the next one sees it and goes on", async (point, call, ask, expected) => {
    const volume = await newVolume();
    if (point !== "create") await world.settleVolumes();
    await ask(volume);
    await dieAfter(point, volume.volumeId);
    // Its lease is still good: nobody else touches the volume.
    expect(await claimVolumes(system, "next", 16)).toEqual([]);
    await db.execute(sql`update volume_operations set lease_until = clock_timestamp() - interval '1 second'`);
    await world.settleVolumes();
    expect(await volume.view()).toMatchObject(expected);
    expect(volume.count(call)).toBe(1);
  });

  it("takes a snapshot again over which the provider's daemon died, and says that it is ready only then", async () => {
    const volume = await newVolume();
    await world.settleVolumes();
    const name = volumeName(volume.volumeId);
    const { snapshots } = await snapshotVolume(volume.ctx, { volumeId: volume.volumeId, name: "before" });
    const kept = compute.volumes.all.get(name);
    await dieAfter("snapshot", volume.volumeId);
    compute.volumes.halfMade.add(`${name}/${kept?.snapshots[0]}`);
    await db.execute(sql`update volume_operations set lease_until = clock_timestamp() - interval '1 second'`);
    await world.settleVolumes();
    expect(volume.count("snapshotVolume")).toBe(2);
    expect(compute.volumes.halfMade.size).toBe(0);
    expect(await volume.view()).toMatchObject({ snapshots: [{ id: snapshots[0]?.id, state: "ready" }] });
  });

  it("after a restore: it is done again, which changes nothing, because nobody has the volume", async () => {
    const volume = await newVolume();
    await world.settleVolumes();
    const snapshotId = await snapshotted(volume);
    await restoreVolume(volume.ctx, { snapshotId, confirmName: "data" });
    await dieAfter("restore", volume.volumeId);
    await db.execute(sql`update volume_operations set lease_until = clock_timestamp() - interval '1 second'`);
    await world.settleVolumes();
    expect((await volume.view()).snapshots).toMatchObject([{ state: "ready" }]);
    expect(volume.count("restoreVolume")).toBe(2);
  });
});

describe("calls that fail", () => {
  it("a creation that timed out after it worked is found, not repeated", async () => {
    const volume = await newVolume();
    compute.fail("createVolume", new ComputeError("timeout", "no answer", true), { after: true });
    await world.settleVolumes();
    expect(await volume.view()).toMatchObject({ state: "available" });
    expect(volume.count("createVolume")).toBe(1);
  });

  it("a full host is asked again, and given up free of charge", async () => {
    const volume = await newVolume();
    compute.fail("createVolume", new ComputeError("no_capacity", "no space left", true), { times: 99 });
    await world.settleVolumes();
    expect(await volume.view()).toMatchObject({ state: "failed", stateDetail: "no space left" });
    expect(volume.count("createVolume")).toBe(5);
  });

  it("an attachment that is refused is given up with the reason; the volume stays", async () => {
    const volume = await newVolume();
    await world.settleVolumes();
    compute.fail("attachVolume", new ComputeError("failed", "no such path", false));
    await attached(volume);
    await world.settleVolumes();
    expect(await volume.view()).toMatchObject({ state: "available", stateDetail: "no such path" });
  });

  it("deletes what was created after the balance had ended meanwhile", async () => {
    const volume = await newVolume(1n, 10_000n);
    await dieAfter("create", volume.volumeId);
    const { launchInput, ctx } = volume;
    // Something else takes the money while nobody works on the volume.
    await launchInstance(ctx, { ...launchInput(), typeId: "cpu_4x", priceId: "prc_run_cpu_4x" });
    await world.settle();
    await world.advance(40 * 3600);
    await catchUpDue(system, 500);
    await db.execute(sql`update volume_operations set lease_until = clock_timestamp() - interval '1 second'`);
    await world.settleVolumes();
    expect(await volume.view()).toMatchObject({ state: "deleted", stateReason: "balance_ended" });
    expect(compute.volumes.all.has(volumeName(volume.volumeId))).toBe(false);
    const used = await db
      .select()
      .from(schema.usageSegments)
      .where(eq(schema.usageSegments.volumeId, volume.volumeId));
    expect(used).toEqual([]);
  });

  it("a volume that was deleted by hand ends its bill when that is found", async () => {
    const volume = await newVolume();
    await world.settleVolumes();
    const other = await newVolume();
    await world.settleVolumes();
    compute.volumes.all.delete(volumeName(volume.volumeId));
    await world.advance(120);
    await lookAtStorage(system, REGION);
    await world.settleVolumes();
    expect(await other.view()).toMatchObject({ state: "available" });
    expect(await volume.view()).toMatchObject({ state: "lost", stateReason: "machine_lost" });
  });
});

it("leaves the books right", async () => {
  expect(await bookProblems(world)).toEqual([]);
});

import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterEach, describe, expect, it } from "vitest";
import { machineName, volumeName } from "@/lib/domain/names";
import { ComputeError } from "@/lib/ports/compute";
import { usageByDay } from "@/lib/services/billing/usage-by-day";
import { readSecond } from "@/lib/services/fleet/known";
import { mirrorRegion } from "@/lib/services/fleet/mirror";
import { getInstance } from "@/lib/services/instances/get";
import { launchInstance } from "@/lib/services/instances/launch";
import { restartInstance } from "@/lib/services/instances/restart";
import { startInstance } from "@/lib/services/instances/start";
import { stopInstance } from "@/lib/services/instances/stop";
import { catchUpDue } from "@/lib/services/money/catch-up-due";
import { listActivity } from "@/lib/services/support/list-activity";
import { createVolume } from "@/lib/services/volumes/create";
import { dismissVolume } from "@/lib/services/volumes/dismiss";
import { getVolume } from "@/lib/services/volumes/get";
import { growVolume } from "@/lib/services/volumes/grow";
import { listGoneVolumes, listVolumes } from "@/lib/services/volumes/list";
import { testDatabase } from "@/lib/testing/database";
import { bookProblems, gpuHost, machineWorld, REGION, TYPE } from "@/lib/testing/machines";
import { lookAtStorage } from "../storage/look";

const database = await testDatabase();
const world = await machineWorld(database, [gpuHost("a", 8)]);
const { db } = database;
const { compute, system } = world;
const GIB_RATE = 137n;

afterEach(() => {
  compute.heal();
  system.jobs.length = 0;
});

async function kept(sizeGib = 10n, credit = 100n) {
  const { ctx, launchInput } = await world.customer(credit);
  const asked = { name: "data", regionId: REGION, beside: "a100_80gb", priceId: "prc_volume", sizeGib };
  const { id: volumeId } = await createVolume(ctx, { ...asked, requestId: `req_${randomUUID()}` });
  await world.settleVolumes();
  return { ctx, launchInput, volumeId, sizeGib, view: () => getVolume(ctx, { volumeId }) };
}
type Kept = Awaited<ReturnType<typeof kept>>;

const look = async () => {
  await lookAtStorage(system, REGION);
  await world.settleVolumes();
};
const vanish = ({ volumeId }: Kept) => void compute.volumes.all.delete(volumeName(volumeId));

/** Looks now and answers with the second of it, from which on nothing may be charged once the volume is gone. */
async function lookedAt(): Promise<bigint> {
  await look();
  const { rows } = await db.execute<{ at: string }>(
    sql`select volumes_seen_at::text as at from hosts where name = 'a'`,
  );
  return BigInt(rows[0]?.at ?? "0");
}

/** What its segments were charged for, less what came back, in seconds of one GiB. */
async function charged({ volumeId }: Kept): Promise<bigint> {
  const { rows } = await db.execute<{ ticks: string }>(sql`
    select sum(s.rate * (s.upper - s.lower) - coalesce(
      (select sum(c.ticks) from usage_credits c where c.segment_id = s.id), 0))::text as ticks
    from usage_segments s where s.volume_id = ${volumeId}`);
  return BigInt(rows[0]?.ticks ?? "0") / GIB_RATE;
}
/** What the statement of the month says in which the volume was made. */
async function usageOf({ ctx, view }: Kept): Promise<bigint> {
  const month = (await view()).createdAt.slice(0, 7);
  return BigInt((await usageByDay(ctx, month)).totalTicks);
}
async function began({ volumeId }: Kept): Promise<bigint> {
  const { rows } = await db.execute<{ lower: string }>(
    sql`select min(lower)::text as lower from usage_segments where volume_id = ${volumeId}`,
  );
  return BigInt(rows[0]?.lower ?? "0");
}
const mails = () => system.jobs.flatMap(({ job }) => (job.task === "mail" ? [job.payload] : []));

describe("a volume that vanished", () => {
  it("is billed to the last look that saw it, and its owner is told where and when", async () => {
    const volume = await kept();
    await world.advance(3600);
    const known = await lookedAt();
    vanish(volume);
    await world.advance(600);
    await look();
    expect(await charged(volume)).toBe(10n * (known - (await began(volume))));
    expect(mails()).toMatchObject([
      { template: "volume_machine_lost", params: { volume: "data", gib: "10" } },
    ]);
    const { lines } = await listActivity(volume.ctx, "system");
    expect(lines[0]).toMatchObject({
      action: "volume.lost",
      detail: { lastKnown: `${known}`, name: "data" },
    });
    const lastKnownAt = new Date(Number(known) * 1000).toISOString();
    expect(await volume.view()).toMatchObject({
      state: "lost",
      lost: { lastKnownAt },
      totalCost: { accruedTicks: `${(await charged(volume)) * GIB_RATE}`, ticksPerSecond: "0" },
    });
  });

  it("gives back what a settlement had booked since, also of the size that it had before it grew", async () => {
    const volume = await kept();
    const soonest = await lookedAt();
    const grown = { sizeGib: 20n, volumeId: volume.volumeId };
    await growVolume(volume.ctx, grown);
    await world.settleVolumes();
    const latest = await readSecond(system);
    vanish(volume);
    // Over a midnight, at which everything is settled.
    await world.advance(2 * 86_400);
    await catchUpDue(system, 500);
    await look();
    const from = await began(volume);
    const paid = await charged(volume);
    // The provider's answer to the growth proves it, at a second between the two; from the growth on it is twice as large.
    expect(paid).toBeGreaterThanOrEqual(10n * (soonest - from));
    expect(paid).toBeLessThanOrEqual(10n * (latest - from) + 10n * (latest - soonest));
    // The days say the same as the segments and their credits.
    expect(await usageOf(volume)).toBe(paid * GIB_RATE);
    expect(mails()).toHaveLength(1);
  });

  it("stays on the list until it is put away, then among those that are gone", async () => {
    const volume = await kept();
    vanish(volume);
    await world.advance(120);
    await look();
    expect(await listVolumes(volume.ctx)).toMatchObject([{ id: volume.volumeId, state: "lost" }]);
    await dismissVolume(volume.ctx, { volumeId: volume.volumeId });
    expect(await listVolumes(volume.ctx)).toEqual([]);
    expect(await listGoneVolumes(volume.ctx)).toMatchObject([{ id: volume.volumeId }]);
  });

  it("is told once, however often it is looked for", async () => {
    const volume = await kept();
    vanish(volume);
    await world.advance(120);
    await look();
    await look();
    expect(mails()).toHaveLength(1);
  });

  it("is believed only when it is not found by its name either, and its region answers", async () => {
    const volume = await kept();
    await lookedAt();
    const all = [...compute.volumes.all];
    compute.volumes.all.clear();
    await world.advance(120);
    await lookAtStorage(system, REGION);
    for (const [name, each] of all) compute.volumes.all.set(name, each);
    compute.fail("volume", new ComputeError("unreachable", "no answer", true));
    await world.settleVolumes();
    await world.settleVolumes();
    expect(await volume.view()).toMatchObject({ state: "available", lost: null });
    expect(mails()).toEqual([]);
  });
});

describe("a volume that vanished while an instance had it", () => {
  async function mounted() {
    const volume = await kept();
    const { id: instanceId } = await launchInstance(volume.ctx, {
      ...{ ...volume.launchInput(), volumeId: volume.volumeId, mountPath: "/data" },
    });
    await world.settle();
    await world.settleVolumes();
    expect(await volume.view()).toMatchObject({ state: "attached" });
    const machine = machineName(instanceId);
    return { ...volume, instanceId, machine, instance: () => getInstance(volume.ctx, { instanceId }) };
  }
  const disksOf = (machine: string) => [...(compute.volumes.disks.get(machine) ?? [])];

  it("is told on that instance, whose machine is freed of its disk at once", async () => {
    const volume = await mounted();
    vanish(volume);
    await world.advance(120);
    await look();
    const from = { instanceId: volume.instanceId, mountPath: "/data" };
    expect(await volume.view()).toMatchObject({ state: "lost", attachment: null, lost: { from } });
    expect(disksOf(volume.machine)).toEqual([]);
  });

  it.each<[string, (of: Awaited<ReturnType<typeof mounted>>) => Promise<unknown>]>([
    [
      "starts",
      async ({ ctx, instanceId }) => {
        await stopInstance(ctx, { instanceId });
        await world.settle();
        return startInstance(ctx, { instanceId, priceId: `prc_run_${TYPE}`, stopAt: null });
      },
    ],
    ["restarts", ({ ctx, instanceId }) => restartInstance(ctx, { instanceId })],
  ])("keeps nobody from it: it %s, noticed or not", async (_, ask) => {
    const unnoticed = await mounted();
    vanish(unnoticed);
    const noticed = await mounted();
    vanish(noticed);
    await world.advance(120);
    // Its daemon does not answer when its loss is recorded: the start does it.
    compute.fail("dropLostVolumes", new ComputeError("unreachable", "no answer", true));
    await db.execute(sql`update volumes set missing_since = app_now() where id = ${noticed.volumeId}`);
    await world.settleVolumes();
    expect(await noticed.view()).toMatchObject({ state: "lost" });
    expect(disksOf(noticed.machine)).toHaveLength(1);
    for (const each of [unnoticed, noticed]) {
      await ask(each);
      await world.settle();
      expect(await each.instance()).toMatchObject({ state: "running" });
      expect(compute.all.get(each.machine)?.status).toBe("running");
      expect(disksOf(each.machine)).toEqual([]);
    }
    await look();
    expect(await unnoticed.view()).toMatchObject({ state: "lost" });
  });
});

describe("a volume whose host does not answer", () => {
  it("is still stored and costs what it did; its page says so until the host is back", async () => {
    const volume = await kept(10n);
    await look();
    expect(await volume.view()).toMatchObject({ awaySince: null });
    await mirrorRegion(system, REGION, [{ ...gpuHost("a", 8), online: false }], []);
    await world.advance(7200);
    await look();
    const away = await volume.view();
    expect(away).toMatchObject({ state: "available", lost: null, totalCost: { ticksPerSecond: "1370" } });
    expect(away.awaySince).toMatch(/Z$/);
    expect(Date.parse(away.awaySince ?? "")).toBeLessThanOrEqual(away.serverNowMs - 7_200_000);
    await mirrorRegion(system, REGION, [gpuHost("a", 8)], []);
    await look();
    const back = await volume.view();
    expect(back).toMatchObject({ state: "available", awaySince: null });
    const { accruedTicks, anchorSecond } = back.totalCost;
    const seconds = BigInt(anchorSecond) - (await began(volume));
    expect(BigInt(accruedTicks)).toBe(10n * GIB_RATE * seconds);
    const { rows } = await db.execute(sql`select 1 from usage_credits where item_id = ${volume.volumeId}`);
    expect(rows).toEqual([]);
    expect(mails()).toEqual([]);
  });
});

describe("a volume whose host is lost", () => {
  it("says so, and is billed to the last look at which the host answered", async () => {
    const volume = await kept();
    await world.advance(600);
    const known = await lookedAt();
    // Away first: what the cluster's list says of it proves nothing.
    await mirrorRegion(system, REGION, [{ ...gpuHost("a", 8), online: false }], []);
    await world.advance(600);
    await look();
    expect(await volume.view()).toMatchObject({ state: "available", lost: null });
    await mirrorRegion(system, REGION, [], []);
    vanish(volume);
    await world.advance(60);
    await look();
    expect(await volume.view()).toMatchObject({ state: "lost", stateReason: "host_lost" });
    expect(await charged(volume)).toBe(10n * (known - (await began(volume))));
    expect(mails()).toMatchObject([{ template: "volume_host_lost" }]);
    const { lines } = await listActivity(volume.ctx, "system");
    expect(lines[0]).toMatchObject({ action: "volume.host_lost" });
    await mirrorRegion(system, REGION, [gpuHost("a", 8)], []);
  });
});

it("leaves the books right", async () => {
  expect(await bookProblems(world)).toEqual([]);
});

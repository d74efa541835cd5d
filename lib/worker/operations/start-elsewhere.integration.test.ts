/** Starts for which there is no room on the disk's host: offered, copied, failed, cancelled, killed in between. */
import { eq, sql } from "drizzle-orm";
import { afterEach, describe, expect, it } from "vitest";
import * as schema from "@/drizzle/schema";
import { machineName } from "@/lib/domain/names";
import { ComputeError } from "@/lib/ports/compute";
import { cancelInstance } from "@/lib/services/instances/cancel";
import { getInstance } from "@/lib/services/instances/get";
import { launchInstance } from "@/lib/services/instances/launch";
import { startQuote } from "@/lib/services/instances/quotes";
import { startInstance } from "@/lib/services/instances/start";
import { stopInstance } from "@/lib/services/instances/stop";
import { terminateInstance } from "@/lib/services/instances/terminate";
import { testDatabase } from "@/lib/testing/database";
import { killWorkerAt } from "@/lib/testing/kill-worker";
import { bookProblems, gpuHost, machineWorld, TYPE } from "@/lib/testing/machines";
import { runOperationsOnce } from "./loop";

const database = await testDatabase();
const world = await machineWorld(database, [gpuHost("a", 1), gpuHost("b", 1)]);
const { db } = database;
const { compute, system } = world;
const RUN = "1590000";
const DISK = "54800";

const started: { ctx: Awaited<ReturnType<typeof world.customer>>["ctx"]; id: string }[] = [];
afterEach(async () => {
  compute.heal();
  await world.settle();
  for (const { ctx, id } of started.splice(0))
    await terminateInstance(ctx, { instanceId: id, confirmName: "box" }).catch(() => undefined);
  await world.settle();
  expect(compute.all.size).toBe(0);
});

async function launched() {
  const { ctx, launchInput } = await world.customer(100n);
  const { id } = await launchInstance(ctx, launchInput());
  started.push({ ctx, id });
  await world.settle();
  const name = machineName(id);
  const start = (copyDisk: boolean) =>
    startInstance(ctx, { instanceId: id, priceId: `prc_run_${TYPE}`, stopAt: null, copyDisk });
  const row = async () => {
    const [found] = await db.select().from(schema.instances).where(eq(schema.instances.id, id));
    if (!found) throw new Error("no instance");
    return found;
  };
  const count = (call: string) => compute.calls.filter((each) => each === `${call} ${name}`).length;
  const cards = () => db.select().from(schema.cards).where(eq(schema.cards.instanceId, id));
  return { id, ctx, name, start, row, count, cards, view: () => getInstance(ctx, { instanceId: id }) };
}

/** Stopped on host a, whose card somebody else has taken since. */
async function crowdedOut() {
  const one = await launched();
  await stopInstance(one.ctx, { instanceId: one.id });
  await world.settle();
  const other = await launched();
  expect((await one.row()).host).toBe("a");
  expect((await other.row()).host).toBe("a");
  compute.calls.length = 0;
  return { ...one, other };
}

describe("a start without room on the disk's host", () => {
  it("is answered with the copy that it takes, and holds nothing until that is accepted", async () => {
    const { id, ctx, start, view, cards } = await crowdedOut();
    const quote = await startQuote(ctx, { instanceId: id });
    expect(quote).toMatchObject({ available: false, place: "copy", copy: { gib: 400, minutes: 35 } });
    await expect(start(false)).rejects.toMatchObject({
      code: "disk_host_full",
      params: { gib: "400", minutes: "35" },
    });
    expect(await view()).toMatchObject({ state: "stopped", moving: false });
    expect(await cards()).toEqual([]);
  });

  it("copies the disk, at the disk's price, and runs there from then on", async () => {
    const { id, name, start, view, row, count, cards, ctx } = await crowdedOut();
    await start(true);
    expect(await view()).toMatchObject({
      state: "starting",
      moving: true,
      totalCost: { ticksPerSecond: DISK },
    });
    expect((await cards()).map((card) => card.host)).toEqual(["b"]);
    await world.settle();
    expect(await view()).toMatchObject({
      state: "running",
      moving: false,
      totalCost: { ticksPerSecond: RUN },
    });
    expect(await row()).toMatchObject({ host: "b", moveTo: null });
    expect(compute.all.get(name)).toMatchObject({ host: "b" });
    expect(count("move")).toBe(1);
    const phases = (await view()).phases.map(({ phase }) => phase);
    expect(phases).toEqual(["placed", "copying", "starting", "booting", "ready"]);
    // Now it is at home there.
    await stopInstance(ctx, { instanceId: id });
    await world.settle();
    expect(await startQuote(ctx, { instanceId: id })).toMatchObject({ place: "here" });
  });

  it("stays at home when room came back in the meantime, also when a copy was accepted", async () => {
    const { start, row, count, other } = await crowdedOut();
    await stopInstance(other.ctx, { instanceId: other.id });
    await world.settle();
    await start(true);
    await world.settle();
    expect(await row()).toMatchObject({ host: "a", state: "running" });
    expect(count("move")).toBe(0);
  });

  it("has nowhere to go from a host that is away, or into a region that is full", async () => {
    const { id, ctx, start } = await crowdedOut();
    await db.update(schema.hosts).set({ online: false }).where(eq(schema.hosts.name, "a"));
    expect(await startQuote(ctx, { instanceId: id })).toMatchObject({ place: "wait" });
    await expect(start(true)).rejects.toMatchObject({ code: "out_of_stock" });
    await db.update(schema.hosts).set({ online: true }).where(eq(schema.hosts.name, "a"));
    await launched();
    expect(await startQuote(ctx, { instanceId: id })).toMatchObject({ place: "wait" });
    await expect(start(true)).rejects.toMatchObject({ code: "out_of_stock" });
  });
});

describe("a copy that does not come to its end", () => {
  it("is not taken for a loss when the machine is between two names while its disks are looked at", async () => {
    const { start, view, row, count } = await crowdedOut();
    compute.fail("dropLostVolumes", new ComputeError("not_found", "no machine", false));
    await start(true);
    await world.settle();
    expect(await view()).toMatchObject({ state: "running" });
    expect(await row()).toMatchObject({ host: "b", moveTo: null });
    expect(count("move")).toBe(1);
  });

  it.each([
    new ComputeError("failed", "disk error", false),
    new ComputeError("no_capacity", "no space left on device", true),
  ])("fails ($message): stopped on the old host, nothing lost, nothing held", async (error) => {
    const { start, view, row, cards, name } = await crowdedOut();
    compute.fail("move", error);
    await start(true);
    await world.settle();
    expect(await view()).toMatchObject({
      state: "stopped",
      stateReason: "start_failed",
      moving: false,
      totalCost: { ticksPerSecond: DISK },
    });
    expect(await row()).toMatchObject({ host: "a", moveTo: null });
    expect(await cards()).toEqual([]);
    expect(compute.all.get(name)).toMatchObject({ host: "a", status: "stopped" });
    await start(true);
    await world.settle();
    expect(await view()).toMatchObject({ state: "running" });
  });

  it("times out after it worked: found there, and not copied again", async () => {
    const { start, view, row, count } = await crowdedOut();
    compute.fail("move", new ComputeError("timeout", "no answer", true), { after: true });
    await start(true);
    await world.settle();
    await world.settle();
    expect(await view()).toMatchObject({ state: "running" });
    expect(await row()).toMatchObject({ host: "b" });
    expect(count("move")).toBe(1);
  });

  it("takes longer than the operator allows: given up, and the boot's own limit did not count meanwhile", async () => {
    const { start, view, row } = await crowdedOut();
    compute.fail("move", new ComputeError("unreachable", "host away", true), { times: 2 });
    await start(true);
    const { rows } = await db.execute(sql`select 1 from operations where finished_at is null`);
    expect(rows).toEqual([]);
    expect(await runOperationsOnce(system, { worker: "one" })).toBe(1);
    await world.advance(3600);
    await db.execute(
      sql`update operations set next_attempt_at = clock_timestamp() where finished_at is null`,
    );
    expect(await runOperationsOnce(system, { worker: "one" })).toBe(1);
    expect(await view()).toMatchObject({ state: "starting", totalCost: { ticksPerSecond: DISK } });
    await world.advance(5 * 3600 + 10);
    await world.settle();
    expect(await view()).toMatchObject({
      state: "stopped",
      stateReason: "start_failed",
      stateDetail: "timeout",
    });
    expect(await row()).toMatchObject({ host: "a", moveTo: null });
  });

  it("is cancelled: settled first, and the disk is where the provider says", async () => {
    const { id, ctx, start, view, row, count, cards, name } = await crowdedOut();
    await start(true);
    await cancelInstance(ctx, { instanceId: id });
    // An earlier attempt arrived all the same.
    await compute.move(name, "b");
    await world.settle();
    expect(await view()).toMatchObject({ state: "stopped", moving: false });
    expect(await row()).toMatchObject({ host: "b", moveTo: null });
    expect(count("settleMove")).toBe(1);
    expect(await cards()).toEqual([]);
  });

  it("finds its machine deleted by hand: gone, and nothing is charged any more", async () => {
    const { start, view, name } = await crowdedOut();
    await start(true);
    compute.all.delete(name);
    await world.settle();
    expect(await view()).toMatchObject({
      state: "terminated",
      stateReason: "machine_lost",
      totalCost: { ticksPerSecond: "0" },
    });
  });
});

describe("a worker that is killed between the provider's answer and our record", () => {
  it.each(["moved", "moved_recorded", "cards_set", "started", "ready"])(
    "after %s: the next one goes on, and nothing is done twice",
    async (point) => {
      const { id, start, view, row, count, cards, name } = await crowdedOut();
      await start(true);
      // The card on the other host has another address, so that it must be set.
      await db
        .update(schema.cards)
        .set({ pciAddress: "0000:99:00.0" })
        .where(eq(schema.cards.instanceId, id));
      await killWorkerAt(world, id, point);
      await db.execute(
        sql`update operations set lease_until = clock_timestamp() - interval '1 second' where finished_at is null`,
      );
      await world.settle("other");
      expect(await view()).toMatchObject({ state: "running", totalCost: { ticksPerSecond: RUN } });
      expect(await row()).toMatchObject({ host: "b", moveTo: null });
      expect(compute.all.get(name)).toMatchObject({ host: "b", cards: ["0000:99:00.0"] });
      expect([count("move"), count("setCards"), count("start")]).toEqual([1, 1, 1]);
      expect(await cards()).toHaveLength(1);
      const open = await db.execute<{ n: number }>(
        sql`select count(*)::int as n from usage_segments where instance_id = ${id} and upper is null`,
      );
      expect(open.rows[0]?.n).toBe(1);
      await db
        .update(schema.cards)
        .set({ pciAddress: "0000:40:00.0" })
        .where(eq(schema.cards.instanceId, id));
    },
  );
});

it("leaves books in which nothing is wrong", async () => {
  expect(await bookProblems(world)).toEqual([]);
});

import { eq, sql } from "drizzle-orm";
import { afterEach, describe, expect, it } from "vitest";
import * as schema from "@/drizzle/schema";
import { machineName } from "@/lib/domain/names";
import { ComputeError, deploymentTag } from "@/lib/ports/compute";
import { availability } from "@/lib/services/catalogue/availability";
import { recordAvailability } from "@/lib/services/catalogue/record-availability";
import { confirmEpoch, epochState } from "@/lib/services/fleet/epoch";
import { quarantined } from "@/lib/services/fleet/stray";
import { getInstance } from "@/lib/services/instances/get";
import { launchInstance } from "@/lib/services/instances/launch";
import { startInstance } from "@/lib/services/instances/start";
import { stopInstance } from "@/lib/services/instances/stop";
import { testDatabase } from "@/lib/testing/database";
import { bookProblems, gpuHost, machineWorld, REGION, TYPE } from "@/lib/testing/machines";
import { Reconciler } from "./reconciler";

const database = await testDatabase();
const hosts = () => [gpuHost("a", 8), gpuHost("b", 8)];
const world = await machineWorld(database, hosts());
const { db } = database;
const { compute, system } = world;
const newReconciler = () => new Reconciler(system, REGION, { deploymentId: world.deploymentId });

afterEach(async () => {
  compute.heal();
  compute.hostList = hosts();
  await newReconciler().look();
  system.jobs.length = 0;
});

async function running() {
  const { ctx, launchInput } = await world.customer(100n);
  const { id } = await launchInstance(ctx, launchInput());
  await world.settle();
  const view = () => getInstance(ctx, { instanceId: id });
  const row = async () => {
    const [found] = await db.select().from(schema.instances).where(eq(schema.instances.id, id));
    if (!found) throw new Error("no instance");
    return found;
  };
  return { id, ctx, launchInput, name: machineName(id), view, row };
}
const mails = () => system.jobs.map(({ job }) => (job.task === "mail" ? job.payload.template : job.task));
const cardsOf = (id: string) => db.select().from(schema.cards).where(eq(schema.cards.instanceId, id));
const offer = async () => (await availability(system)).offers.find((each) => each.typeId === TYPE);
const ran = async (id: string) => {
  const { rows } = await db.execute<{ seconds: number }>(sql`
    select sum(s.upper - s.lower)::int - coalesce((select sum(c.upper - c.lower) from usage_credits c
      where c.item_id = ${id}), 0)::int as seconds
    from usage_segments s where s.instance_id = ${id} and s.kind = 'run'`);
  return rows[0]?.seconds ?? 0;
};

describe("a machine that ends by itself", () => {
  it("shut down from inside: billed to its last proof, kept, the customer told, the card free", async () => {
    const { id, name, view, row } = await running();
    const reconciler = newReconciler();
    await world.advance(100);
    await reconciler.look();
    const proof = (await row()).provenAliveAt;
    compute.powerOff(name);
    await world.advance(50);
    await reconciler.look();
    expect(await view()).toMatchObject({ state: "stopped", stateReason: "guest_shutdown" });
    const segments = await db
      .select()
      .from(schema.usageSegments)
      .where(eq(schema.usageSegments.instanceId, id));
    expect(segments.find((segment) => segment.kind === "run")?.upper).toBe(proof);
    expect(mails()).toEqual(["instance_guest_shutdown"]);
    await world.settle();
    expect(await cardsOf(id)).toHaveLength(0);
    await reconciler.look();
    expect(await view()).toMatchObject({ state: "stopped" });
  });

  it("deleted by hand: gone with its disk, and nothing charged any more", async () => {
    const { id, name, view } = await running();
    compute.all.delete(name);
    await newReconciler().look();
    expect(await view()).toMatchObject({
      state: "terminated",
      stateReason: "machine_lost",
      totalCost: { ticksPerSecond: "0" },
    });
    expect(mails()).toEqual(["instance_lost"]);
    expect(await cardsOf(id)).toHaveLength(0);
  });

  it("deleted by hand while it was stopped: the disk's bill ends", async () => {
    const { id, ctx, name, view } = await running();
    await stopInstance(ctx, { instanceId: id });
    await world.settle();
    compute.all.delete(name);
    await newReconciler().look();
    expect(await view()).toMatchObject({ state: "terminated", totalCost: { ticksPerSecond: "0" } });
  });

  it("paused for the provider's own work runs on; paused by somebody it ends at its last proof", async () => {
    const { name, view, row } = await running();
    await world.advance(20);
    const reconciler = newReconciler();
    await reconciler.look();
    const proof = (await row()).provenAliveAt;
    const boot = compute.all.get(name);
    compute.working.add(name);
    compute.pause(name);
    await world.advance(2000);
    await reconciler.look();
    expect(await view()).toMatchObject({ state: "running" });
    expect((await row()).provenAliveAt).toBe(proof);
    if (boot) compute.all.set(name, boot);
    compute.working.clear();
    await reconciler.look();
    const later = (await row()).provenAliveAt;
    expect(later).toBeGreaterThanOrEqual((proof ?? 0n) + 2000n);
    compute.pause(name);
    await world.advance(100);
    await reconciler.look();
    expect(await view()).toMatchObject({ state: "stopped", stateReason: "machine_paused" });
    expect((await view()).death?.lastAliveAt).toBe(new Date(Number(later) * 1000).toISOString());
    await world.settle();
    expect(compute.all.get(name)?.status).toBe("stopped");
  });

  it("while it is restarted is not taken for dead", async () => {
    const { id, name, view } = await running();
    await db.execute(sql`update instances set restart_requested = 1 where id = ${id}`);
    compute.powerOff(name);
    await newReconciler().look();
    expect(await view()).toMatchObject({ state: "running" });
    await world.settle();
    expect(compute.all.get(name)?.status).toBe("running");
  });
});

describe("proof", () => {
  it("the worker away for an hour: the same boot proves the whole hour", async () => {
    const { id, ctx, view } = await running();
    await world.advance(3600);
    await newReconciler().look();
    expect(await view()).toMatchObject({ state: "running" });
    await stopInstance(ctx, { instanceId: id });
    expect(await ran(id)).toBeGreaterThanOrEqual(3599);
    await world.settle();
  });

  it("a region away for less than a quarter of an hour changes nothing; for longer, runs end at the last proof", async () => {
    const { id, name, view, row } = await running();
    const reconciler = newReconciler();
    await world.advance(10);
    await reconciler.look();
    const proof = (await row()).provenAliveAt;
    const away = new ComputeError("unreachable", "refused", true);
    compute.fail("machines", away, { times: 9 });
    await reconciler.look();
    expect((await availability(system)).regions[0]?.reachable).toBe(false);
    await world.advance(800);
    await reconciler.look();
    expect(await view()).toMatchObject({ state: "running" });
    await world.advance(200);
    await reconciler.look();
    expect(await view()).toMatchObject({ state: "stopped", stateReason: "unproven" });
    const [segment] = await db
      .select()
      .from(schema.usageSegments)
      .where(eq(schema.usageSegments.instanceId, id));
    expect(segment?.upper).toBe(proof);
    // Nobody works on a region that is down; when it is back, what is not paid for is switched off.
    await world.settle();
    expect(compute.all.get(name)?.status).toBe("running");
    compute.heal();
    await reconciler.look();
    await world.settle();
    expect(compute.all.get(name)?.status).toBe("stopped");
    expect(await cardsOf(id)).toHaveLength(0);
  });

  it("a host that died: its machines end at their last proof, the others run on", async () => {
    const one = await running();
    const reconciler = newReconciler();
    await reconciler.look();
    const dead = (await one.row()).host;
    compute.hostList = hosts().map((host) =>
      host.name === dead ? { ...host, online: false, schedulable: false, cards: [] } : host,
    );
    await reconciler.look();
    await world.advance(901);
    await reconciler.look();
    expect(await one.view()).toMatchObject({ state: "stopped", stateReason: "host_died" });
    expect(mails()).toContain("instance_host_died");
    expect((await offer())?.total).toBe(8);
    // Its cards are not gone, only away, and still held until the host says that the machine is off.
    expect(await cardsOf(one.id)).toHaveLength(1);
    const start = { instanceId: one.id, priceId: `prc_run_${TYPE}`, stopAt: null };
    await expect(startInstance(one.ctx, start)).rejects.toMatchObject({ code: "wrong_state" });
  });
});

describe("machines that are not ours", () => {
  it("are listed, their cards counted as taken, and nothing is done to them", async () => {
    await world.settle();
    const before = (await offer())?.free ?? 0;
    compute.put("by-hand", "a", {}, ["0000:47:00.0"]);
    compute.put("other-portal", "a", { [deploymentTag]: "dep_other", instance: "ins_x" }, ["0000:46:00.0"]);
    compute.boot("by-hand");
    const reconciler = newReconciler();
    compute.calls.length = 0;
    await reconciler.look();
    await world.advance(100_000);
    await reconciler.look();
    await world.settle();
    expect((await offer())?.free).toBe(before - 2);
    const strays = await db.select().from(schema.strayMachines);
    expect(strays.map(({ name, kind }) => [name, kind]).sort()).toEqual([
      ["by-hand", "foreign"],
      ["other-portal", "foreign"],
    ]);
    expect(compute.calls.filter((call) => /by-hand|other-portal/.test(call))).toEqual([]);
    compute.all.delete("by-hand");
    compute.all.delete("other-portal");
    await reconciler.look();
    expect((await offer())?.free).toBe(before);
    expect(await db.select().from(schema.strayMachines)).toEqual([]);
  });

  it("with our tag but unknown are quarantined, and removed later only if they were never ready", async () => {
    const tags = { [deploymentTag]: world.deploymentId, instance: "ins_unknown" };
    compute.put("ins-unknown", "a", tags);
    compute.put("ins-was-ready", "a", { ...tags, instance: "ins_was_ready", ready: "true" });
    const reconciler = newReconciler();
    await reconciler.look();
    expect([compute.all.has("ins-unknown"), compute.all.has("ins-was-ready")]).toEqual([true, true]);
    await world.advance(700);
    await reconciler.look();
    expect([compute.all.has("ins-unknown"), compute.all.has("ins-was-ready")]).toEqual([false, true]);
    compute.all.delete("ins-was-ready");
  });

  it("made after the backup that the database was restored from: all is only observed until an operator confirms", async () => {
    await world.settle();
    const reconciler = newReconciler();
    const [up, off] = [await running(), await running()];
    await stopInstance(off.ctx, { instanceId: off.id });
    await world.settle();
    const { epoch } = await epochState(system);
    expect(compute.all.get(up.name)?.tags.epoch).toMatch(/^\d+$/);
    await reconciler.look();
    expect((await epochState(system)).seen).toBeLessThanOrEqual(epoch);

    // After the backup: one more is launched, one is started again and one is deleted. Then the backup comes back.
    const tags = { [deploymentTag]: world.deploymentId, instance: "ins_later", epoch: `${epoch + 3}` };
    compute.put("ins-later", "a", tags);
    compute.boot(off.name);
    const lost = compute.all.get(up.name);
    compute.all.delete(up.name);
    await reconciler.look();
    compute.calls.length = 0;
    await world.advance(700);
    await reconciler.look();
    await world.settle();
    expect(compute.calls.filter((call) => !/^(hosts|machines|imageAliases)/.test(call))).toEqual([]);
    expect(compute.all.has("ins-later")).toBe(true);
    expect(compute.all.get(off.name)?.status).toBe("running");
    expect(await up.view()).toMatchObject({ state: "running" });
    expect(await epochState(system)).toEqual({ epoch, seen: epoch + 3 });
    expect(await quarantined(system)).toEqual([{ regionId: REGION, name: "ins-later", host: "a" }]);
    // Two truths are no ground to build on.
    const more = up.launchInput();
    await expect(launchInstance(up.ctx, more)).rejects.toMatchObject({ code: "region_unavailable" });

    await confirmEpoch(system);
    if (lost) compute.all.set(up.name, lost);
    await reconciler.look();
    await world.settle();
    expect(compute.all.get(off.name)?.status).toBe("stopped");
    expect(compute.all.has("ins-later")).toBe(false);
    expect(await up.view()).toMatchObject({ state: "running" });
    await launchInstance(up.ctx, more);
    await world.settle();
  });
});

describe("what was confirmed once", () => {
  it("a machine that runs although it is stopped is switched off again", async () => {
    const { id, ctx, name } = await running();
    await stopInstance(ctx, { instanceId: id });
    await world.settle();
    compute.boot(name);
    await newReconciler().look();
    await world.settle();
    expect(compute.all.get(name)?.status).toBe("stopped");
  });

  it("hosts and cards follow the provider, and models that the catalogue knows are recognised", async () => {
    const [first, second] = hosts();
    if (!first || !second) throw new Error("two hosts");
    compute.hostList = [first, { ...second, cards: second.cards.slice(0, 2), schedulable: false }];
    await newReconciler().look();
    const rows = await db.select().from(schema.cards).where(eq(schema.cards.host, "b"));
    expect(rows.filter((card) => card.present)).toHaveLength(2);
    expect(new Set(rows.map((card) => card.gpuModelId))).toEqual(new Set(["a100_80gb"]));
    expect((await offer())?.total).toBe(8);
  });

  it("the strip of the week remembers the least that was free", async () => {
    await recordAvailability(system);
    const week = (await offer())?.week ?? [];
    expect(week).toHaveLength(7);
    expect(week.at(-1)?.minFree).toBeTypeOf("number");
    expect(week[0]?.minFree).toBeNull();
  });
});

it("leaves books in which nothing is wrong", async () => {
  expect(await bookProblems(world)).toEqual([]);
});

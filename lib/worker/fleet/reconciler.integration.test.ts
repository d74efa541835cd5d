import { eq, sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import * as schema from "@/drizzle/schema";
import { ComputeError } from "@/lib/ports/compute";
import { availability } from "@/lib/services/catalogue/availability";
import { startInstance } from "@/lib/services/instances/start";
import { stopInstance } from "@/lib/services/instances/stop";
import { testDatabase } from "@/lib/testing/database";
import { bookProblems, TYPE } from "@/lib/testing/machines";
import { reconcilerWorld } from "@/lib/testing/reconciling";

const database = await testDatabase();
const world = await reconcilerWorld(database);
const { db } = database;
const { hosts, newReconciler, running, mails, cardsOf, offer, ran, compute, system } = world;

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

it("leaves books in which nothing is wrong", async () => {
  expect(await bookProblems(world)).toEqual([]);
});

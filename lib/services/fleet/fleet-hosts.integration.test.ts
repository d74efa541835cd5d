import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import * as schema from "@/drizzle/schema";
import { machineName } from "@/lib/domain/names";
import { ComputeError } from "@/lib/ports/compute";
import { getInstance } from "@/lib/services/instances/get";
import { launchInstance } from "@/lib/services/instances/launch";
import { startInstance } from "@/lib/services/instances/start";
import { stopInstance } from "@/lib/services/instances/stop";
import { testDatabase } from "@/lib/testing/database";
import { fleetWorld } from "@/lib/testing/fleet";
import { gpuHost, REGION, TYPE } from "@/lib/testing/machines";
import { patience } from "@/lib/testing/patience";
import { drainHost, undrainHost } from "./drain-host";
import { evacuateHost, restoreHost } from "./evacuate-host";

const database = await testDatabase();
const { world, db, compute, system, reconciler, look, admin, audit, refusal, host, offer } =
  await fleetWorld(database);

describe("draining a host", () => {
  it("places nothing there until it ends; what runs goes on", async () => {
    const { ctx, launchInput } = await world.customer(100n);
    const { id } = await launchInstance(ctx, launchInput());
    await world.settle();
    const home = (await db.select().from(schema.instances).where(eq(schema.instances.id, id)))[0]?.host ?? "";
    const free = (await offer())?.free ?? 0;
    const room = (await host(home)).cards.filter((each) => each.state === "free").length;
    await drainHost(admin, { regionId: REGION, host: home });
    await drainHost(admin, { regionId: REGION, host: home });
    await look();
    expect((await offer())?.free).toBe(free - room);
    expect(await host(home)).toMatchObject({ state: "online", drainedAt: expect.any(String), running: 1 });
    expect(await getInstance(ctx, { instanceId: id })).toMatchObject({ state: "running" });
    await stopInstance(ctx, { instanceId: id });
    await world.settle();
    const start = { instanceId: id, priceId: `prc_run_${TYPE}`, stopAt: null };
    // Its disk is on a host that takes nothing: what is offered is a copy to another.
    expect(await refusal(startInstance(ctx, start))).toBe("disk_host_full");
    await undrainHost(admin, { regionId: REGION, host: home });
    await startInstance(ctx, start);
    await world.settle();
    expect((await audit()).filter((line) => line.startsWith("host."))).toEqual([
      `host.drained ${REGION}/${home} usr_admin`,
      `host.undrained ${REGION}/${home} usr_admin`,
    ]);
    await stopInstance(ctx, { instanceId: id });
    await world.settle();
    expect(await refusal(drainHost(admin, { regionId: REGION, host: "nowhere" }))).toBe("not_found");
  });
});

describe("evacuating a host", () => {
  it("stops our machines first, each bill at that second, tells the owners, then asks the cluster", async () => {
    const { ctx, launchInput } = await world.customer(100n);
    const { id } = await launchInstance(ctx, launchInput());
    await world.settle();
    const home = (await db.select().from(schema.instances).where(eq(schema.instances.id, id)))[0]?.host ?? "";
    const ref = { regionId: REGION, host: home };
    system.jobs.length = 0;
    compute.calls.length = 0;
    await evacuateHost(admin, ref);
    expect(await host(home)).toMatchObject({ maintenance: "evacuate", running: 1 });
    const one = reconciler();
    await one.look();
    expect(await getInstance(ctx, { instanceId: id })).toMatchObject({
      state: "stopping",
      stateReason: "host_maintenance",
    });
    expect(compute.calls.filter((call) => call.startsWith("evacuate"))).toEqual([]);
    await world.settle();
    compute.fail("evacuate", new ComputeError("failed", "quorum is lost", true));
    await one.look();
    await expect.poll(async () => (await host(home)).maintenanceError, patience).toBe("quorum is lost");
    await one.look();
    await expect
      .poll(() => compute.hostList.find(({ name }) => name === home)?.evacuated, patience)
      .toBe(true);
    await one.look();
    expect(await host(home)).toMatchObject({ state: "evacuated", maintenance: null, maintenanceError: null });
    const templates = system.jobs.map(({ job }) => job.payload.template);
    expect(templates).toEqual(["instance_host_maintenance"]);

    await restoreHost(admin, ref);
    await one.look();
    await expect
      .poll(() => compute.hostList.find(({ name }) => name === home)?.evacuated, patience)
      .toBe(false);
    await one.look();
    expect(await host(home)).toMatchObject({ state: "online", maintenance: null });
    expect((await audit()).slice(-4)).toEqual([
      `host.evacuation_asked ${REGION}/${home} usr_admin`,
      `host.evacuated ${REGION}/${home} system`,
      `host.restore_asked ${REGION}/${home} usr_admin`,
      `host.restored ${REGION}/${home} system`,
    ]);
    await startInstance(ctx, { instanceId: id, priceId: `prc_run_${TYPE}`, stopAt: null });
    await world.settle();
    await stopInstance(ctx, { instanceId: id });
    await world.settle();
  });

  it("is taken back before it began, and refused where it makes no sense", async () => {
    const ref = { regionId: REGION, host: "b" };
    await evacuateHost(admin, ref);
    await restoreHost(admin, ref);
    await look();
    expect(await host("b")).toMatchObject({ state: "online", maintenance: null });
    expect(await refusal(restoreHost(admin, ref))).toBe("wrong_state");
    compute.hostList = [gpuHost("a", 2), { ...gpuHost("b", 2), online: false, schedulable: false }];
    await look();
    expect(await refusal(evacuateHost(admin, ref))).toBe("wrong_state");
  });
});

describe("a host that vanishes", () => {
  it("is shown with since when; its cards are not offered; runs end at the last proof", async () => {
    const { ctx, launchInput } = await world.customer(100n);
    const { id } = await launchInstance(ctx, launchInput());
    await world.settle();
    await world.advance(30);
    const one = reconciler();
    await one.look();
    const [row] = await db.select().from(schema.instances).where(eq(schema.instances.id, id));
    const proof = row?.provenAliveAt;
    // The cluster has removed the member, and still lists the machine there.
    compute.hostList = compute.hostList.filter(({ name }) => name !== row?.host);
    await one.look();
    const away = await host(row?.host ?? "");
    expect(away).toMatchObject({ state: "removed", running: 1 });
    expect(Date.parse(away.since)).toBeGreaterThan(0);
    expect((await offer())?.free).toBe(2);
    await world.advance(901);
    await one.look();
    expect(await getInstance(ctx, { instanceId: id })).toMatchObject({
      state: "stopped",
      stateReason: "host_died",
    });
    const segments = await db
      .select()
      .from(schema.usageSegments)
      .where(eq(schema.usageSegments.instanceId, id));
    expect(segments.find((segment) => segment.kind === "run")?.upper).toBe(proof);
    compute.hostList = [gpuHost("a", 2), gpuHost("b", 2)];
    await one.look();
    await world.settle();
  });

  it("a machine that the cluster moved is counted on its new host", async () => {
    const { ctx, launchInput } = await world.customer(100n);
    const { id } = await launchInstance(ctx, {
      ...launchInput(),
      typeId: "cpu_4x",
      priceId: "prc_run_cpu_4x",
    });
    await world.settle();
    const name = machineName(id);
    const machine = compute.all.get(name);
    if (!machine) throw new Error("no machine");
    const target = machine.host === "a" ? "b" : "a";
    compute.all.set(name, { ...machine, host: target });
    await look();
    expect(await host(target)).toMatchObject({ vcpus: { used: 16 } });
    await stopInstance(ctx, { instanceId: id });
    await world.settle();
  });
});

import { dirname } from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import * as schema from "@/drizzle/schema";
import { createIncusCompute } from "@/lib/adapters/incus/compute";
import { providerName } from "@/lib/domain/names";
import { ComputeError } from "@/lib/ports/compute";
import { cancelInstance } from "@/lib/services/instances/cancel";
import { stopInstance } from "@/lib/services/instances/stop";
import { terminateInstance } from "@/lib/services/instances/terminate";
import { claimOperations } from "@/lib/services/operations/claim";
import { createSnapshot } from "@/lib/services/snapshots/create";
import { listKept } from "@/lib/services/snapshots/list";
import { testDatabase } from "@/lib/testing/database";
import { type Lxd, startLxd } from "@/lib/testing/lxd/single";
import { type Launched, type RealWorld, realWorld, ticksOf } from "@/lib/testing/lxd/world";
import { bookProblems, REGION, TYPE } from "@/lib/testing/machines";
import { patience } from "@/lib/testing/patience";
import { Reconciler } from "./fleet/reconciler";
import { step } from "./operations/step";

const database = await testDatabase();
/** The other portal's. */
const elsewhere = await testDatabase();
let lxd: Lxd;
let world: RealWorld;
let worker: { stop(): Promise<void> } | null = null;

const connect = (extra: { storagePool?: string; operationTimeoutMs?: number; deploymentId?: string } = {}) =>
  createIncusCompute({
    address: { kind: "unix", folder: lxd.daemon.folder },
    deploymentId: "dep_test",
    ...lxd.forwarded,
    ...extra,
  });

beforeAll(async () => {
  lxd = await startLxd();
  world = await realWorld(database, connect());
});
afterEach(async () => {
  await worker?.stop();
  worker = null;
});
afterAll(() => lxd?.close());

const goOn = () => {
  worker = world.work();
};
/** What the daemon is doing, by the words of its own list. */
const doing = async (words: string) =>
  (await lxd.daemon.lxc("query", "/1.0/operations?recursion=1")).includes(`"${words}"`);
async function terminate({ id, name, customer, until }: Launched) {
  await terminateInstance(customer.ctx, { instanceId: id, confirmName: "box" });
  await until("terminated");
  expect(await world.compute.machine(name)).toBeNull();
}
const expireLeases = () =>
  database.db.execute(
    sql`update operations set lease_until = clock_timestamp() - interval '1 second',
      next_attempt_at = clock_timestamp() where finished_at is null`,
  );

describe("the daemon is killed", () => {
  it("during a launch, while it runs, during a stop and a snapshot: the bill is from ready to the click", async () => {
    const launched = await world.launch();
    goOn();
    // Half of the image is there when it dies; what it leaves looks like a machine that is off.
    await vi.waitUntil(async () => (await world.compute.machine(launched.name))?.unfinished, patience);
    await lxd.daemon.kill();
    await lxd.daemon.start();
    await launched.until("running");
    expect(await world.compute.machines()).toHaveLength(1);

    const before = await world.compute.machine(launched.name);
    await lxd.daemon.kill();
    await lxd.daemon.start();
    expect((await world.compute.machine(launched.name))?.bootId).toBe(before?.bootId);
    expect((await launched.view()).state).toBe("running");

    await stopInstance(launched.customer.ctx, { instanceId: launched.id });
    const clicked = await launched.billed();
    await vi.waitUntil(() => doing("Stopping instance"), patience);
    await lxd.daemon.kill();
    await lxd.daemon.start();
    await launched.until("stopped");
    expect((await world.compute.machine(launched.name))?.status).toBe("stopped");
    const billed = await launched.billed();
    expect(billed).toEqual(clicked);
    expect(billed.segments).toBe(1);
    expect(billed.ticks).toBe(ticksOf(billed.seconds));
    await duringASnapshot(launched);
    await terminate(launched);
  });

  /** Half of the disk is copied when it dies. What is shown as ready in the end is all of it. */
  async function duringASnapshot({ id, name, customer }: Launched) {
    await createSnapshot(customer.ctx, { instanceId: id, name: "before" });
    const kept = async () => (await listKept(customer.ctx)).snapshots;
    const [snapshot] = await kept();
    const pool = `${lxd.daemon.folder}/storage-pools/default`;
    const copy = `${pool}/containers-snapshots/${name}/${providerName(snapshot?.id ?? "")}`;
    const files = async (folder: string) =>
      Number(await lxd.daemon.namespaces.run("sh", "-c", `find ${folder} 2>/dev/null | wc -l`));
    const all = await files(`${pool}/containers/${name}`);
    await vi.waitUntil(async () => (await files(copy)) > 1, patience);
    await lxd.daemon.kill();
    expect(await files(copy)).toBeLessThan(all);
    await lxd.daemon.start();
    await vi.waitUntil(async () => (await kept())[0]?.state === "ready", patience);
    expect(await files(copy)).toBe(all);
    expect(await kept()).toHaveLength(1);
  }
});

describe("what cannot be launched", () => {
  /** Failed, free, nothing left at the provider, and the customer can read why. */
  async function failsWith(launched: Launched, code: string) {
    goOn();
    const view = await launched.until("failed");
    expect(view).toMatchObject({ stateReason: "boot_failed", stateDetail: code });
    expect(view.totalCost).toMatchObject({ accruedTicks: "0", ticksPerSecond: "0" });
    expect(await world.compute.machine(launched.name)).toBeNull();
  }

  it("an image that the cluster has not", async () => {
    const image = {
      id: "gone",
      name: "Gone",
      description: "",
      alias: "no-such",
      sshUser: "root",
      position: 7,
    };
    await database.db.insert(schema.images).values(image);
    // It was there at the last look, and has been deleted since.
    await database.db
      .insert(schema.imageRegions)
      .values({ imageId: "gone", regionId: REGION, available: true });
    await failsWith(await world.launch({ imageId: "gone" }), "image_missing");
  });

  it("a GPU: not offered where no host has one, and failed where it was pulled out a moment ago", async () => {
    const gpu = { typeId: TYPE, priceId: `prc_run_${TYPE}` };
    await expect(world.launch(gpu)).rejects.toMatchObject({ code: "out_of_stock" });
    const [host] = await world.compute.hosts();
    const card = { regionId: REGION, host: host?.name ?? "", pciAddress: "0000:fe:1f.7", present: true };
    await database.db
      .insert(schema.cards)
      .values({ ...card, gpuModelId: "a100_80gb", reportedModel: "A100 80GB PCIe" });
    await database.db.execute(sql`update hosts set vcpus = 64, memory_mib = 200000, disk_gib = 2000`);
    const launched = await world.launch(gpu);
    await failsWith(launched, "no_capacity");
  });

  it("a full disk: the provider says so, and keeps nothing of it", async () => {
    const folder = `${dirname(lxd.daemon.folder)}/full`;
    await lxd.daemon.namespaces.run("mkdir", folder);
    await lxd.daemon.namespaces.run("mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", folder);
    await lxd.daemon.lxc("storage", "create", "small", "dir", `source=${folder}`);
    const real = world.system.ports.compute;
    world.system.ports.compute = () => connect({ storagePool: "small" });
    try {
      await failsWith(await world.launch(), "no_capacity");
      expect(await lxd.daemon.namespaces.run("ls", `${folder}/containers`)).toBe("");
    } finally {
      world.system.ports.compute = real;
      // The other pool's room was taken for the region's.
      await new Reconciler(world.system, REGION, { deploymentId: world.deploymentId }).look();
    }
  });
});

describe("an operation that does not end", () => {
  const unpacking = async (signal: "STOP" | "CONT") =>
    lxd.daemon.namespaces.run(
      ...(["sh", "-c"] as const),
      `for p in /proc/[0-9]*; do [ "$(cat $p/comm 2>/dev/null)" = tar ] && kill -${signal} "\${p#/proc/}"
      grep -qs "(tar) T" $p/stat && echo stopped; done; true`,
    );

  it("is given up after the time limit, costs nothing, and what it leaves is taken away when it lets go", async () => {
    const real = world.system.ports.compute;
    const impatient = connect({ operationTimeoutMs: 3000 });
    world.system.ports.compute = () => impatient;
    try {
      const launched = await world.launch();
      goOn();
      await vi.waitUntil(async () => (await unpacking("STOP")).includes("stopped"), patience);
      const complaint = async () => {
        const { rows } = await database.db.execute<{ last_error: string | null }>(
          sql`select last_error from operations where instance_id = ${launched.id} and finished_at is null`,
        );
        return rows[0]?.last_error ?? "";
      };
      await vi.waitUntil(async () => (await complaint()).startsWith("timeout"), patience);
      expect(await impatient.machine(launched.name)).toMatchObject({ unfinished: true });
      await cancelInstance(launched.customer.ctx, { instanceId: launched.id });
      await unpacking("CONT");
      expect((await launched.until("terminated")).totalCost.accruedTicks).toBe("0");
      expect(await impatient.machine(launched.name)).toBeNull();
    } finally {
      world.system.ports.compute = real;
    }
  });
});

describe("the worker is killed", () => {
  class Killed extends Error {}

  /** Steps of one worker until it dies at this point. */
  async function dieAt(point: string, instanceId: string) {
    for (const until = Date.now() + 60_000; Date.now() < until; ) {
      await database.db.execute(
        sql`update operations set next_attempt_at = clock_timestamp() where finished_at is null`,
      );
      for (const claim of await claimOperations(world.system, `doomed at ${point}`, 4)) {
        const fault = (at: string) => {
          if (at === point && claim.instanceId === instanceId) throw new Killed(point);
        };
        const died = await step({ ctx: world.system, fault }, claim).then(
          () => false,
          (error: unknown) => {
            if (error instanceof Killed) return true;
            throw error;
          },
        );
        if (died) return;
      }
    }
    throw new Error(`it never came to "${point}"`);
  }

  it("at each step of one life: every next worker goes on, and each thing is billed once", async () => {
    const launched = await world.launch();
    for (const point of ["created", "started", "ready"]) {
      await dieAt(point, launched.id);
      // Its lease still runs: nobody else touches the machine meanwhile.
      expect(await claimOperations(world.system, "other", 4)).toEqual([]);
      await expireLeases();
    }
    goOn();
    await launched.until("running");
    expect(await world.compute.machines()).toHaveLength(1);
    await worker?.stop();
    await stopInstance(launched.customer.ctx, { instanceId: launched.id });
    const clicked = await launched.billed();
    await dieAt("stopped", launched.id);
    await expireLeases();
    goOn();
    await launched.until("stopped");
    expect(await launched.billed()).toEqual(clicked);
    await worker?.stop();
    await terminateInstance(launched.customer.ctx, { instanceId: launched.id, confirmName: "box" });
    await dieAt("removed", launched.id);
    await expireLeases();
    goOn();
    await launched.until("terminated");
    expect(await world.compute.machines()).toEqual([]);
  });
});

describe("two portals on one cluster", () => {
  it("the other one lists our machine, refuses to touch it, and we bill on", async () => {
    const launched = await world.launch();
    goOn();
    await launched.until("running");
    const stranger = connect({ deploymentId: "dep_other" });
    const other = await realWorld(elsewhere, stranger);
    await new Reconciler(other.system, REGION, { deploymentId: "dep_other" }).look();
    const strays = await elsewhere.db.select().from(schema.strayMachines);
    expect(strays.map(({ name, kind }) => [name, kind])).toEqual([[launched.name, "foreign"]]);
    const refused = (error: unknown) => error instanceof ComputeError && error.code === "refused";
    expect(await stranger.stop(launched.name, 0).then(() => false, refused)).toBe(true);
    expect(await stranger.remove(launched.name).then(() => false, refused)).toBe(true);
    expect((await world.compute.machine(launched.name))?.status).toBe("running");
    expect((await launched.view()).state).toBe("running");
    await terminate(launched);
  });
});

it("leaves books in which nothing is wrong, and nothing at the provider", async () => {
  expect(await bookProblems(world)).toEqual([]);
  expect(await world.compute.machines()).toEqual([]);
});

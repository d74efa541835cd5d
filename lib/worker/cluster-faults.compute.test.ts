import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { createIncusCompute } from "@/lib/adapters/incus/compute";
import { startInstance } from "@/lib/services/instances/start";
import { stopInstance } from "@/lib/services/instances/stop";
import { terminateInstance } from "@/lib/services/instances/terminate";
import { testDatabase } from "@/lib/testing/database";
import { type LxdCluster, startLxdCluster } from "@/lib/testing/lxd/cluster";
import { type Launched, type RealWorld, realWorld, ticksOf } from "@/lib/testing/lxd/world";
import { bookProblems } from "@/lib/testing/machines";
import { patience } from "@/lib/testing/patience";

const database = await testDatabase();
let cluster: LxdCluster;
let world: RealWorld;
let worker: { stop(): Promise<void> };

beforeAll(async () => {
  cluster = await startLxdCluster();
  const { folder } = cluster.members[0].daemon;
  const compute = createIncusCompute({
    address: { kind: "unix", folder },
    deploymentId: "dep_test",
    ...cluster.direct,
  });
  world = await realWorld(database, compute);
  worker = world.work({ lookEveryMs: 500 });
});
afterAll(async () => {
  await worker?.stop();
  await cluster?.close();
});

/** Only this host takes new machines. */
const open = (host: string) =>
  database.db.execute(
    sql`update hosts set drained_at = case when name <> ${host} then clock_timestamp() end`,
  );
const number = async (query: ReturnType<typeof sql>) =>
  (await database.db.execute<{ n: number | null }>(query)).rows[0]?.n ?? null;
const proofOf = async ({ id }: Launched) =>
  (await number(sql`select proven_alive_at::int as n from instances where id = ${id}`)) ?? 0;
/** The region's last look, and the host as it was at that. */
const lookAt = (host: string, online: boolean) =>
  number(sql`select extract(epoch from r.provider_seen_at)::float8 as n from hosts h join regions r on r.id = h.region_id
    where h.name = ${host} and h.online = ${online} and r.provider_error is null`);
/** The worker sees the host so, in a look that was begun after this. */
async function seen(host: string, online: boolean): Promise<void> {
  const first = await vi.waitUntil(() => lookAt(host, online), patience);
  const second = await vi.waitUntil(async () => {
    const at = await lookAt(host, online);
    return at !== null && at > first ? at : null;
  }, patience);
  await vi.waitUntil(async () => ((await lookAt(host, online)) ?? 0) > second, patience);
}

it("a member without network for a minute: proven again, billed through; for too long: billed to the last proof", async () => {
  const [, away] = cluster.members;
  await open(away.name);
  const launched = await world.launch();
  await launched.until("running");
  const machine = () => world.compute.machine(launched.name);
  const before = await machine();
  expect(before?.host).toBe(away.name);

  // The cluster notices after eleven seconds; the rest of the minute passes on the product's clock.
  await away.connect(false);
  await seen(away.name, false);
  const cutAt = await proofOf(launched);
  await world.advance(60);
  await seen(away.name, false);
  expect(await proofOf(launched)).toBe(cutAt);
  expect((await launched.view()).state).toBe("running");
  await away.connect(true);
  await vi.waitUntil(async () => (await proofOf(launched)) > cutAt + 60, patience);
  expect((await machine())?.bootId).toBe(before?.bootId);
  expect((await launched.view()).state).toBe("running");

  await away.connect(false);
  await seen(away.name, false);
  const lastProof = await proofOf(launched);
  await world.advance(world.system.policies.unprovenSeconds - 1);
  await world.advance(1);
  const stopped = await launched.until("stopped");
  expect(stopped.stateReason).toBe("host_died");
  expect(await proofOf(launched)).toBe(lastProof);
  const { seconds, ticks, segments } = await launched.billed();
  expect({ segments, ticks }).toEqual({ segments: 1, ticks: ticksOf(seconds) });
  // The minute is in it, and the quarter of an hour is not.
  expect(seconds).toBeGreaterThanOrEqual(60);
  expect(seconds).toBeLessThan(world.system.policies.unprovenSeconds);
  const end = await number(
    sql`select upper::int as n from usage_segments where instance_id = ${launched.id} and kind = 'run'`,
  );
  expect(end).toBe(lastProof);

  // The machine has run on all the while. When its host is back, what nobody pays for is switched off.
  await away.connect(true);
  await vi.waitUntil(async () => (await machine().catch(() => null))?.status === "stopped", patience);
  expect(await launched.billed()).toEqual({ seconds, ticks, segments });
  await terminateInstance(launched.customer.ctx, { instanceId: launched.id, confirmName: "box" });
  await launched.until("terminated");
});

it("a daemon that is killed while it moves a disk: the machine starts where it was wanted, whole, and there is one", async () => {
  const [target, source] = cluster.members;
  await open(source.name);
  await seen(source.name, true);
  const launched = await world.launch();
  const { id, customer, name } = launched;
  await launched.until("running");
  await stopInstance(customer.ctx, { instanceId: id });
  await launched.until("stopped");
  const billed = await launched.billed();
  const disk = (member: typeof target, of: string) =>
    member.daemon.namespaces.run(
      ...(["sh", "-c"] as const),
      `find ${member.daemon.folder}/storage-pools/default/containers/${of} 2>/dev/null | wc -l`,
    );
  const whole = Number(await disk(source, name));
  await open(target.name);
  await startInstance(customer.ctx, {
    instanceId: id,
    priceId: "prc_run_cpu_1x",
    stopAt: null,
    copyDisk: true,
  });
  await vi.waitUntil(async () => Number(await disk(target, "*")) > 100, patience);
  await target.daemon.kill();
  expect(Number(await disk(target, "*"))).toBeLessThan(whole);
  await target.daemon.start();
  await launched.until("running");
  const machines = await world.compute.machines();
  expect(machines.map(({ name, host, status }) => ({ name, host, status }))).toEqual([
    { name, host: target.name, status: "running" },
  ]);
  expect(Number(await disk(target, name))).toBeGreaterThanOrEqual(whole);
  expect(Number(await disk(source, "*"))).toBe(0);
  // What the copying took was free.
  expect(await launched.billed()).toEqual(billed);
  await terminateInstance(customer.ctx, { instanceId: id, confirmName: "box" });
  await launched.until("terminated");
  expect(await world.compute.machines()).toEqual([]);
  expect(await bookProblems(world)).toEqual([]);
});

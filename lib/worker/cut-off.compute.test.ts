import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { createIncusCompute } from "@/lib/adapters/incus/compute";
import { testDatabase } from "@/lib/testing/database";
import { type LxdCluster, startLxdCluster } from "@/lib/testing/lxd/cluster";
import { type RealWorld, realWorld, ticksOf } from "@/lib/testing/lxd/world";
import { bookProblems } from "@/lib/testing/machines";

const UNPROVEN_SECONDS = 30;
const patience = { timeout: 90_000, interval: 250 };
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
  world = await realWorld(database, compute, { unprovenSeconds: UNPROVEN_SECONDS });
  // The member that will be cut off is the only one with room for it.
  await database.db.execute(sql`update hosts set schedulable = name = ${cluster.members[1].name}`);
});
afterAll(async () => {
  await worker?.stop();
  await cluster?.close();
});

it("a member without network for a while: proven again, billed through; for too long: billed to the last proof", async () => {
  const [, away] = cluster.members;
  const launched = await world.launch();
  worker = world.work();
  await launched.until("running");
  const machine = () => world.compute.machine(launched.name);
  const online = async () => (await world.compute.hosts()).find(({ name }) => name === away.name)?.online;
  const proof = async () => {
    const { rows } = await database.db.execute<{ alive: number }>(
      sql`select proven_alive_at::int as alive from instances where id = ${launched.id}`,
    );
    return rows[0]?.alive ?? 0;
  };
  const before = await machine();
  expect(before?.host).toBe(away.name);

  await away.connect(false);
  const cutAt = await proof();
  await away.connect(true);
  await vi.waitUntil(async () => (await proof()) > cutAt, patience);
  expect((await machine())?.bootId).toBe(before?.bootId);
  expect((await launched.view()).state).toBe("running");

  await away.connect(false);
  await vi.waitUntil(async () => (await online().catch(() => true)) === false, patience);
  const stopped = await launched.until("stopped");
  expect(["host_died", "unproven"]).toContain(stopped.stateReason);
  const { seconds, ticks } = await launched.billed();
  expect(ticks).toBe(ticksOf(seconds));
  const { rows } = await database.db.execute<{ upper: number }>(
    sql`select upper::int as upper from usage_segments where instance_id = ${launched.id} and kind = 'run'`,
  );
  expect(rows.map(({ upper }) => upper)).toEqual([await proof()]);

  // The machine has run on all the while. When its host is back, what nobody pays for is switched off.
  await away.connect(true);
  await vi.waitUntil(async () => (await machine().catch(() => null))?.status === "stopped", patience);
  expect(await launched.billed()).toEqual({ seconds, ticks, segments: 1 });
  expect(await bookProblems(world)).toEqual([]);
}, 240_000);

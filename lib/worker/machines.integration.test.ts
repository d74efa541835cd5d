import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, expect, it, vi } from "vitest";
import { createIncusCompute } from "@/lib/adapters/incus/compute";
import { probeSsh } from "@/lib/adapters/incus/ssh-probe";
import { parseSshPublicKey } from "@/lib/adapters/ssh/public-key";
import type { InstanceState } from "@/lib/contracts/views";
import { machineName } from "@/lib/domain/names";
import { startIncusSandbox } from "@/lib/sandbox/incus/start";
import { getInstance } from "@/lib/services/instances/get";
import { launchInstance } from "@/lib/services/instances/launch";
import { restartInstance } from "@/lib/services/instances/restart";
import { startInstance } from "@/lib/services/instances/start";
import { stopInstance } from "@/lib/services/instances/stop";
import { terminateInstance } from "@/lib/services/instances/terminate";
import { testContext } from "@/lib/testing/context";
import { testDatabase } from "@/lib/testing/database";
import { gpuHost, machineWorld, REGION, TYPE } from "@/lib/testing/machines";
import { patience } from "@/lib/testing/patience";
import { reservePorts } from "@/lib/testing/ports";
import { clockworkLoop } from "./clock/clockwork";
import { reconcilerLoop } from "./fleet/loop";
import { start } from "./loops";
import { operationsLoop } from "./operations/loop";

const database = await testDatabase();
const folder = mkdtempSync(join(tmpdir(), "incus "));
const timing = { imageMs: 20, createMs: 20, startMs: 20, bootMs: 50, stopMs: 20, deleteMs: 20 };
const images = [{ alias: "plain", description: "Plain", os: "ubuntu", release: "24.04", user: "ubuntu" }];
const simulated = gpuHost("gpu-1", 2);
const sandbox = await startIncusSandbox({
  folder,
  config: {
    regions: {
      [REGION]: {
        hosts: [
          {
            ...simulated,
            address: "127.0.0.1",
            status: "online",
            cards: simulated.cards.map(({ model, ...card }) => ({ ...card, product: model })),
          },
        ],
      },
    },
    timing,
    images,
  },
});
const firstPort = await reservePorts();
const compute = createIncusCompute({
  address: { kind: "unix", folder: join(folder, REGION) },
  deploymentId: "dep_test",
  sshHost: "127.0.0.1",
  portRange: [firstPort, firstPort + 39],
});
const world = await machineWorld(database, [simulated]);
const system = testContext(database, {
  actor: { kind: "system", name: "test" },
  mode: "system",
  ports: { compute: () => compute, sshProbe: probeSsh, parseSshKey: parseSshPublicKey },
});
// Two workers at once, as an operator would run them.
const workers = ["one", "two"].map((worker) =>
  start([
    operationsLoop(system, { worker, idleMs: 20 }),
    reconcilerLoop(system, REGION, { deploymentId: "dep_test" }),
    clockworkLoop(system),
  ]),
);
afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.stop()));
  await sandbox.close();
  rmSync(folder, { recursive: true });
});

it("a whole life on the real protocol, with two workers", async () => {
  const { ctx, launchInput } = await world.customer(100n);
  const { id } = await launchInstance(ctx, launchInput());
  const view = () => getInstance(ctx, { instanceId: id });
  const until = (state: InstanceState) =>
    vi.waitFor(async () => expect((await view()).state).toBe(state), patience);

  await until("running");
  const { ssh } = await view();
  if (!ssh) throw new Error("a running instance has an address");
  expect(await probeSsh(ssh, 2000)).toBe(true);
  // Its own word for who it is, a moment after it is ready.
  await vi.waitFor(async () => expect((await view()).ssh?.hostKey).toMatch(/^SHA256:\S{43}$/), patience);

  const boot = (await compute.machine(machineName(id)))?.bootId;
  await restartInstance(ctx, { instanceId: id });
  await vi.waitFor(
    async () => expect((await compute.machine(machineName(id)))?.bootId).not.toBe(boot),
    patience,
  );
  await vi.waitFor(async () => {
    const { rows } = await database.db.execute<{ open: boolean }>(
      sql`select restart_requested > restart_applied as open from instances where id = ${id}`,
    );
    expect(rows[0]?.open).toBe(false);
  }, patience);
  expect((await view()).state).toBe("running");

  await stopInstance(ctx, { instanceId: id });
  await until("stopped");
  expect((await compute.machine(machineName(id)))?.status).toBe("stopped");

  await startInstance(ctx, { instanceId: id, priceId: `prc_run_${TYPE}`, stopAt: null });
  await until("running");

  // Switched off at the provider, past us: found by its events.
  await compute.stop(machineName(id), 0);
  await until("stopped");
  expect((await view()).stateReason).toBe("guest_shutdown");

  await vi.waitFor(async () => {
    await terminateInstance(ctx, { instanceId: id, confirmName: "box" });
  }, patience);
  await until("terminated");
  expect(await compute.machine(machineName(id))).toBeNull();
  const { rows } = await database.db.execute<{ held: number }>(
    sql`select count(*)::int as held from cards where instance_id is not null`,
  );
  expect(rows[0]?.held).toBe(0);
});

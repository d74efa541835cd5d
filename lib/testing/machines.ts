import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import * as schema from "@/drizzle/schema";
import { checkCloudConfig } from "@/lib/adapters/cloud-init/check";
import { parseSshPublicKey } from "@/lib/adapters/ssh/public-key";
import type { LaunchInput } from "@/lib/contracts/instances";
import { TICKS_PER_UNIT, ticks } from "@/lib/domain/money";
import type { ComputeHost } from "@/lib/ports/compute";
import { connect } from "@/lib/server/database";
import type { ServiceContext } from "@/lib/services/context";
import { mirrorRegion, recordRegionStatus } from "@/lib/services/fleet/mirror";
import { newId } from "@/lib/services/id";
import { mirrorImages } from "@/lib/services/images/mirror";
import { grantCredit } from "@/lib/services/money/grant-credit";
import { verifyMoney } from "@/lib/services/money/verify";
import { lookAtRegion } from "@/lib/worker/firewall/look";
import { runFirewallsOnce } from "@/lib/worker/firewall/loop";
import { runOperationsOnce } from "@/lib/worker/operations/loop";
import { runKeptOnce } from "@/lib/worker/snapshots/loop";
import { runVolumesOnce } from "@/lib/worker/volumes/loop";
import { type TestContext, testContext } from "./context";
import type { TestDatabase } from "./database";
import { FakeCompute } from "./fake-compute";

export const REGION = "here";
export const TYPE = "gpu_1x_a100_80gb";
const DEPLOYMENT = "dep_test";

export const card = (number: number) => ({
  pciAddress: `0000:${(0x40 + number).toString(16)}:00.0`,
  vendor: "NVIDIA Corporation",
  model: "A100 80GB PCIe",
});
export const gpuHost = (name: string, cards: number): ComputeHost => ({
  name,
  online: true,
  schedulable: true,
  evacuated: false,
  vcpus: 256,
  memoryMib: 2_000_000,
  diskGib: 20_000,
  cards: Array.from({ length: cards }, (_, number) => card(number)),
  address: "203.0.113.7",
  driver: { version: "570.86.15", cuda: "12.8" },
});

export type TestWorld = {
  database: TestDatabase;
  compute: FakeCompute;
  deploymentId: string;
  system: TestContext;
  /** A member of a fresh account with this much credit, in whole dollars. */
  customer(credit: bigint, options?: { gpuQuota?: number }): Promise<Customer>;
  /** Steps of the operations loop until nothing is left to do at once. */
  settle(worker?: string): Promise<void>;
  /** The same of the volumes' loop. */
  settleVolumes(): Promise<void>;
  /** The same of the loops of snapshots and private images. */
  settleKept(worker?: string): Promise<void>;
  /** And of the firewalls'. */
  settleFirewalls(): Promise<void>;
  /** Moves the product's clock. */
  advance(seconds: number): Promise<void>;
};
export type Customer = { ctx: TestContext; accountId: string; keyId: string; launchInput(): LaunchInput };

/** What `verify:ledger` finds wrong after everything a test file did; nothing, we hope. */
export async function bookProblems({
  database,
  system,
}: Pick<TestWorld, "database" | "system">): Promise<string[]> {
  const verdicts = await verifyMoney(connect(database.reader), system.policies);
  return verdicts.flatMap(({ name, violations }) => violations.map((violation) => `${name}: ${violation}`));
}

/** A region with a fake cluster behind it, and everything that a launch needs. Once per test file. */
export async function machineWorld(database: TestDatabase, hosts: ComputeHost[]): Promise<TestWorld> {
  const { db } = database;
  const compute = new FakeCompute(hosts, DEPLOYMENT);
  await seed(db);
  const ports: Partial<ServiceContext["ports"]> = {
    compute: () => compute,
    sshProbe: compute.probe,
    parseSshKey: parseSshPublicKey,
    checkCloudConfig,
  };
  const system = testContext(database, { actor: { kind: "system", name: "test" }, mode: "system", ports });
  await recordRegionStatus(system, REGION, null);
  await mirrorRegion(system, REGION, hosts, []);
  await lookAtRegion(system, REGION);
  await mirrorImages(system, REGION, await compute.imageAliases());
  return {
    database,
    compute,
    deploymentId: DEPLOYMENT,
    system,
    customer: (credit, options) => newCustomer(database, system, ports, credit, options?.gpuQuota ?? 8),
    async settle(worker = "worker-1") {
      // Bounded: a step that asks to be looked at again at once, forever, is a failure.
      for (let round = 0; round < 200; round += 1) {
        await db.execute(
          sql`update operations set next_attempt_at = clock_timestamp() where finished_at is null`,
        );
        const before = compute.calls.length;
        const steps = await runOperationsOnce(system, { worker, concurrency: 64 });
        const waiting = compute.calls.slice(before).every((call) => call.startsWith("machine "));
        if (steps === 0 || (round > 8 && waiting)) return;
      }
      throw new Error("the operations never settle");
    },
    async settleVolumes() {
      for (let round = 0; round < 50; round += 1) {
        await db.execute(
          sql`update volume_operations set next_attempt_at = clock_timestamp() where finished_at is null`,
        );
        if ((await runVolumesOnce(system, "worker-1")) === 0) return;
      }
    },
    async settleKept(worker = "worker-1") {
      for (let round = 0; round < 20; round += 1) {
        for (const table of ["snapshots", "private_images"])
          await db.execute(
            sql`update ${sql.raw(table)} set next_attempt_at = clock_timestamp(), lease_until = null`,
          );
        const steps = await Promise.all([
          runKeptOnce(system, worker, "snapshot"),
          runKeptOnce(system, worker, "image"),
        ]);
        if (steps.every((count) => count === 0)) return;
      }
      throw new Error("snapshots never settle");
    },
    async settleFirewalls() {
      // Bounded: one whose machine is not there yet waits for it.
      for (let round = 0; round < 10; round += 1) {
        await db.execute(sql`
          update instance_firewalls set next_attempt_at = clock_timestamp() where generation > applied_generation`);
        if ((await runFirewallsOnce(system, "worker-1")) === 0) return;
      }
    },
    advance: async (seconds) => void (await db.execute(sql`select demo_advance(${seconds}::bigint)`)),
  };
}

async function seed(db: TestDatabase["db"]): Promise<void> {
  await db.insert(schema.deployment).values({ id: DEPLOYMENT, demonstration: true });
  await db
    .insert(schema.regions)
    .values({ id: REGION, name: "Here", country: "XX", status: "online", position: 1 });
  const model = { name: "A100 80 GB", memoryGib: 80, reportedAs: "A100 80GB", position: 1 };
  await db.insert(schema.gpuModels).values({ id: "a100_80gb", ...model });
  const type = { gpuModelId: "a100_80gb", vcpus: 16, memoryGib: 100, diskGib: 400 };
  await db.insert(schema.instanceTypes).values([
    { ...type, id: TYPE, gpuCount: 1, position: 1 },
    { ...type, id: "gpu_2x_a100_80gb", gpuCount: 2, position: 2 },
    { ...type, id: "cpu_4x", gpuModelId: null, gpuCount: 0, position: 3 },
  ]);
  await db.insert(schema.images).values([
    { id: "plain", name: "Plain", description: "", alias: "plain", sshUser: "ubuntu", position: 1 },
    {
      id: "cuda",
      name: "CUDA",
      description: "",
      alias: "cuda",
      sshUser: "ubuntu",
      needsGpu: true,
      position: 2,
    },
  ]);
  const price = { regionId: REGION, currency: "USD", validFrom: new Date(0) };
  for (const [typeId, micros] of [
    [TYPE, 1_590_000n],
    ["gpu_2x_a100_80gb", 3_180_000n],
    ["cpu_4x", 80_000n],
  ] as const)
    await db.insert(schema.prices).values([
      { ...price, id: `prc_run_${typeId}`, instanceTypeId: typeId, kind: "run", microsPerHour: micros },
      { ...price, id: `prc_disk_${typeId}`, instanceTypeId: typeId, kind: "disk", microsPerHour: 54_800n },
    ]);
  await db.insert(schema.prices).values({ ...price, id: "prc_volume", kind: "volume", microsPerHour: 137n });
}

async function newCustomer(
  database: TestDatabase,
  system: TestContext,
  ports: Partial<ServiceContext["ports"]>,
  credit: bigint,
  gpuQuota: number,
): Promise<Customer> {
  const { db } = database;
  const accountId = newId("acc");
  const userId = newId("usr");
  const email = `${userId}@example.com`;
  await db.insert(schema.users).values({ id: userId, email, name: "Ada", emailConfirmedAt: new Date(0) });
  await db.insert(schema.accounts).values({ id: accountId, name: "Ada's", currency: "USD", gpuQuota });
  await db.insert(schema.memberships).values({ accountId, userId, role: "owner" });
  const keyId = newId("key");
  await db.insert(schema.sshKeys).values({
    id: keyId,
    accountId,
    name: "laptop",
    type: "ssh-ed25519",
    bits: 256,
    publicKey: `ssh-ed25519 ${keyId}`,
    fingerprint: `SHA256:${keyId}`,
    createdBy: userId,
  });
  const ctx = testContext(database, {
    actor: {
      kind: "user",
      userId,
      name: "Ada",
      email,
      emailConfirmed: true,
      staffRole: null,
      sessionId: "ses_test",
      passwordConfirmedAt: new Date(0),
    },
    subject: { accountId, role: "owner" },
    ports,
  });
  if (credit > 0n)
    await grantCredit(system, {
      accountId,
      name: "test",
      granted: ticks(credit * TICKS_PER_UNIT),
      from: null,
      expires: null,
    });
  const launchInput = (): LaunchInput => ({
    requestId: `req_${randomUUID()}`,
    regionId: REGION,
    typeId: TYPE,
    imageId: "plain",
    sshKeyIds: [keyId],
    name: "box",
    startupScript: null,
    stopAt: null,
    idleStopMinutes: null,
    idleStopPercent: null,
    priceId: `prc_run_${TYPE}`,
    volumeId: null,
    mountPath: null,
    firewallSetIds: [],
  });
  return { ctx, accountId, keyId, launchInput };
}

import { eq, sql } from "drizzle-orm";
import { vi } from "vitest";
import * as schema from "@/drizzle/schema";
import { probeSsh } from "@/lib/adapters/incus/ssh-probe";
import { parseSshPublicKey } from "@/lib/adapters/ssh/public-key";
import type { LaunchInput } from "@/lib/contracts/instances";
import type { InstanceState, InstanceView } from "@/lib/contracts/views";
import { machineName } from "@/lib/domain/names";
import { defaultPolicies, type Policies } from "@/lib/domain/policies";
import type { Compute } from "@/lib/ports/compute";
import { getInstance } from "@/lib/services/instances/get";
import { launchInstance } from "@/lib/services/instances/launch";
import { patience } from "@/lib/testing/patience";
import { reconcilerLoop } from "@/lib/worker/fleet/loop";
import { start } from "@/lib/worker/loops";
import { operationsLoop } from "@/lib/worker/operations/loop";
import { snapshotLoops } from "@/lib/worker/snapshots/loop";
import { type TestContext, testContext } from "../context";
import type { TestDatabase } from "../database";
import { type Customer, machineWorld, REGION, type TestWorld } from "../machines";
import { IMAGE_ALIAS } from "./single";

/** A type small enough for the hosts of a test. */
const SMALL = "cpu_1x";
const MICROS_PER_HOUR = 80_000n;

export type Launched = {
  id: string;
  name: string;
  customer: Customer;
  view(): Promise<InstanceView>;
  /** Waits until it is in this state; a boot on a busy machine takes its time. */
  until(state: InstanceState): Promise<InstanceView>;
  /** The seconds of every run segment, closed ones only, and what they cost. */
  billed(): Promise<{ seconds: number; ticks: bigint; segments: number }>;
};

export type RealWorld = Omit<TestWorld, "compute"> & {
  compute: Compute;
  launch(change?: Partial<LaunchInput>): Promise<Launched>;
  /** The product's worker, as an operator runs it. */
  work(options?: { lookEveryMs?: number }): { stop(): Promise<void> };
};

/** The region of `machineWorld`, with a real cluster behind it. */
export async function realWorld(
  database: TestDatabase,
  compute: Compute,
  policies: Partial<Policies> = {},
): Promise<RealWorld> {
  const { db } = database;
  const base = await machineWorld(database, await compute.hosts());
  const size = { gpuModelId: null, gpuCount: 0, vcpus: 1, memoryGib: 1, diskGib: 2 };
  await db.insert(schema.instanceTypes).values({ ...size, id: SMALL, position: 9 });
  const price = { regionId: REGION, currency: "USD", validFrom: new Date(0), instanceTypeId: SMALL };
  await db.insert(schema.prices).values([
    { ...price, id: `prc_run_${SMALL}`, kind: "run", microsPerHour: MICROS_PER_HOUR },
    { ...price, id: `prc_disk_${SMALL}`, kind: "disk", microsPerHour: 274n },
  ]);
  await db.update(schema.images).set({ alias: IMAGE_ALIAS }).where(eq(schema.images.id, "plain"));
  const system: TestContext = testContext(database, {
    actor: { kind: "system", name: "test" },
    mode: "system",
    policies: { ...defaultPolicies, ...policies },
    ports: { compute: () => compute, sshProbe: probeSsh, parseSshKey: parseSshPublicKey },
  });
  return {
    ...base,
    compute,
    system,
    work: (options = {}) =>
      start([
        operationsLoop(system, { worker: crypto.randomUUID(), idleMs: 50 }),
        ...snapshotLoops(system, crypto.randomUUID()),
        reconcilerLoop(system, REGION, { deploymentId: base.deploymentId, ...options }),
      ]),
    async launch(change = {}) {
      const customer = await base.customer(100n);
      const input = { ...customer.launchInput(), typeId: SMALL, priceId: `prc_run_${SMALL}`, ...change };
      const { id } = await launchInstance(customer.ctx, input);
      const view = () => getInstance(customer.ctx, { instanceId: id });
      return {
        id,
        name: machineName(id),
        customer,
        view,
        until: (state) =>
          vi.waitFor(
            async () => {
              const seen = await view();
              if (seen.state === state) return seen;
              throw new Error(`it is ${seen.state} (${seen.stateReason} ${seen.stateDetail}), not ${state}`);
            },
            { ...patience, interval: 100 },
          ),
        async billed() {
          const { rows } = await db.execute<{ seconds: number; ticks: string; segments: number }>(sql`
            select coalesce(sum(s.upper - s.lower), 0)::int as seconds, count(*)::int as segments,
              (coalesce(sum((s.upper - s.lower) * s.rate), 0) - coalesce((select sum(c.ticks)
                from usage_credits c join usage_segments o on o.id = c.segment_id
                where o.instance_id = ${id} and o.kind = 'run'), 0))::text as ticks
            from usage_segments s where s.instance_id = ${id} and s.kind = 'run' and s.upper is not null`);
          const [row] = rows;
          if (!row) throw new Error("a sum has one row");
          return { ...row, ticks: BigInt(row.ticks) };
        },
      };
    },
  };
}

export const ticksOf = (seconds: number): bigint => BigInt(seconds) * MICROS_PER_HOUR;

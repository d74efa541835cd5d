import { eq, sql } from "drizzle-orm";
import { afterEach, describe, expect, it, onTestFinished } from "vitest";
import * as schema from "@/drizzle/schema";
import { createFirewallSetInput } from "@/lib/contracts/firewall";
import { machineName } from "@/lib/domain/names";
import { ComputeError } from "@/lib/ports/compute";
import { setInstanceFirewall } from "@/lib/services/firewall/attach";
import { createFirewallSet } from "@/lib/services/firewall/create-set";
import { getInstanceFirewall } from "@/lib/services/firewall/instance";
import { claimFirewalls, type FirewallClaim } from "@/lib/services/firewall-operations/claim";
import { launchInstance } from "@/lib/services/instances/launch";
import { terminateInstance } from "@/lib/services/instances/terminate";
import { testDatabase } from "@/lib/testing/database";
import { gpuHost, machineWorld, REGION } from "@/lib/testing/machines";
import { lookAtRegion } from "./look";
import { runFirewallsOnce } from "./loop";
import { firewallStep } from "./step";

const database = await testDatabase();
const world = await machineWorld(database, [gpuHost("a", 8), gpuHost("b", 8)]);
const { db } = database;
const { compute, system } = world;

afterEach(async () => {
  compute.heal();
  compute.calls.length = 0;
  await db.delete(schema.firewallAttachments);
  await db.delete(schema.instanceFirewalls);
});

/** An instance that runs, with a set that opens 8888: wanted, and not yet applied. */
async function wanting() {
  const customer = await world.customer(1000n);
  const { ctx, accountId } = customer;
  const rules = [{ protocol: "tcp", ports: "8888" }];
  const set = await createFirewallSet(ctx, createFirewallSetInput.parse({ name: "web", rules }));
  const { id: instanceId, name } = await launchInstance(ctx, customer.launchInput());
  await world.settle();
  const input = { instanceId, confirmName: undefined };
  await setInstanceFirewall(ctx, { ...input, setIds: [set.id], generation: 0 });
  return { ctx, accountId, instanceId, name, set, machine: machineName(instanceId) };
}
const due = () =>
  db.execute(sql`update instance_firewalls set next_attempt_at = clock_timestamp(), lease_until = null
    where removed_at is null`);
const claimed = async (): Promise<FirewallClaim> => {
  const [claim] = await claimFirewalls(system, "worker", 8);
  if (!claim) throw new Error("nothing is due");
  return claim;
};
const row = async (instanceId: string) => {
  const [found] = await db
    .select()
    .from(schema.instanceFirewalls)
    .where(eq(schema.instanceFirewalls.instanceId, instanceId));
  return found;
};
const inForce = (machine: string) => compute.firewalls.inForce.get(machine);
const putBack = async (accountId: string) =>
  (await db.select().from(schema.auditLog).where(eq(schema.auditLog.accountId, accountId))).filter(
    ({ action }) => action === "firewall.put_back",
  ).length;
/** A look at the region, and then at what it found different; returns how many that were. */
const look = async (): Promise<number> => {
  await lookAtRegion(system, REGION);
  return runFirewallsOnce(system, "worker");
};
class Killed extends Error {}
const kill = () => {
  throw new Killed();
};

describe("a wish", () => {
  it("survives a worker that dies after the provider has done it", async () => {
    const { instanceId, accountId, machine } = await wanting();
    await expect(firewallStep({ ctx: system, fault: kill }, await claimed())).rejects.toBeInstanceOf(Killed);
    expect(inForce(machine)).toMatchObject({ forwards: [{ port: 8888 }] });
    expect(await row(instanceId)).toMatchObject({ appliedGeneration: 0, leaseOwner: "worker" });
    // Nobody else has it until the lease ends.
    expect(await claimFirewalls(system, "another", 8)).toEqual([]);
    await due();
    expect(await runFirewallsOnce(system, "another")).toBe(1);
    expect(await row(instanceId)).toMatchObject({
      appliedGeneration: 1,
      leaseOwner: null,
      forwards: [{ port: 8888 }],
    });
    expect(await putBack(accountId)).toBe(0);
  });

  it.each(["firewallMode", "applyFirewall", "machine"] as const)(
    "survives %s ending in a timeout, done or not",
    async (call) => {
      const { ctx, instanceId } = await wanting();
      compute.fail(call, new ComputeError("timeout", "no answer", true), { after: true });
      await runFirewallsOnce(system, "worker");
      expect(await row(instanceId)).toMatchObject({
        appliedGeneration: 0,
        attempts: 1,
        lastError: "no answer",
      });
      compute.fail(call, new ComputeError("timeout", "no answer", true));
      await due();
      await runFirewallsOnce(system, "worker");
      expect(await getInstanceFirewall(ctx, { instanceId })).toMatchObject({
        state: "failing",
        problem: "no answer",
      });
      await due();
      await runFirewallsOnce(system, "worker");
      expect(await row(instanceId)).toMatchObject({ appliedGeneration: 1, attempts: 0, lastError: null });
    },
  );

  it("is not given up, however often it is refused", async () => {
    const { instanceId, machine } = await wanting();
    compute.fail("applyFirewall", new ComputeError("no_capacity", "every port is taken", true), {
      times: 12,
    });
    for (let round = 0; round < 13; round += 1) {
      await due();
      await runFirewallsOnce(system, "worker");
    }
    expect(inForce(machine)).toBeDefined();
    expect(await row(instanceId)).toMatchObject({ appliedGeneration: 1 });
  });

  it("that changes while it is carried out is carried out again", async () => {
    const { ctx, instanceId, machine } = await wanting();
    const claim = await claimed();
    const { generation } = await getInstanceFirewall(ctx, { instanceId });
    let changed: Promise<unknown> | undefined;
    const fault = () => {
      changed = setInstanceFirewall(ctx, { instanceId, setIds: [], generation, confirmName: undefined });
    };
    await firewallStep({ ctx: system, fault }, claim);
    await changed;
    await world.settleFirewalls();
    expect(inForce(machine)).toBeUndefined();
    expect(await row(instanceId)).toMatchObject({ generation: 2, appliedGeneration: 2 });
  });

  it("waits for a machine that is not there yet, and for a region that does not answer", async () => {
    const { instanceId, machine } = await wanting();
    const there = compute.all.get(machine);
    compute.all.delete(machine);
    await runFirewallsOnce(system, "worker");
    expect(await row(instanceId)).toMatchObject({ appliedGeneration: 0, attempts: 0, removedAt: null });
    if (there) compute.all.set(machine, there);
    await due();
    await db.execute(sql`update regions set provider_error = 'away' where id = ${REGION}`);
    expect(await claimFirewalls(system, "worker", 8)).toEqual([]);
    await db.execute(sql`update regions set provider_error = null where id = ${REGION}`);
    await due();
    await runFirewallsOnce(system, "worker");
    expect(await row(instanceId)).toMatchObject({ appliedGeneration: 1 });
  });
});

describe("what is in force", () => {
  it("is put back when somebody changes it past us, and the log says so", async () => {
    const { instanceId, accountId, machine } = await wanting();
    await runFirewallsOnce(system, "worker");
    const before = await row(instanceId);
    compute.firewalls.inForce.set(machine, null);
    // Not before the region is looked at.
    expect(await runFirewallsOnce(system, "worker")).toBe(0);
    await look();
    expect(inForce(machine)).toMatchObject({ forwards: [{ port: 8888 }] });
    expect(await putBack(accountId)).toBe(1);
    expect((await row(instanceId))?.forwards).toEqual(before?.forwards);
    await look();
    expect(await putBack(accountId)).toBe(1);
  });

  it("is looked at by one reading of the region, however many instances it has", async () => {
    for (let count = 0; count < 5; count += 1) await wanting();
    await runFirewallsOnce(system, "worker");
    compute.calls.length = 0;
    expect(await look()).toBe(0);
    expect(compute.calls).toEqual(["firewallMode", "lookAtFirewalls"]);
  });

  it("is told anew when the hosts forward from elsewhere, and nobody put anything back for that", async () => {
    const { instanceId, accountId } = await wanting();
    await runFirewallsOnce(system, "worker");
    compute.firewalls.host = "192.0.2.9";
    onTestFinished(() => {
      compute.firewalls.host = "192.0.2.1";
    });
    expect(await look()).toBe(1);
    expect(await row(instanceId)).toMatchObject({ forwards: [{ outside: { host: "192.0.2.9" } }] });
    expect(await putBack(accountId)).toBe(0);
    expect(await look()).toBe(0);
  });

  it("is left alone while its region does not answer, or its machine is gone", async () => {
    const { instanceId, machine } = await wanting();
    await runFirewallsOnce(system, "worker");
    for (const call of ["firewallMode", "lookAtFirewalls"] as const) {
      compute.fail(call, new ComputeError("unreachable", "no answer", true));
      expect(await look()).toBe(0);
    }
    const there = compute.all.get(machine);
    compute.all.delete(machine);
    expect(await look()).toBe(0);
    if (there) compute.all.set(machine, there);
    expect(await row(instanceId)).toMatchObject({ attempts: 0, lastError: null });
  });

  it("goes with the machine, also when the worker dies in between", async () => {
    const { ctx, instanceId, name, machine } = await wanting();
    await runFirewallsOnce(system, "worker");
    await terminateInstance(ctx, { instanceId, confirmName: name });
    await due();
    await runFirewallsOnce(system, "worker");
    // Its machine is still there: what guards it stays.
    expect(inForce(machine)).toBeDefined();
    await world.settle();
    await expect(firewallStep({ ctx: system, fault: kill }, await claimed())).rejects.toBeInstanceOf(Killed);
    expect(inForce(machine)).toBeUndefined();
    expect(await row(instanceId)).toMatchObject({ removedAt: null });
    await due();
    await runFirewallsOnce(system, "another");
    expect((await row(instanceId))?.removedAt).toBeInstanceOf(Date);
    await due();
    expect(await runFirewallsOnce(system, "another")).toBe(0);
  });

  it("of an instance without a set is not looked at: it is as it always was", async () => {
    const { ctx, instanceId } = await wanting();
    await runFirewallsOnce(system, "worker");
    await setInstanceFirewall(ctx, { instanceId, setIds: [], generation: 1, confirmName: undefined });
    await runFirewallsOnce(system, "worker");
    const { rows } = await db.execute(
      sql`select next_attempt_at = 'infinity' as never from instance_firewalls where instance_id = ${instanceId}`,
    );
    expect(rows).toEqual([{ never: true }]);
  });
});

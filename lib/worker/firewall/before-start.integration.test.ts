import { sql } from "drizzle-orm";
import { afterEach, describe, expect, it } from "vitest";
import { createFirewallSetInput } from "@/lib/contracts/firewall";
import { machineName } from "@/lib/domain/names";
import { ComputeError } from "@/lib/ports/compute";
import { setInstanceFirewall } from "@/lib/services/firewall/attach";
import { createFirewallSet } from "@/lib/services/firewall/create-set";
import { getInstanceFirewall } from "@/lib/services/firewall/instance";
import { getInstance } from "@/lib/services/instances/get";
import { launchInstance } from "@/lib/services/instances/launch";
import { startInstance } from "@/lib/services/instances/start";
import { stopInstance } from "@/lib/services/instances/stop";
import { testDatabase } from "@/lib/testing/database";
import { gpuHost, machineWorld, TYPE } from "@/lib/testing/machines";

const database = await testDatabase();
const world = await machineWorld(database, [gpuHost("a", 8), gpuHost("b", 8)]);
const { db } = database;
const { compute } = world;

/** What is done to a machine until it runs. */
const DONE = ["create", "applyFirewall", "start"];

afterEach(() => {
  compute.heal();
  compute.calls.length = 0;
});

/** An instance that is launched with a set which opens 8888; nothing has been done for it yet. */
async function launched() {
  const customer = await world.customer(1000n);
  const { ctx } = customer;
  const rules = [{ protocol: "tcp", ports: "8888" }];
  const set = await createFirewallSet(ctx, createFirewallSetInput.parse({ name: "web", rules }));
  const input = { ...customer.launchInput(), firewallSetIds: [set.id] };
  const { id: instanceId } = await launchInstance(ctx, input);
  const machine = machineName(instanceId);
  const calls = () => compute.calls.filter((call) => DONE.some((verb) => call === `${verb} ${machine}`));
  return { ctx, instanceId, machine, calls };
}
const state = async ({ ctx, instanceId }: Awaited<ReturnType<typeof launched>>) =>
  (await getInstance(ctx, { instanceId })).state;

describe("a machine with a firewall", () => {
  it("has it before it is first switched on, and nobody else is at it meanwhile", async () => {
    const instance = await launched();
    const { ctx, instanceId, machine } = instance;
    // Whoever looks at firewalls leaves what is being created alone.
    await world.settleFirewalls();
    expect(instance.calls()).toEqual([]);
    await world.settle();
    expect(instance.calls()).toEqual([`create ${machine}`, `applyFirewall ${machine}`, `start ${machine}`]);
    expect(await state(instance)).toBe("running");
    await world.settleFirewalls();
    expect(await getInstanceFirewall(ctx, { instanceId })).toMatchObject({ state: "applied" });
  });

  it("is not switched on while the provider has not done it, and is as soon as it has", async () => {
    const instance = await launched();
    const { machine } = instance;
    const timeout = new ComputeError("timeout", "no answer", true);
    compute.fail("applyFirewall", timeout, { times: 3 });
    compute.fail("applyFirewall", timeout, { after: true });
    await world.settle();
    expect(instance.calls().at(0)).toBe(`create ${machine}`);
    expect(instance.calls().filter((call) => call.startsWith("start "))).toHaveLength(1);
    expect(instance.calls().at(-1)).toBe(`start ${machine}`);
    expect(await state(instance)).toBe("running");
  });

  it("is not had at all where it cannot be: the launch fails, unbilled, with the reason", async () => {
    const instance = await launched();
    compute.fail("applyFirewall", new ComputeError("refused", "no such option", false), { times: 9 });
    await world.settle();
    expect(instance.calls().some((call) => call.startsWith("start "))).toBe(false);
    expect(await state(instance)).toBe("failed");
    const { rows } = await db.execute(
      sql`select 1 from usage_segments where instance_id = ${instance.instanceId}`,
    );
    expect(rows).toEqual([]);
  });

  it("starts again with what was wanted while it was off, and with what a snapshot took away", async () => {
    const instance = await launched();
    const { ctx, instanceId, machine } = instance;
    await world.settle();
    await world.settleFirewalls();
    await stopInstance(ctx, { instanceId });
    await world.settle();
    compute.firewalls.inForce.delete(machine);
    compute.calls.length = 0;
    await startInstance(ctx, { instanceId, priceId: `prc_run_${TYPE}`, stopAt: null });
    await world.settle();
    expect(instance.calls()).toEqual([`applyFirewall ${machine}`, `start ${machine}`]);
    expect(compute.firewalls.inForce.get(machine)).toMatchObject({ forwards: [{ port: 8888 }] });

    await stopInstance(ctx, { instanceId });
    await world.settle();
    const { generation } = await getInstanceFirewall(ctx, { instanceId });
    await setInstanceFirewall(ctx, { instanceId, setIds: [], generation, confirmName: undefined });
    await startInstance(ctx, { instanceId, priceId: `prc_run_${TYPE}`, stopAt: null });
    await world.settle();
    expect(compute.firewalls.inForce.get(machine)).toBeUndefined();
  });
});

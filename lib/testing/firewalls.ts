import { afterEach } from "vitest";
import { createFirewallSetInput } from "@/lib/contracts/firewall";
import { DomainError } from "@/lib/domain/errors";
import { machineName } from "@/lib/domain/names";
import { setInstanceFirewall } from "@/lib/services/firewall/attach";
import { createFirewallSet } from "@/lib/services/firewall/create-set";
import { getInstanceFirewall } from "@/lib/services/firewall/instance";
import { launchInstance } from "@/lib/services/instances/launch";
import { lookAtRegion } from "@/lib/worker/firewall/look";
import type { TestDatabase } from "./database";
import { type Customer, gpuHost, machineWorld, REGION } from "./machines";

export const rule = (ports: string, sources = "") => ({ protocol: "tcp", ports, sources, note: "" });
export const ruleSet = (name: string, ...rules: ReturnType<typeof rule>[]) =>
  createFirewallSetInput.parse({ name, rules });
export const from = (customer: Customer, ip: string | null) => ({ ...customer.ctx, ip });

/** How a verb ended: the reason why it was refused, and the field. */
export const code = (promise: Promise<unknown>) =>
  promise.then(
    () => "fine",
    (error: unknown) =>
      error instanceof DomainError
        ? [error.params.reason ?? error.code, error.field].filter(Boolean).join(" ")
        : Promise.reject(error),
  );

/** A region whose network can be changed, and instances with rule sets. Once per test file. */
export async function firewallWorld(database: TestDatabase) {
  const world = await machineWorld(database, [gpuHost("a", 8), gpuHost("b", 8)]);
  const { compute, system } = world;
  async function inRegionWith(mode: typeof compute.firewalls.mode) {
    compute.firewalls.mode = mode;
    await lookAtRegion(system, REGION);
  }
  afterEach(async () => {
    await inRegionWith("forwards");
    await world.settleFirewalls();
  });
  async function running(customer: Customer, change: { firewallSetIds?: string[] } = {}) {
    const { id } = await launchInstance(customer.ctx, { ...customer.launchInput(), ...change });
    await world.settle();
    await world.settleFirewalls();
    return id;
  }
  /** Somebody with an instance, and with a set that can be given to it. */
  async function guarded(...rules: ReturnType<typeof rule>[]) {
    const customer = await world.customer(1000n);
    const set = await createFirewallSet(customer.ctx, ruleSet("web", ...rules));
    const instanceId = await running(customer);
    const give = (
      setIds: string[],
      more: { confirmName?: string; generation?: number } = {},
      ctx = customer.ctx,
    ) =>
      getInstanceFirewall(customer.ctx, { instanceId }).then(({ generation }) =>
        setInstanceFirewall(ctx, { instanceId, setIds, generation, confirmName: undefined, ...more }),
      );
    const name = (await getInstanceFirewall(customer.ctx, { instanceId })).instanceName;
    return { customer, ctx: customer.ctx, set, instanceId, name, give };
  }
  /** What is in force at the provider. */
  const kept = (instanceId: string) => compute.firewalls.inForce.get(machineName(instanceId)) ?? null;
  return { ...world, inRegionWith, running, guarded, kept };
}

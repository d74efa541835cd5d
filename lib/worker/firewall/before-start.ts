import { planFirewall } from "@/lib/domain/firewall/plan";
import { machineName } from "@/lib/domain/names";
import type { Compute } from "@/lib/ports/compute";
import type { ServiceContext } from "@/lib/services/context";
import { readFirewall, wishOf } from "@/lib/services/firewall/wishes";

/**
 * A machine that is off gets its firewall before it is switched on, so that it is at no second more open than its owner
 * wants: new, after a change while it was off, or with the devices that a restored snapshot brought back. A provider that
 * cannot do it keeps it off. Whoever looks at firewalls writes down what is in force.
 */
export async function guard(ctx: ServiceContext, compute: Compute, instanceId: string): Promise<void> {
  const row = await readFirewall(ctx.db, instanceId);
  if (!row || row.generation === 0) return;
  if (row.sets.length === 0 && row.generation === row.appliedGeneration) return;
  const { wanted } = planFirewall(wishOf(row), await compute.firewallMode(), ctx.policies);
  await compute.applyFirewall(machineName(instanceId), wanted);
}

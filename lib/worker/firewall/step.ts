import { planFirewall, sshReach } from "@/lib/domain/firewall/plan";
import { backoffSeconds } from "@/lib/domain/instance-plan";
import { machineName } from "@/lib/domain/names";
import { ComputeError } from "@/lib/ports/compute";
import type { ServiceContext } from "@/lib/services/context";
import { readFirewall, wishOf } from "@/lib/services/firewall/wishes";
import { type FirewallClaim, postponeFirewall } from "@/lib/services/firewall-operations/claim";
import { recordApplied, recordRemoved } from "@/lib/services/firewall-operations/record";

/** Between two looks for a machine that is being created, or removed. */
const WAIT_SECONDS = 1;
const ENDED = ["terminated", "failed"];

/** A place where a test may end the worker: after the provider has answered, before it is written down. */
export type FirewallFaultPoint = (point: "applied" | "removed", instanceId: string) => void;
export type FirewallStepDeps = { ctx: ServiceContext; fault?: FirewallFaultPoint };

/**
 * Brings one instance's firewall to what is wanted, and writes down what is in force. The call may be repeated and finds
 * what an earlier one left, so the next worker goes on wherever this one ended. It never gives up: a port that its owner
 * closed must not stay open because the provider was slow.
 */
export async function firewallStep({ ctx, fault }: FirewallStepDeps, claim: FirewallClaim): Promise<void> {
  const { instanceId } = claim;
  const row = await readFirewall(ctx.db, instanceId);
  if (!row) return recordRemoved(ctx, claim);
  const compute = ctx.ports.compute(row.regionId);
  const name = machineName(instanceId);
  const wait = () => postponeFirewall(ctx, claim, { seconds: WAIT_SECONDS, error: null });
  try {
    const machine = await compute.machine(name);
    if (machine === null && ENDED.includes(row.instanceState)) {
      await compute.removeFirewall(name);
      fault?.("removed", instanceId);
      return await recordRemoved(ctx, claim);
    }
    if (machine === null || machine.unfinished || [...ENDED, "terminating"].includes(row.instanceState))
      return await wait();
    const mode = await compute.firewallMode();
    const wish = wishOf(row);
    const inForce = await compute.applyFirewall(name, planFirewall(wish, mode, ctx.policies).wanted);
    fault?.("applied", instanceId);
    await recordApplied(ctx, claim, row, { ...inForce, reach: sshReach(wish, mode) });
  } catch (error) {
    if (!(error instanceof ComputeError)) throw error;
    await postponeFirewall(ctx, claim, {
      seconds: backoffSeconds(claim.attempts + 1),
      error: error.message.slice(0, 500),
    });
  }
}

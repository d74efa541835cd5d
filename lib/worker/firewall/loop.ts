import { ComputeError } from "@/lib/ports/compute";
import type { ServiceContext } from "@/lib/services/context";
import { recordFirewallMode } from "@/lib/services/firewall/modes";
import {
  claimFirewalls,
  type FirewallClaim,
  postponeFirewall,
  renewFirewall,
} from "@/lib/services/firewall-operations/claim";
import { type Leased, leasedLoop, runOnce } from "../leased";
import { type Loop, repeat } from "../loops";
import { firewallStep } from "./step";

const LOOK_EVERY_MS = 60_000;

const firewalls = (ctx: ServiceContext, worker: string): Leased<FirewallClaim> => ({
  name: "firewalls",
  claim: (most) => claimFirewalls(ctx, worker, most),
  renew: (claim) => renewFirewall(ctx, claim),
  postpone: (claim, next) => postponeFirewall(ctx, claim, next),
  step: (claim) => firewallStep({ ctx }, claim),
  about: ({ instanceId }) => ({ firewall: instanceId }),
  concurrency: 8,
});

/** Keeps every instance's firewall what it is wanted to be. */
export const firewallLoop = (ctx: ServiceContext, worker: string): Loop => leasedLoop(firewalls(ctx, worker));

/** Claims what is due and carries it out; returns how many. */
export const runFirewallsOnce = (ctx: ServiceContext, worker: string) => runOnce(firewalls(ctx, worker));

/** What a region's network can do is asked now and then: an operator may give it another one. */
export function firewallModeLoop(ctx: ServiceContext, regionId: string): Loop {
  return repeat(`firewall mode ${regionId}`, async () => {
    await lookAtMode(ctx, regionId);
    return LOOK_EVERY_MS;
  });
}

/** One look. A region that does not answer is looked at the next time; its own status says so. */
export async function lookAtMode(ctx: ServiceContext, regionId: string): Promise<void> {
  try {
    await recordFirewallMode(ctx, regionId, await ctx.ports.compute(regionId).firewallMode());
  } catch (error) {
    if (!(error instanceof ComputeError)) throw error;
  }
}

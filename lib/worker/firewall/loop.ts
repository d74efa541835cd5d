import { ComputeError } from "@/lib/ports/compute";
import type { ServiceContext } from "@/lib/services/context";
import { recordFirewallMode } from "@/lib/services/firewall/modes";
import {
  claimFirewalls,
  type FirewallClaim,
  postponeFirewall,
  renewFirewall,
} from "@/lib/services/firewall-operations/claim";
import { claimingLoop, underLease } from "../hands";
import { type Loop, repeat } from "../loops";
import { firewallStep } from "./step";

const IDLE_MS = 300;
const AT_ONCE = 8;
const LOOK_EVERY_MS = 60_000;

/** Keeps every instance's firewall what it is wanted to be. */
export const firewallLoop = (ctx: ServiceContext, worker: string): Loop =>
  claimingLoop("firewalls", {
    claim: (most) => claimFirewalls(ctx, worker, most),
    work: (claim) => work(ctx, claim),
    concurrency: AT_ONCE,
    idleMs: IDLE_MS,
  });

/** Claims what is due and carries it out; returns how many. */
export async function runFirewallsOnce(ctx: ServiceContext, worker: string): Promise<number> {
  const claims = await claimFirewalls(ctx, worker, AT_ONCE);
  await Promise.all(claims.map((claim) => work(ctx, claim)));
  return claims.length;
}

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

const work = (ctx: ServiceContext, claim: FirewallClaim): Promise<void> =>
  underLease(
    { firewall: claim.instanceId },
    {
      renew: () => renewFirewall(ctx, claim),
      step: () => firewallStep({ ctx }, claim),
      postpone: (next) => postponeFirewall(ctx, claim, next),
    },
  );

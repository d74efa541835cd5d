import type { ServiceContext } from "@/lib/services/context";
import {
  claimFirewalls,
  type FirewallClaim,
  postponeFirewall,
  renewFirewall,
} from "@/lib/services/firewall-operations/claim";
import { type Leased, leasedLoop, runOnce } from "../leased";
import type { Loop } from "../loops";
import { firewallStep } from "./step";

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

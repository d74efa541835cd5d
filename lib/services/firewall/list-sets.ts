import type { FirewallPageView, FirewallSetInput, FirewallSetView } from "@/lib/contracts/firewall";
import { DomainError } from "@/lib/domain/errors";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";
import { readSetViews } from "./views";

/** The account's rule sets with who uses each, and what the pages about them need besides. */
export async function listFirewallSets(ctx: ServiceContext): Promise<FirewallPageView> {
  const { accountId } = authorise(ctx, "view");
  const { firewallSetsPerAccount, firewallRulesPerSet } = ctx.policies;
  return {
    sets: await readSetViews(ctx.db, accountId),
    limits: { sets: firewallSetsPerAccount, rules: firewallRulesPerSet },
    address: ctx.ip,
  };
}

/** One rule set. Another account's is answered like an unknown one: `not_found`. */
export async function getFirewallSet(
  ctx: ServiceContext,
  { setId }: FirewallSetInput,
): Promise<FirewallSetView> {
  const { accountId } = authorise(ctx, "view");
  const [view] = await readSetViews(ctx.db, accountId, setId);
  if (!view) throw new DomainError("not_found", { what: "firewall_set" });
  return view;
}

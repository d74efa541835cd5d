import { count, eq } from "drizzle-orm";
import { firewallSets } from "@/drizzle/schema";
import type { CreateFirewallSetInput, FirewallSetView } from "@/lib/contracts/firewall";
import { DomainError } from "@/lib/domain/errors";
import type { FirewallRule } from "@/lib/domain/firewall/rules";
import type { Policies } from "@/lib/domain/policies";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";
import { newId } from "@/lib/services/id";
import { isUniqueViolation } from "@/lib/services/unique-violation";
import { getFirewallSet } from "./list-sets";
import { lockFirewalls } from "./own";
import { recordFirewall } from "./record";

/** Keeps rules under a name; nothing is opened until an instance has them. Throws `invalid_input` or `already_exists`. */
export async function createFirewallSet(
  ctx: ServiceContext,
  { name, rules }: CreateFirewallSetInput,
): Promise<FirewallSetView> {
  const { accountId } = authorise(ctx, "operate");
  if (ctx.actor.kind !== "user") throw new DomainError("forbidden");
  const { userId } = ctx.actor;
  requireFewRules(ctx.policies, rules);
  const set = { id: newId("fws"), accountId, name };
  await ctx
    .transact(async (tx) => {
      await lockFirewalls(tx, accountId);
      const most = ctx.policies.firewallSetsPerAccount;
      const [has] = await tx
        .select({ sets: count() })
        .from(firewallSets)
        .where(eq(firewallSets.accountId, accountId));
      if ((has?.sets ?? 0) >= most)
        throw new DomainError("invalid_input", { reason: "firewall_sets_full", most: `${most}` }, "name");
      await tx.insert(firewallSets).values({ ...set, rules, createdBy: userId });
      await recordFirewall(ctx, tx, set, "set_created", { rules: `${rules.length}` });
    })
    .catch(nameTaken(name));
  return getFirewallSet(ctx, { setId: set.id });
}

/** Throws `invalid_input` for the rules. */
export function requireFewRules(policies: Policies, rules: readonly FirewallRule[]): void {
  const most = policies.firewallRulesPerSet;
  if (rules.length > most)
    throw new DomainError("invalid_input", { reason: "firewall_rules_full", most: `${most}` }, "rules");
}

/** For `catch`: another set of the account has the name. */
export const nameTaken =
  (name: string) =>
  (error: unknown): never => {
    if (isUniqueViolation(error))
      throw new DomainError("already_exists", { what: "firewall_set", name }, "name");
    throw error;
  };

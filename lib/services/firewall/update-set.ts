import { eq, sql } from "drizzle-orm";
import { firewallSets } from "@/drizzle/schema";
import type { FirewallSetView, UpdateFirewallSetInput } from "@/lib/contracts/firewall";
import { DomainError } from "@/lib/domain/errors";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";
import { nameTaken, requireFewRules } from "./create-set";
import { getFirewallSet } from "./list-sets";
import { lockFirewalls, ownSet } from "./own";
import { firewallHints, recordFirewall, wantAnew } from "./record";
import { requireSecondWord } from "./second-word";
import { readFirewalls, wishOf } from "./wishes";

/**
 * Replaces name and rules; every instance that has the set follows. Throws `edited_meanwhile` when it is not the version
 * that was edited, `already_exists` (name), `not_found`, or `invalid_input`: for `confirmName` when the change would
 * take SSH away from its author.
 */
export async function updateFirewallSet(
  ctx: ServiceContext,
  input: UpdateFirewallSetInput,
): Promise<FirewallSetView> {
  const { accountId } = authorise(ctx, "operate");
  const { setId, name, rules } = input;
  requireFewRules(ctx.policies, rules);
  await ctx
    .transact(async (tx) => {
      await lockFirewalls(tx, accountId);
      const row = await ownSet(tx, accountId, setId);
      if (row.version !== input.version) throw new DomainError("edited_meanwhile");
      const same = JSON.stringify(rules) === JSON.stringify(row.rules);
      if (same && name === row.name) return;
      const users = await readFirewalls(
        tx,
        sql`i.state not in ('terminated', 'failed')
          and exists (select from firewall_attachments a where a.instance_id = i.id and a.set_id = ${setId})`,
      );
      const changes = users.map((user) => ({
        ...{ before: wishOf(user), after: wishOf(user, { id: setId, rules }), mode: user.mode },
      }));
      requireSecondWord(ctx, changes, row.name, input.confirmName);
      await tx
        .update(firewallSets)
        .set({ name, rules, version: row.version + 1, updatedAt: sql`app_now()` })
        .where(eq(firewallSets.id, setId));
      if (!same)
        await wantAnew(
          tx,
          users.map((user) => user.instanceId),
        );
      const detail = { rules: `${rules.length}`, instances: `${users.length}` };
      await recordFirewall(ctx, tx, { id: setId, accountId, name }, "set_changed", detail);
    })
    .catch(nameTaken(name));
  ctx.notify(...firewallHints(accountId));
  return getFirewallSet(ctx, { setId });
}

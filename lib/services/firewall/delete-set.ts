import { eq } from "drizzle-orm";
import { firewallAttachments, firewallSets } from "@/drizzle/schema";
import type { FirewallSetInput } from "@/lib/contracts/firewall";
import { DomainError } from "@/lib/domain/errors";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";
import { getFirewallSet } from "./list-sets";
import { lockFirewalls } from "./own";
import { recordFirewall } from "./record";

/**
 * Deletes a rule set that no instance has: taking it from one would change what is open there, and that is said on the
 * instance's own page. Throws `invalid_input` while one has it, or `not_found`.
 */
export async function deleteFirewallSet(ctx: ServiceContext, { setId }: FirewallSetInput): Promise<void> {
  const { accountId } = authorise(ctx, "operate");
  await ctx.transact(async (tx) => {
    await lockFirewalls(tx, accountId);
    const { name, usedBy } = await getFirewallSet({ ...ctx, db: tx }, { setId });
    if (usedBy.length > 0) {
      const names = usedBy.map((each) => each.name).join(", ");
      throw new DomainError("invalid_input", { reason: "firewall_set_used", names });
    }
    await tx.delete(firewallAttachments).where(eq(firewallAttachments.setId, setId));
    await tx.delete(firewallSets).where(eq(firewallSets.id, setId));
    await recordFirewall(ctx, tx, { id: setId, accountId, name }, "set_deleted");
  });
}

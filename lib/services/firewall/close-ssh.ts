import { eq } from "drizzle-orm";
import { instanceFirewalls } from "@/drizzle/schema";
import type { CloseSshInput, InstanceFirewallInput, InstanceFirewallView } from "@/lib/contracts/firewall";
import { DomainError } from "@/lib/domain/errors";
import { cleanName } from "@/lib/domain/names";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";
import { getInstanceFirewall, ownFirewall } from "./instance";
import { lockFirewalls } from "./own";
import { firewallHints, recordFirewall, wantAnew } from "./record";

/**
 * Closes SSH to everybody, whatever the rule sets say. The instance's name must be typed; the terminal of the portal
 * goes on working. Closed already: success. Throws `invalid_input`, `wrong_state` or `not_found`.
 */
export function closeSsh(ctx: ServiceContext, input: CloseSshInput): Promise<InstanceFirewallView> {
  return switchSsh(ctx, input.instanceId, true, (name) => {
    if (cleanName(input.confirmName) !== name)
      throw new DomainError("invalid_input", { reason: "name_not_matching" }, "confirmName");
  });
}

/** Leaves SSH to the rule sets again. Open already: success. Throws `wrong_state` or `not_found`. */
export function openSsh(ctx: ServiceContext, input: InstanceFirewallInput): Promise<InstanceFirewallView> {
  return switchSsh(ctx, input.instanceId, false, () => undefined);
}

async function switchSsh(
  ctx: ServiceContext,
  instanceId: string,
  closed: boolean,
  check: (instanceName: string) => void,
): Promise<InstanceFirewallView> {
  const { accountId } = authorise(ctx, "operate");
  await ctx.transact(async (tx) => {
    await lockFirewalls(tx, accountId);
    const row = await ownFirewall(tx, accountId, instanceId, { changing: true });
    check(row.instanceName);
    if (row.sshClosed === closed) return;
    // Without a rule set nothing of the firewall is ours to say.
    if (row.sets.length === 0) throw new DomainError("wrong_state", { state: "none" });
    await tx
      .update(instanceFirewalls)
      .set({ sshClosed: closed })
      .where(eq(instanceFirewalls.instanceId, instanceId));
    await wantAnew(tx, [instanceId]);
    const target = { id: instanceId, accountId, name: row.instanceName };
    await recordFirewall(ctx, tx, target, closed ? "ssh_closed" : "ssh_opened");
  });
  ctx.notify(...firewallHints(accountId));
  return getInstanceFirewall(ctx, { instanceId });
}

import { sql } from "drizzle-orm";
import { DomainError } from "@/lib/domain/errors";
import { type FirewallMode, sshReach } from "@/lib/domain/firewall/plan";
import type { ServiceContext, Transaction } from "@/lib/services/context";
import { requireAttachable } from "./attach";
import { type FirewallSetRow, lockFirewalls, ownSets } from "./own";
import { wishOf } from "./wishes";

const FIELD = "firewallSetIds";

/**
 * The rule sets that a launch names. SSH says when a machine is ready, so that none may hide it from here on: limits on
 * SSH come when it runs. Throws `invalid_input` with the field.
 */
export async function setsForLaunch(
  ctx: ServiceContext,
  tx: Transaction,
  input: { accountId: string; regionId: string; firewallSetIds: readonly string[] },
): Promise<FirewallSetRow[]> {
  const { accountId, regionId, firewallSetIds } = input;
  if (firewallSetIds.length === 0) return [];
  await lockFirewalls(tx, accountId);
  const sets = await ownSets(tx, accountId, firewallSetIds, FIELD);
  const { rows } = await tx.execute<{ mode: FirewallMode | null }>(
    sql`select firewall_mode as mode from regions where id = ${regionId}`,
  );
  const mode = rows[0]?.mode ?? null;
  requireAttachable(ctx, { mode }, sets.length, FIELD);
  if (sshReach(wishOf({ sets, sshClosed: false }), mode ?? "acls") !== "open")
    throw new DomainError("invalid_input", { reason: "firewall_hides_ssh" }, FIELD);
  return sets;
}

import { and, eq, sql } from "drizzle-orm";
import { instanceFirewalls } from "@/drizzle/schema";
import type { SshReach } from "@/lib/domain/firewall/plan";
import type { FirewallInForce } from "@/lib/ports/firewall";
import type { ServiceContext } from "@/lib/services/context";
import { firewallHints, recordFirewall } from "@/lib/services/firewall/record";
import type { FirewallRow } from "@/lib/services/firewall/wishes";
import type { FirewallClaim } from "./claim";

const RELEASED = { leaseOwner: null, leaseUntil: null, attempts: 0, lastError: null };

const mine = (claim: FirewallClaim) =>
  and(eq(instanceFirewalls.instanceId, claim.instanceId), eq(instanceFirewalls.leaseOwner, claim.worker));

/**
 * The provider has what was wanted when `row` was read; a newer wish is looked at next, and otherwise there is nothing to
 * do until a look at the region finds it different. What was so before and was not any more has been changed past us, and
 * the log says so.
 */
export async function recordApplied(
  ctx: ServiceContext,
  claim: FirewallClaim,
  row: FirewallRow,
  applied: FirewallInForce & { reach: SshReach },
): Promise<void> {
  const { changed, forwards, ssh, reach } = applied;
  const known = row.generation === row.appliedGeneration;
  const told = await ctx.transact(async (tx) => {
    const written = await tx
      .update(instanceFirewalls)
      .set({
        ...RELEASED,
        appliedGeneration: row.generation,
        forwards,
        sshReach: reach,
        ...(changed || !known ? { appliedAt: sql`app_now()` } : {}),
        nextAttemptAt: sql`case when ${instanceFirewalls.generation} > ${row.generation}
          then clock_timestamp() else 'infinity' end`,
      })
      .where(mine(claim))
      .returning({ id: instanceFirewalls.instanceId });
    if (written.length === 0) return false;
    if (ssh)
      await tx.execute(sql`
        update instances set address_host = ${ssh.host}, address_port = ${ssh.port}
        where id = ${row.instanceId} and state = 'running'
          and (address_host, address_port) is distinct from (${ssh.host}, ${ssh.port})`);
    if (changed && known) {
      const target = { id: row.instanceId, accountId: row.accountId, name: row.instanceName };
      await recordFirewall(ctx, tx, target, "put_back");
    }
    return changed || !known;
  });
  if (told) ctx.notify(...firewallHints(claim.accountId));
}

/** The machine is gone, and nothing of its firewall is left at the provider. */
export async function recordRemoved(ctx: ServiceContext, claim: FirewallClaim): Promise<void> {
  await ctx.transact((tx) =>
    tx
      .update(instanceFirewalls)
      .set({ ...RELEASED, removedAt: sql`app_now()`, forwards: [] })
      .where(mine(claim)),
  );
}

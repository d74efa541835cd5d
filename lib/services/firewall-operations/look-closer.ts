import { sql } from "drizzle-orm";
import type { ServiceContext } from "@/lib/services/context";
import { type FirewallRow, readFirewalls } from "@/lib/services/firewall/wishes";

/** The firewalls of a region that were brought to what is wanted, and should be so still. */
export const firewallsLeft = (ctx: ServiceContext, regionId: string): Promise<FirewallRow[]> =>
  readFirewalls(
    ctx.db,
    sql`i.region_id = ${regionId} and i.state not in ('terminating', 'terminated', 'failed')
      and f.removed_at is null and f.generation = f.applied_generation
      and exists (select from firewall_attachments a where a.instance_id = i.id)`,
  );

/** What the provider shows of these is not what was left there: the worker sees to each of them at once. */
export async function lookCloser(ctx: ServiceContext, instanceIds: readonly string[]): Promise<void> {
  if (instanceIds.length === 0) return;
  await ctx.transact((tx) =>
    tx.execute(sql`
      update instance_firewalls set next_attempt_at = clock_timestamp()
      where instance_id = any(${sql.param([...instanceIds])}::text[]) and removed_at is null`),
  );
}

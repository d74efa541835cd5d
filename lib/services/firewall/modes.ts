import { sql } from "drizzle-orm";
import type { FirewallMode } from "@/lib/domain/firewall/plan";
import type { ServiceContext } from "@/lib/services/context";

/** What a region's network can do, as the provider shows it. Another one: every firewall there is wanted anew. */
export async function recordFirewallMode(
  ctx: ServiceContext,
  regionId: string,
  mode: FirewallMode,
): Promise<void> {
  await ctx.transact(async (tx) => {
    const { rowCount } = await tx.execute(sql`
      update regions set firewall_mode = ${mode} where id = ${regionId} and firewall_mode is distinct from ${mode}`);
    if (rowCount === 0) return;
    await tx.execute(sql`
      update instance_firewalls f set generation = f.generation + 1, next_attempt_at = clock_timestamp()
      from instances i
      where i.id = f.instance_id and i.region_id = ${regionId} and f.removed_at is null`);
  });
}

import { and, eq, sql } from "drizzle-orm";
import { hosts, instances } from "@/drizzle/schema";
import { stop } from "@/lib/domain/transitions/run";
import { recordAudit } from "@/lib/services/audit";
import type { ServiceContext } from "@/lib/services/context";
import { instanceHints, recordEvent } from "@/lib/services/instances/record";
import { withAccount } from "@/lib/services/money/with-account";
import { mailMembers } from "@/lib/services/notices/mail-members";

/** What an operator asked of a host, and how many of our machines there are not off yet. */
export type HostWish = { regionId: string; host: string; wish: "evacuate" | "restore"; on: number };

/** The region's hosts of which something is asked. */
export async function hostWishes(ctx: ServiceContext, regionId: string): Promise<HostWish[]> {
  const { rows } = await ctx.db.execute<HostWish>(sql`
    select h.region_id as "regionId", h.name as host, h.maintenance as wish,
      (select count(*)::int from instances i where i.region_id = h.region_id and i.host = h.name
        and i.state not in ('terminated', 'failed')
        and (i.state <> 'stopped' or i.generation > i.applied_generation)) as "on"
    from hosts h where h.region_id = ${regionId} and h.maintenance is not null`);
  return rows;
}

/** Stops what runs on the host; what boots there is stopped once it runs. Each owner is told. */
export async function stopForMaintenance(ctx: ServiceContext, wish: HostWish): Promise<void> {
  const rows = await ctx.db
    .select({ id: instances.id, accountId: instances.accountId })
    .from(instances)
    .where(
      and(
        eq(instances.regionId, wish.regionId),
        eq(instances.host, wish.host),
        eq(instances.state, "running"),
      ),
    );
  for (const row of rows) {
    await withAccount(ctx, row.accountId, async (account) => {
      const instance = account.state.instances.find((each) => each.id === row.id);
      if (instance?.state !== "running") return;
      const [found] = await account.tx.select().from(instances).where(eq(instances.id, row.id));
      if (found?.host !== wish.host) return;
      account.apply(stop({ at: account.now, instanceId: row.id, reason: "host_maintenance" }));
      const detail = { name: found.name, reason: "host_maintenance" };
      await recordEvent(account.tx, row.id, "stop", detail);
      await recordAudit(ctx, account.tx, {
        action: "instance.stopped",
        accountId: row.accountId,
        targetId: row.id,
        detail,
      });
      await mailMembers(ctx, account.tx, {
        accountId: row.accountId,
        template: "instance_host_maintenance",
        roles: ["owner", "admin", "developer"],
        params: { instance: found.name, url: `${ctx.publicUrl}/console/instances/${row.id}` },
        key: `maintenance:${row.id}:${found.generation}`,
      });
    });
    ctx.notify(...instanceHints(row.accountId));
  }
}

/** The cluster shows what was asked: the wish is fulfilled, unless it has changed meanwhile. */
export async function maintenanceDone(ctx: ServiceContext, wish: HostWish): Promise<void> {
  await ctx.transact(async (tx) => {
    const done = await tx
      .update(hosts)
      .set({ maintenance: null, maintenanceError: null })
      .where(sameWish(wish))
      .returning({ name: hosts.name });
    if (done.length === 0) return;
    await recordAudit(ctx, tx, {
      action: wish.wish === "evacuate" ? "host.evacuated" : "host.restored",
      targetId: `${wish.regionId}/${wish.host}`,
    });
  });
  ctx.notify({ accountId: null, kind: "availability" });
}

/** Why the cluster has not done it yet, in its own words. */
export async function maintenanceFailed(ctx: ServiceContext, wish: HostWish, error: string): Promise<void> {
  await ctx.transact((tx) =>
    tx
      .update(hosts)
      .set({ maintenanceError: error.slice(0, 500) })
      .where(sameWish(wish)),
  );
}

const sameWish = (wish: HostWish) =>
  and(eq(hosts.regionId, wish.regionId), eq(hosts.name, wish.host), eq(hosts.maintenance, wish.wish));

import { asc, sql } from "drizzle-orm";
import { cards, hosts, regions } from "@/drizzle/schema";
import type { RegionStatusView } from "@/lib/contracts/views";
import type { ServiceContext } from "../context";

/** A region counts as reachable while its provider answered within this time. */
export const REACHABLE_SECONDS = 60;

/** What works now, region by region, as the machines last reported it. Public. */
export async function regionStatus(ctx: ServiceContext): Promise<RegionStatusView[]> {
  const rows = await ctx.db
    .select({
      id: regions.id,
      name: regions.name,
      status: regions.status,
      announcedFor: regions.announcedFor,
      seenAt: regions.providerSeenAt,
      reachable: sql<boolean>`${regions.providerSeenAt} > app_now() - make_interval(secs => ${REACHABLE_SECONDS})`,
      hostsOnline: sql<number>`(select count(*)::int from ${hosts} where ${hosts.regionId} = ${regions.id} and ${hosts.online})`,
      hostsTotal: sql<number>`(select count(*)::int from ${hosts} where ${hosts.regionId} = ${regions.id} and ${hosts.state} <> 'removed')`,
      cardsFree: sql<number>`(select count(*)::int from ${cards} where ${cards.regionId} = ${regions.id}
        and ${cards.present} and not ${cards.foreign} and ${cards.instanceId} is null)`,
      cardsTotal: sql<number>`(select count(*)::int from ${cards} where ${cards.regionId} = ${regions.id} and ${cards.present})`,
    })
    .from(regions)
    .orderBy(asc(regions.position));
  return rows.map((row) => ({
    ...row,
    seenAt: row.seenAt?.toISOString() ?? null,
    reachable: row.status !== "announced" && (row.reachable ?? false),
  }));
}

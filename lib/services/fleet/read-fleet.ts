import { asc, desc, eq, sql } from "drizzle-orm";
import { auditLog, clusters, regions, users } from "@/drizzle/schema";
import type {
  CardCounts,
  FleetChangeView,
  FleetRegionView,
  FleetView,
  HealthView,
} from "@/lib/contracts/fleet";
import { authoriseStaff } from "@/lib/services/authorise";
import { usedByHost } from "@/lib/services/catalogue/rooms";
import type { ServiceContext } from "@/lib/services/context";
import { addressText, connectionOfRow } from "./connection";
import { DISAGREES_AFTER_SECONDS } from "./disagreements";

const CHANGES = 12;

/** Every region with its health, what it has and what is used of it; for administrators. */
export async function readFleet(ctx: ServiceContext): Promise<FleetView> {
  authoriseStaff(ctx, "admin");
  const [views, changes, identity] = await Promise.all([
    readRegions(ctx),
    readChanges(ctx),
    ctx.ports.clusters.identity(),
  ]);
  return { regions: views, changes, identity };
}

type Sums = {
  region_id: string;
  online: number;
  total: number;
  vcpus: number;
  memory_gib: number;
  disk_gib: number;
  used_vcpus: number;
  used_memory_gib: number;
  used_disk_gib: number;
};

/** The regions' rows of the fleet page, in the operator's order. */
export async function readRegions(ctx: ServiceContext): Promise<FleetRegionView[]> {
  const [rows, sums, cards, live, strays] = await Promise.all([
    ctx.db
      .select({ region: regions, cluster: clusters })
      .from(regions)
      .leftJoin(clusters, eq(clusters.regionId, regions.id))
      .orderBy(asc(regions.position), asc(regions.id)),
    ctx.db.execute<Sums>(sql`
      with used as (${usedByHost(null)})
      select h.region_id, count(*) filter (where h.online)::int as online, count(*)::int as total,
        sum(h.vcpus)::int as vcpus, (sum(h.memory_mib) / 1024)::int as memory_gib, sum(h.disk_gib)::int as disk_gib,
        coalesce(sum(u.vcpus), 0)::int as used_vcpus, coalesce(sum(u.memory_gib), 0)::int as used_memory_gib,
        coalesce(sum(u.disk_gib), 0)::int as used_disk_gib
      from hosts h left join used u on u.region_id = h.region_id and u.host = h.name
      where h.state <> 'removed' or u.host is not null
      group by h.region_id`),
    ctx.db.execute<CardCounts & { region_id: string }>(sql`
      select c.region_id,
        count(*) filter (where state = 'free')::int as free, count(*) filter (where state = 'held')::int as held,
        count(*) filter (where state = 'foreign')::int as foreign, count(*) filter (where state = 'missing')::int as missing,
        count(*) filter (where state = 'wrong')::int as wrong
      from cards c cross join lateral (select ${cardState} as state) s
      group by c.region_id`),
    ctx.db.execute<{ region_id: string; live: number }>(sql`
      select region_id, count(*)::int as live from instances
      where state not in ('terminated', 'failed') group by region_id`),
    ctx.db.execute<{ region_id: string; foreign: number; quarantined: number; storage: number }>(sql`
      select region_id, count(*) filter (where kind = 'foreign')::int as foreign,
        count(*) filter (where kind = 'quarantined')::int as quarantined, count(*) filter (where kind = 'storage')::int as storage
      from (select region_id, kind from stray_machines union all select region_id, 'storage' from stray_storage) as strays
      group by region_id`),
  ]);
  const of = <T extends { region_id: string }>(list: { rows: T[] }, id: string) =>
    list.rows.find((row) => row.region_id === id);
  return rows.map(({ region, cluster }) => {
    const connection = cluster ? connectionOfRow(cluster) : ctx.ports.clusters.configured(region.id);
    const sum = of(sums, region.id);
    const { region_id: _, ...counts } = of(cards, region.id) ?? { region_id: "", ...noCards };
    const { foreign = 0, quarantined = 0, storage = 0 } = of(strays, region.id) ?? {};
    return {
      id: region.id,
      name: region.name,
      country: region.country,
      status: region.status,
      phase: region.phase,
      announcedFor: region.announcedFor,
      address: connection && addressText(connection),
      health: healthOf(region, connection !== null),
      firewall: connection === null ? null : region.firewallMode,
      hosts: { online: sum?.online ?? 0, total: sum?.total ?? 0 },
      cards: counts,
      vcpus: { used: sum?.used_vcpus ?? 0, total: sum?.vcpus ?? 0 },
      memoryGib: { used: sum?.used_memory_gib ?? 0, total: sum?.memory_gib ?? 0 },
      diskGib: { used: sum?.used_disk_gib ?? 0, total: sum?.disk_gib ?? 0 },
      instances: of(live, region.id)?.live ?? 0,
      strays: { foreign, quarantined, storage },
    };
  });
}

const noCards: CardCounts = { free: 0, held: 0, foreign: 0, missing: 0, wrong: 0 };

/** What a card `c` is, the first that holds: what is wrong comes before what is merely so. */
export const cardState = sql`
  case when c.present and c.disagrees_since < clock_timestamp() - make_interval(secs => ${DISAGREES_AFTER_SECONDS}) then 'wrong'
    when not c.present then 'missing'
    when c.instance_id is not null then 'held'
    when c."foreign" then 'foreign'
    else 'free' end`;

function healthOf(region: typeof regions.$inferSelect, hasCluster: boolean): HealthView {
  const seenAt = region.providerSeenAt?.toISOString() ?? null;
  if (!hasCluster) return { state: "none", seenAt, error: null };
  if (region.providerError === null) return { state: seenAt === null ? "never" : "up", seenAt, error: null };
  const [, code = "failed", detail = region.providerError] =
    /^(\w+): ([\s\S]*)$/.exec(region.providerError) ?? [];
  return { state: "down", seenAt, error: { code, detail } };
}

/** What operators did to regions and hosts, newest first. */
async function readChanges(ctx: ServiceContext): Promise<FleetChangeView[]> {
  const rows = await ctx.db
    .select({ entry: auditLog, actorName: users.name })
    .from(auditLog)
    .leftJoin(users, eq(users.id, auditLog.actorUserId))
    .where(sql`${auditLog.action} ~ '^(region|host)\\.'`)
    .orderBy(desc(auditLog.seq))
    .limit(CHANGES);
  return rows.map(({ entry, actorName }) => ({
    seq: entry.seq.toString(),
    at: entry.at.toISOString(),
    actorName: actorName ?? "",
    action: entry.action,
    targetId: entry.targetId ?? "",
  }));
}

import { asc, sql } from "drizzle-orm";
import { regions } from "@/drizzle/schema";
import type { AvailabilityView, OfferView, RegionView } from "@/lib/contracts/views";
import { launchable } from "@/lib/domain/placement";
import type { ServiceContext } from "@/lib/services/context";
import { priceKey, pricesInForce, volumePricesInForce } from "./prices";
import { demandOf, readRooms } from "./rooms";
import { listTypes } from "./types";

/** Regions, types, and for each pair that is sold: free now, price, and the last seven days. Public. */
export async function availability(ctx: Pick<ServiceContext, "db" | "currency">): Promise<AvailabilityView> {
  const [regionViews, types, rooms, prices, weeks, asOf] = await Promise.all([
    listRegions(ctx),
    listTypes(ctx),
    readRooms(ctx.db),
    pricesInForce(ctx.db, ctx.currency),
    readWeeks(ctx),
    readNow(ctx),
  ]);
  const days = lastSevenDays(asOf);
  const offers: OfferView[] = [];
  for (const region of regionViews) {
    for (const type of types) {
      const key = priceKey(region.id, type.id);
      const price = prices.get(key);
      if (!price) continue;
      const room = rooms.get(region.id);
      const demand = demandOf(type);
      const week = weeks.get(key);
      offers.push({
        regionId: region.id,
        typeId: type.id,
        free: launchable(room?.free ?? [], demand),
        total: launchable(room?.whole ?? [], demand),
        priceId: price.run.id,
        diskPriceId: price.disk.id,
        microsPerHour: price.run.rate.toString(),
        diskMicrosPerHour: price.disk.rate.toString(),
        currency: ctx.currency,
        week: days.map((day) => week?.get(day) ?? { day, minFree: null, maxFree: null }),
      });
    }
  }
  return { regions: regionViews, types, offers, asOf: asOf.toISOString() };
}

/** In the operator's order, with those that are announced, without those that are closed to new instances. */
export async function listRegions(ctx: Pick<ServiceContext, "db" | "currency">): Promise<RegionView[]> {
  const [rows, volumePrices] = await Promise.all([
    ctx.db.select().from(regions).orderBy(asc(regions.position), asc(regions.id)),
    volumePricesInForce(ctx.db, ctx.currency),
  ]);
  return rows
    .filter((row) => row.status !== "closed")
    .map((row) => ({
      id: row.id,
      name: row.name,
      country: row.country,
      status: row.status,
      phase: row.phase,
      announcedFor: row.announcedFor,
      reachable: row.status === "online" && row.providerSeenAt !== null && row.providerError === null,
      volumeMicrosPerHour: volumePrices.get(row.id)?.rate.toString() ?? null,
    }));
}

type Day = OfferView["week"][number];

async function readWeeks(ctx: Pick<ServiceContext, "db">): Promise<Map<string, Map<string, Day>>> {
  const { rows } = await ctx.db.execute<{
    region_id: string;
    instance_type_id: string;
    day: string;
    min_free: number;
    max_free: number;
  }>(sql`
    select region_id, instance_type_id, to_char(hour at time zone 'UTC', 'YYYY-MM-DD') as day,
      min(min_free)::int as min_free, max(max_free)::int as max_free
    from availability_hours
    where hour >= (date_trunc('day', app_now() at time zone 'UTC') - interval '6 days') at time zone 'UTC'
    group by 1, 2, 3`);
  const weeks = new Map<string, Map<string, Day>>();
  for (const row of rows) {
    const key = priceKey(row.region_id, row.instance_type_id);
    const week = weeks.get(key) ?? new Map<string, Day>();
    weeks.set(key, week.set(row.day, { day: row.day, minFree: row.min_free, maxFree: row.max_free }));
  }
  return weeks;
}

async function readNow(ctx: Pick<ServiceContext, "db">): Promise<Date> {
  const { rows } = await ctx.db.execute<{ ms: string }>(
    sql`select (extract(epoch from app_now()) * 1000)::bigint::text as ms`,
  );
  return new Date(Number(rows[0]?.ms));
}

/** UTC days, oldest first, today last. */
function lastSevenDays(now: Date): string[] {
  const day = 24 * 3600 * 1000;
  return Array.from({ length: 7 }, (_, index) =>
    new Date(now.getTime() - (6 - index) * day).toISOString().slice(0, 10),
  );
}

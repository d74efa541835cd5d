import { and, eq, gt, isNull, lte, or, sql } from "drizzle-orm";
import { prices } from "@/drizzle/schema";
import { type Rate, rate } from "@/lib/domain/money";
import type { Database, Transaction } from "@/lib/services/context";

export type PriceInForce = { id: string; rate: Rate };
/** What a type costs in a region now: running, and its disk while stopped. */
export type PricePair = { run: PriceInForce; disk: PriceInForce };

/** Null when the operator does not sell the type there (a price for running and one for the disk are needed). */
export async function priceInForce(
  db: Database | Transaction,
  key: { regionId: string; typeId: string; currency: string },
): Promise<PricePair | null> {
  const all = await pricesInForce(db, key.currency, key);
  return all.get(priceKey(key.regionId, key.typeId)) ?? null;
}

export const priceKey = (regionId: string, typeId: string): string => `${regionId}/${typeId}`;

/** All pairs in force, by `priceKey`. */
export async function pricesInForce(
  db: Database | Transaction,
  currency: string,
  only?: { regionId: string; typeId: string },
): Promise<Map<string, PricePair>> {
  const rows = await db
    .select()
    .from(prices)
    .where(
      and(
        eq(prices.currency, currency),
        lte(prices.validFrom, sql`app_now()`),
        or(isNull(prices.validTo), gt(prices.validTo, sql`app_now()`)),
        only && eq(prices.regionId, only.regionId),
        only && eq(prices.instanceTypeId, only.typeId),
      ),
    );
  const halves = new Map<string, Partial<PricePair>>();
  for (const row of rows) {
    if (row.kind === "volume" || row.instanceTypeId === null) continue;
    const key = priceKey(row.regionId, row.instanceTypeId);
    halves.set(key, { ...halves.get(key), [row.kind]: { id: row.id, rate: rate(row.microsPerHour) } });
  }
  const pairs = new Map<string, PricePair>();
  for (const [key, { run, disk }] of halves) if (run && disk) pairs.set(key, { run, disk });
  return pairs;
}

/** What one GiB of a volume costs, by region, where volumes are sold. */
export async function volumePricesInForce(
  db: Database | Transaction,
  currency: string,
): Promise<Map<string, PriceInForce>> {
  const rows = await db
    .select()
    .from(prices)
    .where(
      and(
        eq(prices.kind, "volume"),
        eq(prices.currency, currency),
        lte(prices.validFrom, sql`app_now()`),
        or(isNull(prices.validTo), gt(prices.validTo, sql`app_now()`)),
      ),
    );
  return new Map(rows.map((row) => [row.regionId, { id: row.id, rate: rate(row.microsPerHour) }]));
}

import { sql } from "drizzle-orm";
import type { NodePgDatabase } from "drizzle-orm/node-postgres";
import * as schema from "../schema";
import { insertCatalogue } from "./insert-catalogue";

const DAY = 86_400_000;

/**
 * Fills an empty database with the demonstration, in one transaction; a database that already has a region is left as
 * it is. The price book begins 60 days ago, so that a month of usage has prices.
 */
export async function seedDemonstration(db: NodePgDatabase<typeof schema>): Promise<void> {
  await db.transaction(async (tx) => {
    const regions = await tx.select({ id: schema.regions.id }).from(schema.regions).limit(1);
    if (regions.length > 0) return;
    const { rows } = await tx.execute<{ now: string }>(sql`SELECT app_now()::text AS now`);
    const now = rows[0]?.now;
    if (now === undefined) throw new Error("the database has no clock");
    await insertCatalogue(tx, new Date(new Date(now).getTime() - 60 * DAY));
  });
}

import { sql } from "drizzle-orm";
import * as schema from "@/drizzle/schema";
import type { ServiceContext } from "@/lib/services/context";
import { HISTORY_DAYS } from "../history";
import { insertCatalogue } from "../insert-catalogue";
import { insertFirewall } from "./firewall";
import { insertActivity } from "./insert-activity";
import { insertHistory } from "./insert-history";
import { insertPeople } from "./insert-people";
import { insertReadings } from "./insert-readings";
import { makeKept } from "./make-kept";
import { makeMachines } from "./make-machines";
import { payTopUps } from "./pay-top-ups";
import { makeVolume } from "./volume";
import { insertWeek } from "./week";

const DAY = 86_400_000;

/**
 * Fills an empty database with the demonstration. What the outside world must know of it (payments, machines) is asked
 * of it first, under names that make a repetition harmless; the database's part is one transaction. A database that has
 * a region is left as it is. `now` is the database's.
 */
export async function seedDemonstration(ctx: ServiceContext, now: Date): Promise<void> {
  const regions = await ctx.db.select({ id: schema.regions.id }).from(schema.regions).limit(1);
  if (regions.length > 0) return;
  const paid = await payTopUps(ctx);
  await ctx.transact(async (tx) => {
    // Prices are older than the history that was paid at them.
    await insertCatalogue(tx, new Date(now.getTime() - 2 * HISTORY_DAYS * DAY));
    const people = await insertPeople(tx, ctx.policies, now, paid.customerId);
    const played = await insertHistory(ctx, tx, { now, people, paid: paid.topUps });
    await insertWeek(tx, now);
    await insertReadings(tx, now);
    await makeMachines(ctx, tx, played, now);
    await makeVolume(ctx, tx);
    await makeKept(ctx, tx, played, { people, now });
    await insertFirewall(tx, people);
    await insertActivity(tx, people, now);
  });
}

/** The database's clock. */
export async function databaseNow(ctx: ServiceContext): Promise<Date> {
  const { rows } = await ctx.db.execute<{ now: string }>(
    sql`select (extract(epoch from app_now()) * 1000)::bigint::text as now`,
  );
  const [row] = rows;
  if (!row) throw new Error("the database has no clock");
  return new Date(Number(row.now));
}

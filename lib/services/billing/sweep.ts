import { asc, inArray, lte, sql } from "drizzle-orm";
import { payments } from "@/drizzle/schema";
import type { ServiceContext } from "@/lib/services/context";
import { secondsFromNow } from "./clock";
import { processEvent, receiveEvent, unprocessedEvents } from "./events";
import { syncPayment } from "./sync-payment";

/** A worker that dies with a payment in hand leaves it to the next one after this. */
const LEASE_SECONDS = 60;
/** Whoever received it is at work on it until then. */
const EVENT_PATIENCE_SECONDS = 10;
/** The provider's events are not strictly in order; what was read twice is stored once. */
const EVENT_OVERLAP_SECONDS = 300;

export type SweepResult = { looked: number; failed: string[] };

/** Looks again at every payment that is due, at most `limit`. Each on its own: one failure stops no other. */
export async function sweepPayments(ctx: ServiceContext, limit = 50): Promise<SweepResult> {
  const ids = await ctx.transact(async (tx) => {
    const due = await tx
      .select({ id: payments.id })
      .from(payments)
      .where(lte(payments.checkAfter, sql`app_now()`))
      .orderBy(asc(payments.checkAfter))
      .limit(limit)
      .for("update", { skipLocked: true });
    const taken = due.map((row) => row.id);
    if (taken.length > 0)
      await tx
        .update(payments)
        .set({ checkAfter: secondsFromNow(LEASE_SECONDS) })
        .where(inArray(payments.id, taken));
    return taken;
  });
  return each(ids, (paymentId) => syncPayment(ctx, { paymentId }));
}

/** Finishes stored events that whoever received them has not. */
export async function sweepEvents(ctx: ServiceContext): Promise<SweepResult> {
  return each(await unprocessedEvents(ctx, EVENT_PATIENCE_SECONDS), (id) => processEvent(ctx, id));
}

/** Reads the provider's own list of events since the last one we know: webhooks that never came. */
export async function fetchMissedEvents(ctx: ServiceContext): Promise<number> {
  // By the provider's clock, which is what its list is ordered by. With nothing known yet: since the oldest payment
  // that is still under way; without one there is nothing to miss.
  const found = await ctx.db.execute<{ since: Date | string | null }>(sql`
    select coalesce(
      (select to_timestamp(max((payload->>'created')::bigint)) from stripe_events),
      (select min(created_at) - interval '1 day' from payments where check_after is not null)
    ) - make_interval(secs => ${EVENT_OVERLAP_SECONDS}) as since`);
  const since = found.rows[0]?.since;
  if (!since) return 0;
  let missed = 0;
  for (const event of await ctx.ports.payments.eventsSince(new Date(since)))
    if (await receiveEvent(ctx, event)) missed += 1;
  return missed;
}

async function each(ids: readonly string[], work: (id: string) => Promise<unknown>): Promise<SweepResult> {
  const failed: string[] = [];
  for (const id of ids) {
    try {
      await work(id);
    } catch (error) {
      failed.push(`${id}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { looked: ids.length, failed };
}

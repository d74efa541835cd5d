import { sql } from "drizzle-orm";
import type { ServiceContext } from "../context";
import { actsAs, refusable } from "./acts";
import { apply, Locked, type LockedRow } from "./with-account";

/**
 * The clockwork's work: up to `most` accounts whose next second has come, each at its own seconds, in one
 * transaction. Any number of loops may do this at once; an account that somebody holds is skipped, because whoever
 * holds it catches it up. Returns how many were caught up.
 */
export async function catchUpDue(ctx: ServiceContext, most: number): Promise<number> {
  const { count, hints } = await ctx.transact(async (tx) => {
    const rows = await refusable(() =>
      tx.execute<LockedRow>(
        sql`select account_id, snapshot from lock_due_accounts(${actsAs(ctx)}::jsonb, ${most})`,
      ),
    );
    const accounts = rows.rows.map((row) => new Locked(ctx, tx, row));
    return { count: accounts.length, hints: await apply(ctx, tx, accounts) };
  });
  ctx.notify(...hints);
  return count;
}

/** How long the clockwork may sleep: milliseconds until the earliest account is due (0: now); null: nothing is. */
export async function millisecondsUntilDue(ctx: ServiceContext): Promise<number | null> {
  const { rows } = await ctx.db.execute<{ wait: number | null }>(
    sql`select greatest(0, ceil(1000 * (min(next_due) - extract(epoch from app_now()))))::float8 as wait
      from account_meters where next_due is not null`,
  );
  return rows[0]?.wait ?? null;
}

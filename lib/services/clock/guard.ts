import { sql } from "drizzle-orm";
import { recordAudit } from "@/lib/services/audit";
import { authoriseStaff } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";

/** The database's own clock in milliseconds since 1970, without the demonstration's offset. */
export async function readDatabaseClock(ctx: ServiceContext): Promise<number> {
  const { rows } = await ctx.db.execute<{ ms: string }>(
    sql`select (extract(epoch from clock_timestamp()) * 1000)::bigint::text as ms`,
  );
  return Number(rows[0]?.ms);
}

/** Money stands still from now on: every verb that moves it answers `clock_halted`. Halting twice keeps the first. */
export async function haltClock(ctx: ServiceContext, reason: string): Promise<void> {
  await ctx.transact(async (tx) => {
    const { rowCount } = await tx.execute(sql`
      update deployment set clock_halted_at = clock_timestamp(), clock_halt_reason = ${reason}
      where clock_halted_at is null`);
    if ((rowCount ?? 0) > 0) await recordAudit(ctx, tx, { action: "clock.halted", detail: { reason } });
  });
}

export type ClockState = { haltedAt: string; reason: string } | null;

/** Null while the clock is trusted. */
export async function clockState(ctx: Pick<ServiceContext, "db">): Promise<ClockState> {
  const { rows } = await ctx.db.execute<{ at: string; reason: string | null }>(sql`
    select to_char(clock_halted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at, clock_halt_reason as reason
    from deployment where clock_halted_at is not null`);
  const [row] = rows;
  return row ? { haltedAt: row.at, reason: row.reason ?? "" } : null;
}

/** An operator has looked: the clock is right now, and money goes on. From a shell as the system, or as an admin. */
export async function confirmClock(ctx: ServiceContext): Promise<void> {
  if (ctx.mode !== "system") authoriseStaff(ctx, "admin");
  await ctx.transact(async (tx) => {
    const { rowCount } = await tx.execute(sql`
      update deployment set clock_halted_at = null, clock_halt_reason = null where clock_halted_at is not null`);
    if ((rowCount ?? 0) > 0) await recordAudit(ctx, tx, { action: "clock.confirmed" });
  });
}

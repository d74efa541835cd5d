import { sql } from "drizzle-orm";
import { recordAudit } from "@/lib/services/audit";
import { authoriseStaff } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";

/**
 * How we notice that our database is older than the world: it was restored from a backup. Machines that were made
 * after the backup carry a later epoch than the database knows, and acting on its memory would delete or stop what
 * customers use. Written down before the machine carries it, so that in any other case the database is never behind.
 */
export async function nextEpoch(ctx: ServiceContext): Promise<number> {
  const { rows } = await ctx.transact((tx) =>
    tx.execute<{ epoch: number }>(sql`update deployment set epoch = epoch + 1 returning epoch`),
  );
  return rows[0]?.epoch ?? 1;
}

/** The epoch of a machine by its tags; one that carries none is of the first. */
export const epochOf = (machine: { tags: Record<string, string> }): number =>
  Math.max(1, Number.parseInt(machine.tags.epoch ?? "1", 10) || 1);

export type EpochState = { epoch: number; seen: number };

/** What the database knows, and the latest that was seen at a provider. Null while nothing is later. */
export async function laterEpoch(ctx: ServiceContext, seen: number): Promise<EpochState | null> {
  // Read after the machines were: whatever they carry was written down before.
  const state = await epochState(ctx);
  if (seen > state.epoch && seen > state.seen) {
    await ctx.transact(async (tx) => {
      const { rowCount } = await tx.execute(
        sql`update deployment set epoch_seen = ${seen} where epoch_seen < ${seen}`,
      );
      if ((rowCount ?? 0) > 0) await recordAudit(ctx, tx, { action: "epoch.later_seen", detail: { seen } });
    });
    state.seen = seen;
  }
  return state.seen > state.epoch ? state : null;
}

export async function epochState(ctx: Pick<ServiceContext, "db">): Promise<EpochState> {
  const { rows } = await ctx.db.execute<EpochState>(sql`select epoch, epoch_seen as seen from deployment`);
  return rows[0] ?? { epoch: 1, seen: 1 };
}

/**
 * An operator has looked: what this database says is what shall be. From the next look on machines that it does not know
 * are quarantined, and what it knows is brought to what is wanted. From a shell as the system, or as an admin.
 */
export async function confirmEpoch(ctx: ServiceContext): Promise<void> {
  if (ctx.mode !== "system") authoriseStaff(ctx, "admin");
  await ctx.transact(async (tx) => {
    const { rowCount } = await tx.execute(
      sql`update deployment set epoch = epoch_seen where epoch_seen > epoch`,
    );
    if ((rowCount ?? 0) > 0) await recordAudit(ctx, tx, { action: "epoch.confirmed" });
  });
}

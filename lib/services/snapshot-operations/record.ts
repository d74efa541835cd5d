import { and, eq, sql } from "drizzle-orm";
import { privateImages, snapshots } from "@/drizzle/schema";
import type { MachineSettings } from "@/lib/ports/snapshots";
import type { ServiceContext, Transaction } from "@/lib/services/context";
import { keptHints, recordKept } from "@/lib/services/snapshots/record";
import type { KeptClaim } from "./claim";

type SnapshotState = (typeof snapshots.$inferSelect)["state"];
type ImageState = (typeof privateImages.$inferSelect)["state"];

const RELEASED = { leaseOwner: null, leaseUntil: null, attempts: 0, lastError: null };

/**
 * Writes an answer of the provider down and gives the row back. What is wanted may have changed meanwhile (its instance
 * is gone, the grace has ended): then only the lease ends, and the next look sees the new wish.
 */
async function settle<Row extends { id: string; accountId: string; name: string }>(
  ctx: ServiceContext,
  claim: KeptClaim,
  write: (tx: Transaction) => Promise<Row[]>,
  failed?: { detail: string },
): Promise<void> {
  await ctx.transact(async (tx) => {
    const [row] = await write(tx);
    if (row && failed) await recordKept(ctx, tx, row, `${claim.kind}.failed`, failed);
    if (row) return;
    const table = claim.kind === "snapshot" ? snapshots : privateImages;
    await tx
      .update(table)
      .set(RELEASED)
      .where(and(eq(table.id, claim.id), eq(table.leaseOwner, claim.worker)));
  });
  ctx.notify(...keptHints(claim.accountId));
}

export const recordSnapshot = (
  ctx: ServiceContext,
  claim: KeptClaim,
  from: SnapshotState,
  change: { state: SnapshotState; sizeBytes?: bigint | null; stateDetail?: string },
) =>
  settle(
    ctx,
    claim,
    (tx) =>
      tx
        .update(snapshots)
        .set({ stateDetail: null, ...change, keptSettings: null, ...RELEASED })
        .where(
          and(eq(snapshots.id, claim.id), eq(snapshots.leaseOwner, claim.worker), eq(snapshots.state, from)),
        )
        .returning(),
    change.stateDetail === undefined ? undefined : { detail: change.stateDetail },
  );

export const recordImage = (
  ctx: ServiceContext,
  claim: KeptClaim,
  from: ImageState,
  change: { state: ImageState; sizeBytes?: bigint; fingerprint?: string; stateDetail?: string },
) =>
  settle(
    ctx,
    claim,
    (tx) =>
      tx
        .update(privateImages)
        .set({
          ...{ stateDetail: null, percent: null, missingSince: null, knownAt: sql`app_second()` },
          ...{ ...change, ...RELEASED },
        })
        .where(
          and(
            eq(privateImages.id, claim.id),
            eq(privateImages.leaseOwner, claim.worker),
            eq(privateImages.state, from),
          ),
        )
        .returning(),
    change.stateDetail === undefined ? undefined : { detail: change.stateDetail },
  );

/** Before the first attempt: what the machine keeps of its own while its disk goes back. False: the claim was lost. */
export async function recordSettings(
  ctx: ServiceContext,
  claim: KeptClaim,
  keptSettings: MachineSettings,
): Promise<boolean> {
  const { rowCount } = await ctx.transact((tx) =>
    tx
      .update(snapshots)
      .set({ keptSettings })
      .where(
        and(
          eq(snapshots.id, claim.id),
          eq(snapshots.leaseOwner, claim.worker),
          eq(snapshots.state, "restoring"),
        ),
      ),
  );
  return (rowCount ?? 0) > 0;
}

/** How far the packing has come; only a hint for people who watch. */
export async function recordPercent(ctx: ServiceContext, claim: KeptClaim, percent: number): Promise<void> {
  await ctx.transact((tx) =>
    tx
      .update(privateImages)
      .set({ percent })
      .where(and(eq(privateImages.id, claim.id), eq(privateImages.leaseOwner, claim.worker))),
  );
  ctx.notify(...keptHints(claim.accountId));
}

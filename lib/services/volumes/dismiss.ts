import { eq, sql } from "drizzle-orm";
import { volumes } from "@/drizzle/schema";
import type { VolumeInput } from "@/lib/contracts/volumes";
import { DomainError } from "@/lib/domain/errors";
import { mayDismiss, shownVolumeState } from "@/lib/domain/volume-states";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";
import { ownVolume } from "./own";
import { recordVolume, volumeHints } from "./record";

/** Takes a volume that could not be created, or that was lost, off the list. Throws `wrong_state` or `not_found`. */
export async function dismissVolume(ctx: ServiceContext, { volumeId }: VolumeInput): Promise<void> {
  const { accountId } = authorise(ctx, "operate");
  await ctx.transact(async (tx) => {
    const row = await ownVolume(tx, accountId, volumeId);
    if (!mayDismiss(shownVolumeState(row))) throw new DomainError("wrong_state", { state: row.state });
    if (row.dismissedAt !== null) return;
    await tx.update(volumes).set({ dismissedAt: sql`app_now()` }).where(eq(volumes.id, volumeId));
    await recordVolume(ctx, tx, row, "dismissed");
  });
  ctx.notify(...volumeHints(accountId));
}

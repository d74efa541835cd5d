import { and, eq } from "drizzle-orm";
import { volumeSnapshots, volumes } from "@/drizzle/schema";
import {
  confirmCreated,
  confirmDeleted,
  confirmGrown,
  failVolume,
  giveUpGrowth,
  loseVolume,
} from "@/lib/domain/transitions/volume";
import type { ServiceContext } from "@/lib/services/context";
import { recordVolume } from "@/lib/services/volumes/record";
import type { VolumeClaim } from "./claim";
import { onVolumeClaim } from "./on-claim";

/** The provider has it: its bill begins. Given up meanwhile: the loop removes it again. */
export const recordCreated = (ctx: ServiceContext, claim: VolumeClaim) =>
  onVolumeClaim(ctx, claim, ({ account, row }) => {
    if (row.state === "creating") account.apply(confirmCreated({ at: account.now, volumeId: row.id }));
  });

/** It could not be created, and nothing of it is left: free. */
export const recordCreateFailed = (ctx: ServiceContext, claim: VolumeClaim, detail: string) =>
  onVolumeClaim(ctx, claim, async ({ account, row }) => {
    if (row.state !== "creating") return;
    account.apply(failVolume({ at: account.now, volumeId: row.id, reason: "boot_failed" }));
    await account.tx.update(volumes).set({ stateDetail: detail }).where(eq(volumes.id, row.id));
    await recordVolume(ctx, account.tx, row, "failed", { detail });
  });

/** The provider says that it has this size: its rate burns from now. */
export const recordGrown = (ctx: ServiceContext, claim: VolumeClaim, sizeGib: bigint) =>
  onVolumeClaim(ctx, claim, async ({ account, row }) => {
    if (row.state !== "available") return;
    account.apply(confirmGrown({ at: account.now, volumeId: row.id, sizeGib }));
    await account.tx.update(volumes).set({ stateDetail: null }).where(eq(volumes.id, row.id));
  });

export const recordGrowFailed = (ctx: ServiceContext, claim: VolumeClaim, detail: string) =>
  onVolumeClaim(ctx, claim, async ({ account, row }) => {
    if (row.state !== "available") return;
    account.apply(giveUpGrowth({ at: account.now, volumeId: row.id }));
    await account.tx.update(volumes).set({ stateDetail: detail }).where(eq(volumes.id, row.id));
    await recordVolume(ctx, account.tx, row, "resize_failed", { detail });
  });

/** Where the provider has it; null: nowhere. The wish stays as it is, and the loop goes on until both are equal. */
export const recordPlace = (ctx: ServiceContext, claim: VolumeClaim, instanceId: string | null) =>
  onVolumeClaim(ctx, claim, async ({ account, row }) => {
    await account.tx.update(volumes).set({ instanceId }).where(eq(volumes.id, row.id));
  });

/** It cannot be given to that instance: the wish is given up, unless it is another one by now. */
export const recordAttachFailed = (
  ctx: ServiceContext,
  claim: VolumeClaim,
  instanceId: string,
  detail: string | null,
) =>
  onVolumeClaim(ctx, claim, async ({ account, row }) => {
    if (row.wantedInstanceId !== instanceId) return;
    await account.tx
      .update(volumes)
      .set({ wantedInstanceId: null, stateDetail: detail })
      .where(eq(volumes.id, row.id));
    if (detail !== null) await recordVolume(ctx, account.tx, row, "attach_failed", { detail });
  });

/** What became of the snapshot that was worked on. */
export const recordSnapshot = (
  ctx: ServiceContext,
  claim: VolumeClaim,
  snapshotId: string,
  change: {
    from: "creating" | "restoring" | "deleting";
    to: "ready" | "deleted" | "failed";
    detail?: string;
  },
) =>
  onVolumeClaim(ctx, claim, async ({ account }) => {
    await account.tx
      .update(volumeSnapshots)
      .set({ state: change.to, stateDetail: change.detail ?? null })
      .where(and(eq(volumeSnapshots.id, snapshotId), eq(volumeSnapshots.state, change.from)));
  });

/** The provider confirms that nothing is left of it, nor of its snapshots. */
export const recordVolumeGone = (ctx: ServiceContext, claim: VolumeClaim) =>
  onVolumeClaim(ctx, claim, async ({ account, row }) => {
    if (row.state === "deleting") account.apply(confirmDeleted({ at: account.now, volumeId: row.id }));
    await endWith(account.tx, row.id);
  });

/** It is not there although nobody here asked for that: nothing of it is billed any more, and the log says so. */
export const recordLost = (ctx: ServiceContext, claim: VolumeClaim) =>
  onVolumeClaim(ctx, claim, async ({ account, row }) => {
    if (row.state !== "available") return;
    account.apply(loseVolume({ at: account.now, volumeId: row.id }));
    await endWith(account.tx, row.id);
    await recordVolume(ctx, account.tx, row, "lost", { sizeGib: `${row.sizeGib}` });
  });

/** Nothing is to be done. */
export const recordNothing = (ctx: ServiceContext, claim: VolumeClaim) =>
  onVolumeClaim(ctx, claim, () => undefined);

async function endWith(tx: Parameters<typeof recordVolume>[1], volumeId: string): Promise<void> {
  await tx.update(volumes).set({ instanceId: null, wantedInstanceId: null }).where(eq(volumes.id, volumeId));
  await tx.update(volumeSnapshots).set({ state: "deleted" }).where(eq(volumeSnapshots.volumeId, volumeId));
}

import { and, eq, sql } from "drizzle-orm";
import { volumeSnapshots, volumes } from "@/drizzle/schema";
import { parseWhole } from "@/lib/domain/money";
import { earlier, type Second, second } from "@/lib/domain/time";
import { utcText } from "@/lib/domain/time-text";
import {
  confirmCreated,
  confirmDeleted,
  confirmGrown,
  failVolume,
  giveUpGrowth,
} from "@/lib/domain/transitions/volume";
import type { LossReason } from "@/lib/domain/volume-states";
import type { ServiceContext, Transaction } from "@/lib/services/context";
import { endVolumeLate } from "@/lib/services/money/end-late";
import { mailMembers } from "@/lib/services/notices/mail-members";
import { recordVolume } from "@/lib/services/volumes/record";
import type { VolumeClaim } from "./claim";
import { onVolumeClaim } from "./on-claim";

/** The provider has it: its bill begins. Given up meanwhile: the loop removes it again. */
export const recordCreated = (ctx: ServiceContext, claim: VolumeClaim) =>
  onVolumeClaim(ctx, claim, async ({ account, row }) => {
    if (row.state !== "creating") return;
    account.apply(confirmCreated({ at: account.now, volumeId: row.id }));
    await account.tx.update(volumes).set({ knownAt: account.now }).where(eq(volumes.id, row.id));
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
    await account.tx
      .update(volumes)
      .set({ stateDetail: null, knownAt: account.now })
      .where(eq(volumes.id, row.id));
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

/**
 * It is not there although nobody here asked for that. Its bill ends at the last second it was known to be there, what
 * was charged after it comes back, and the customer is told: by mail, in the log, and on its page, which stays.
 */
export const recordLost = (ctx: ServiceContext, claim: VolumeClaim, reason: LossReason) =>
  onVolumeClaim(ctx, claim, async ({ account, row }) => {
    if (row.state !== "available") return;
    const lastKnown = await lastKnownOf(account.tx, row.id, account.now);
    const notCharged = await endVolumeLate(account, { volumeId: row.id, lastKnown, reason });
    const found = { knownAt: lastKnown, lostFromInstanceId: row.instanceId ?? row.wantedInstanceId };
    await account.tx.update(volumes).set(found).where(eq(volumes.id, row.id));
    await endWith(account.tx, row.id);
    const facts = { lastKnown: `${lastKnown}`, notChargedTicks: `${notCharged}` };
    await recordVolume(ctx, account.tx, row, LOST[reason], { sizeGib: `${row.sizeGib}`, ...facts });
    await mailMembers(ctx, account.tx, {
      accountId: account.id,
      template: `volume_${reason}`,
      roles: ["owner", "admin", "developer"],
      params: {
        volume: row.name,
        gib: `${row.sizeGib}`,
        lastKnown: utcText(lastKnown),
        url: `${ctx.publicUrl}/console/volumes/${row.id}`,
      },
      key: `lost:${row.id}`,
    });
  });

const LOST = { machine_lost: "lost", host_lost: "host_lost" } as const satisfies Record<LossReason, string>;

/** One that nobody has looked at was known until now. */
async function lastKnownOf(tx: Transaction, volumeId: string, now: Second): Promise<Second> {
  const { rows } = await tx.execute<{ known: string | null }>(sql`
    select greatest(v.known_at, case when v.missing_since is null then h.volumes_seen_at end)::text as known
    from volumes v left join hosts h on h.region_id = v.region_id and h.name = v.host where v.id = ${volumeId}`);
  const known = rows[0]?.known;
  return known ? earlier(second(parseWhole(known)), now) : now;
}

/** Nothing is to be done. */
export const recordNothing = (ctx: ServiceContext, claim: VolumeClaim) =>
  onVolumeClaim(ctx, claim, () => undefined);

async function endWith(tx: Parameters<typeof recordVolume>[1], volumeId: string): Promise<void> {
  await tx.update(volumes).set({ instanceId: null, wantedInstanceId: null }).where(eq(volumes.id, volumeId));
  await tx.update(volumeSnapshots).set({ state: "deleted" }).where(eq(volumeSnapshots.volumeId, volumeId));
}

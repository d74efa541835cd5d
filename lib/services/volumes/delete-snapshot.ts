import { eq } from "drizzle-orm";
import { volumeSnapshots } from "@/drizzle/schema";
import type { VolumeSnapshotInput, VolumeView } from "@/lib/contracts/volumes";
import { DomainError } from "@/lib/domain/errors";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";
import { withAccount } from "@/lib/services/money/with-account";
import { getVolume } from "./get";
import { ownSnapshot } from "./own";
import { recordVolume, volumeHints } from "./record";

/** Deletes a snapshot for good; the volume stays as it is. Deleting twice succeeds. Throws `wrong_state` or `not_found`. */
export async function deleteSnapshot(ctx: ServiceContext, input: VolumeSnapshotInput): Promise<VolumeView> {
  const { accountId } = authorise(ctx, "operate");
  const volumeId = await withAccount(ctx, accountId, async ({ tx }) => {
    const { snapshot, volume } = await ownSnapshot(tx, accountId, input.snapshotId);
    if (snapshot.state === "deleting" || snapshot.state === "deleted") return volume.id;
    if (snapshot.state === "restoring") throw new DomainError("wrong_state", { state: snapshot.state });
    // One that never came to be has nothing at the provider.
    const state = snapshot.state === "failed" ? "deleted" : "deleting";
    await tx.update(volumeSnapshots).set({ state }).where(eq(volumeSnapshots.id, snapshot.id));
    await recordVolume(ctx, tx, volume, "snapshot_deleted", { snapshot: snapshot.name });
    return volume.id;
  });
  ctx.notify(...volumeHints(accountId));
  return getVolume(ctx, { volumeId });
}

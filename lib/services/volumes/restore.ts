import { eq } from "drizzle-orm";
import { volumeSnapshots } from "@/drizzle/schema";
import type { RestoreVolumeInput, VolumeView } from "@/lib/contracts/volumes";
import { DomainError } from "@/lib/domain/errors";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";
import { withAccount } from "@/lib/services/money/with-account";
import { getVolume } from "./get";
import { ownSnapshot, requireFree, requireTypedName } from "./own";
import { recordVolume, volumeHints } from "./record";

/**
 * Takes a volume back to a snapshot: what was written since is lost. Nothing may have it. Throws `wrong_state`,
 * `not_found` or `invalid_input`.
 */
export async function restoreVolume(ctx: ServiceContext, input: RestoreVolumeInput): Promise<VolumeView> {
  const { accountId } = authorise(ctx, "operate");
  const volumeId = await withAccount(ctx, accountId, async ({ tx }) => {
    const { snapshot, volume } = await ownSnapshot(tx, accountId, input.snapshotId);
    if (snapshot.state === "restoring") return volume.id;
    if (snapshot.state !== "ready") throw new DomainError("wrong_state", { state: snapshot.state });
    requireTypedName(volume, input.confirmName);
    requireFree(volume, "confirmName");
    await tx
      .update(volumeSnapshots)
      .set({ state: "restoring", stateDetail: null })
      .where(eq(volumeSnapshots.id, snapshot.id));
    await recordVolume(ctx, tx, volume, "restored", { snapshot: snapshot.name });
    return volume.id;
  });
  ctx.notify(...volumeHints(accountId));
  return getVolume(ctx, { volumeId });
}

import type { DeleteVolumeInput, VolumeView } from "@/lib/contracts/volumes";
import { deleteVolume as remove } from "@/lib/domain/transitions/volume";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";
import { withAccount } from "@/lib/services/money/with-account";
import { getVolume } from "./get";
import { ownVolume, requireFree, requireTypedName } from "./own";
import { recordVolume, volumeHints } from "./record";

/**
 * Deletes a volume and its snapshots for good; its bill ends at this second. The name must be typed, and nothing may
 * have it. Deleting what is deleted succeeds. Throws `invalid_input`, `wrong_state` or `not_found`.
 */
export async function deleteVolume(ctx: ServiceContext, input: DeleteVolumeInput): Promise<VolumeView> {
  const { accountId } = authorise(ctx, "operate");
  await withAccount(ctx, accountId, async (account) => {
    const row = await ownVolume(account.tx, accountId, input.volumeId);
    const state = account.state.volumes.find((each) => each.id === row.id)?.state ?? row.state;
    if (state === "deleting" || state === "deleted") return;
    requireTypedName(row, input.confirmName);
    if (state !== "creating") requireFree({ ...row, wantedGib: row.sizeGib });
    account.apply(remove({ at: account.now, volumeId: row.id, reason: "customer" }));
    await recordVolume(ctx, account.tx, row, "deleted", { sizeGib: `${row.sizeGib}` });
  });
  ctx.notify(...volumeHints(accountId));
  return getVolume(ctx, input);
}

import type { GrowVolumeInput, VolumeView } from "@/lib/contracts/volumes";
import { growVolume as grow } from "@/lib/domain/transitions/volume";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";
import { withAccount } from "@/lib/services/money/with-account";
import { getVolume } from "./get";
import { ownVolume } from "./own";
import { requireRoom } from "./places";
import { recordVolume, volumeHints } from "./record";

/**
 * Asks for a larger volume, attached or not. The new rate is reserved now and burns from the second in which the
 * provider confirms the size. Throws `no_room_for_volume`, `insufficient_credit`, `balance_ended`, `wrong_state`,
 * `not_found` or `invalid_input`.
 */
export async function growVolume(ctx: ServiceContext, input: GrowVolumeInput): Promise<VolumeView> {
  const { accountId } = authorise(ctx, "operate");
  await withAccount(ctx, accountId, async (account) => {
    const row = await ownVolume(account.tx, accountId, input.volumeId);
    account.apply(grow({ at: account.now, volumeId: row.id, sizeGib: input.sizeGib }));
    await requireRoom(account.tx, row, input.sizeGib - row.sizeGib);
    const detail = { fromGib: `${row.sizeGib}`, toGib: `${input.sizeGib}` };
    await recordVolume(ctx, account.tx, row, "resized", detail);
  });
  ctx.notify(...volumeHints(accountId));
  return getVolume(ctx, input);
}

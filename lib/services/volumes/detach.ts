import { eq } from "drizzle-orm";
import { volumes } from "@/drizzle/schema";
import type { VolumeInput, VolumeView } from "@/lib/contracts/volumes";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";
import { withAccount } from "@/lib/services/money/with-account";
import { getVolume } from "./get";
import { ownVolume } from "./own";
import { recordVolume, volumeHints } from "./record";

/** Takes a volume from its instance; what is on it stays. Moves no money. Not attached: success. Throws `not_found`. */
export async function detachVolume(ctx: ServiceContext, input: VolumeInput): Promise<VolumeView> {
  const { accountId } = authorise(ctx, "operate");
  await withAccount(ctx, accountId, async ({ tx }) => {
    const row = await ownVolume(tx, accountId, input.volumeId);
    if (row.wantedInstanceId === null) return;
    await tx.update(volumes).set({ wantedInstanceId: null, stateDetail: null }).where(eq(volumes.id, row.id));
    await recordVolume(ctx, tx, row, "detached", { mountPath: row.mountPath ?? "" });
  });
  ctx.notify(...volumeHints(accountId));
  return getVolume(ctx, input);
}

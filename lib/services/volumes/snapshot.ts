import { and, eq, notInArray } from "drizzle-orm";
import { volumeSnapshots } from "@/drizzle/schema";
import type { SnapshotVolumeInput, VolumeView } from "@/lib/contracts/volumes";
import { DomainError } from "@/lib/domain/errors";
import { SNAPSHOTS_INCLUDED } from "@/lib/domain/volume-states";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";
import { newId } from "@/lib/services/id";
import { withAccount } from "@/lib/services/money/with-account";
import { getVolume } from "./get";
import { ownVolume } from "./own";
import { requireRoom } from "./places";
import { recordVolume, volumeHints } from "./record";

/**
 * Keeps what is on a volume now, attached or not. It costs nothing beside the volume, and there are at most so many,
 * because each may take as much room. Throws `no_room_for_volume`, `wrong_state`, `not_found` or `invalid_input`.
 */
export async function snapshotVolume(ctx: ServiceContext, input: SnapshotVolumeInput): Promise<VolumeView> {
  const { accountId } = authorise(ctx, "operate");
  if (ctx.actor.kind !== "user") throw new DomainError("forbidden");
  const { userId } = ctx.actor;
  await withAccount(ctx, accountId, async (account) => {
    const { tx } = account;
    const row = await ownVolume(tx, accountId, input.volumeId);
    const volume = account.state.volumes.find((each) => each.id === row.id);
    if (volume?.state !== "available") throw new DomainError("wrong_state", { state: row.state });
    const kept = await tx
      .select({ name: volumeSnapshots.name })
      .from(volumeSnapshots)
      .where(
        and(eq(volumeSnapshots.volumeId, row.id), notInArray(volumeSnapshots.state, ["deleted", "failed"])),
      );
    if (kept.some((each) => each.name === input.name)) throw new DomainError("already_exists", {}, "name");
    if (kept.length >= SNAPSHOTS_INCLUDED)
      throw new DomainError("invalid_input", { reason: "snapshots_full" }, "name");
    await requireRoom(tx, row, row.sizeGib);
    await tx.insert(volumeSnapshots).values({
      id: newId("vsn"),
      volumeId: row.id,
      name: input.name,
      state: "creating",
      createdBy: userId,
    });
    await recordVolume(ctx, tx, row, "snapshotted", { snapshot: input.name });
  });
  ctx.notify(...volumeHints(accountId));
  return getVolume(ctx, input);
}

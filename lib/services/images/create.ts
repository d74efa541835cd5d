import { privateImages } from "@/drizzle/schema";
import type { CreateImageInput, KeptView } from "@/lib/contracts/snapshots";
import { DomainError } from "@/lib/domain/errors";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";
import { newId } from "@/lib/services/id";
import { requireType } from "@/lib/services/instances/checks";
import { withAccount } from "@/lib/services/money/with-account";
import { requireKeepable } from "@/lib/services/snapshots/limits";
import { listKept } from "@/lib/services/snapshots/list";
import { ownSnapshot } from "@/lib/services/snapshots/own";
import { keptHints, recordKept } from "@/lib/services/snapshots/record";
import { isUniqueViolation } from "@/lib/services/unique-violation";

/**
 * Makes a private image of a snapshot; instances of the same region can be launched from it, also when the snapshot and
 * its instance are gone. Free of charge up to the limit. Throws `wrong_state`, `balance_ended`, `kept_limit`,
 * `already_exists` (name) or `not_found`.
 */
export async function createImage(ctx: ServiceContext, input: CreateImageInput): Promise<KeptView> {
  const { accountId } = authorise(ctx, "operate");
  if (ctx.actor.kind !== "user") throw new DomainError("forbidden");
  const { userId } = ctx.actor;
  await withAccount(ctx, accountId, async ({ tx, state }) => {
    const { snapshot, instance } = await ownSnapshot(tx, accountId, input.snapshotId);
    if (snapshot.state !== "ready") throw new DomainError("wrong_state", { state: snapshot.state });
    if (state.exhaustedAt !== null) throw new DomainError("balance_ended");
    await requireKeepable(tx, ctx.policies, accountId, "images");
    const type = await requireType(tx, instance.instanceTypeId);
    const image = { id: newId("img"), accountId, name: input.name };
    await tx.insert(privateImages).values({
      ...image,
      regionId: instance.regionId,
      snapshotId: snapshot.id,
      baseImageId: instance.imageId,
      minDiskGib: type.diskGib,
      state: "creating",
      createdBy: userId,
    });
    await recordKept(ctx, tx, image, "image.created", { instance: instance.name, snapshot: snapshot.name });
  }).catch((error: unknown) => {
    if (isUniqueViolation(error))
      throw new DomainError("already_exists", { what: "image", name: input.name }, "name");
    throw error;
  });
  ctx.notify(...keptHints(accountId));
  return listKept(ctx);
}

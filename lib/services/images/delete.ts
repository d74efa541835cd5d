import { and, eq } from "drizzle-orm";
import { instances, privateImages } from "@/drizzle/schema";
import type { ImageInput, KeptView } from "@/lib/contracts/snapshots";
import { DomainError } from "@/lib/domain/errors";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";
import { withAccount } from "@/lib/services/money/with-account";
import { listKept } from "@/lib/services/snapshots/list";
import { ownImage } from "@/lib/services/snapshots/own";
import { keptHints, recordKept } from "@/lib/services/snapshots/record";

/**
 * Deletes a private image for good; instances that were launched from it keep their disks. Deleting twice succeeds.
 * Throws `image_in_use` while an instance is being made from it, `wrong_state` or `not_found`.
 */
export async function deleteImage(ctx: ServiceContext, input: ImageInput): Promise<KeptView> {
  const { accountId } = authorise(ctx, "operate");
  await withAccount(ctx, accountId, async ({ tx }) => {
    const image = await ownImage(tx, accountId, input.imageId);
    if (image.state === "deleting" || image.state === "deleted") return;
    if (image.state === "creating") throw new DomainError("wrong_state", { state: image.state });
    const [launching] = await tx
      .select({ id: instances.id })
      .from(instances)
      .where(and(eq(instances.privateImageId, image.id), eq(instances.state, "provisioning")));
    if (launching) throw new DomainError("image_in_use");
    await tx
      .update(privateImages)
      .set({ state: image.state === "failed" ? "deleted" : "deleting", stateDetail: null, attempts: 0 })
      .where(eq(privateImages.id, image.id));
    await recordKept(ctx, tx, image, "image.deleted");
  });
  ctx.notify(...keptHints(accountId));
  return listKept(ctx);
}

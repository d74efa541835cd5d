import { and, eq } from "drizzle-orm";
import { privateImages, snapshots } from "@/drizzle/schema";
import type { KeptView, SnapshotInput } from "@/lib/contracts/snapshots";
import { DomainError } from "@/lib/domain/errors";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";
import { withAccount } from "@/lib/services/money/with-account";
import { listKept } from "./list";
import { ownSnapshot } from "./own";
import { keptHints, recordKept } from "./record";

/**
 * Deletes a snapshot for good; the instance's disk and images that were made of it stay. Deleting twice succeeds.
 * Throws `wrong_state` or `not_found`.
 */
export async function deleteSnapshot(ctx: ServiceContext, input: SnapshotInput): Promise<KeptView> {
  const { accountId } = authorise(ctx, "operate");
  await withAccount(ctx, accountId, async ({ tx }) => {
    const { snapshot } = await ownSnapshot(tx, accountId, input.snapshotId);
    if (snapshot.state === "deleting" || snapshot.state === "deleted") return;
    if (snapshot.state === "creating" || snapshot.state === "restoring")
      throw new DomainError("wrong_state", { state: snapshot.state });
    const [packing] = await tx
      .select({ id: privateImages.id })
      .from(privateImages)
      .where(and(eq(privateImages.snapshotId, snapshot.id), eq(privateImages.state, "creating")));
    if (packing) throw new DomainError("wrong_state", { state: "creating" });
    // One that never came to be has nothing at the provider.
    const state = snapshot.state === "failed" ? "deleted" : "deleting";
    await tx.update(snapshots).set({ state, attempts: 0 }).where(eq(snapshots.id, snapshot.id));
    await recordKept(ctx, tx, snapshot, "snapshot.deleted");
  });
  ctx.notify(...keptHints(accountId));
  return listKept(ctx);
}

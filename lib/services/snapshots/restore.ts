import { and, eq, inArray } from "drizzle-orm";
import { snapshots } from "@/drizzle/schema";
import type { KeptView, SnapshotInput } from "@/lib/contracts/snapshots";
import { DomainError } from "@/lib/domain/errors";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext, Transaction } from "@/lib/services/context";
import { withAccount } from "@/lib/services/money/with-account";
import { listKept } from "./list";
import { ownSnapshot } from "./own";
import { keptHints, recordKept } from "./record";

/**
 * The disk of a stopped instance becomes what it was; what was written since is lost. Asking again while that is done
 * succeeds. Throws `wrong_state` or `not_found`.
 */
export async function restoreSnapshot(ctx: ServiceContext, input: SnapshotInput): Promise<KeptView> {
  const { accountId } = authorise(ctx, "operate");
  await withAccount(ctx, accountId, async ({ tx, state }) => {
    const { snapshot, instance } = await ownSnapshot(tx, accountId, input.snapshotId);
    if (snapshot.state === "restoring") return;
    const now = state.instances.find((each) => each.id === instance.id)?.state ?? instance.state;
    if (now !== "stopped") throw new DomainError("wrong_state", { state: now });
    // Off as far as the bill goes, but the provider has not confirmed it yet.
    if (instance.generation > instance.appliedGeneration)
      throw new DomainError("wrong_state", { state: "stopping" });
    if (snapshot.state !== "ready") throw new DomainError("wrong_state", { state: snapshot.state });
    await requireDiskAtRest(tx, instance.id);
    await tx
      .update(snapshots)
      .set({ state: "restoring", stateDetail: null, attempts: 0 })
      .where(eq(snapshots.id, snapshot.id));
    await recordKept(ctx, tx, snapshot, "snapshot.restored", { instance: instance.name });
  });
  ctx.notify(...keptHints(accountId));
  return listKept(ctx);
}

/** Nothing is writing the instance's disk: it is not being restored, nor read for a new snapshot. Throws `wrong_state`. */
export async function requireDiskAtRest(tx: Transaction, instanceId: string): Promise<void> {
  const [busy] = await tx
    .select({ state: snapshots.state })
    .from(snapshots)
    .where(and(eq(snapshots.instanceId, instanceId), inArray(snapshots.state, ["creating", "restoring"])));
  if (busy) throw new DomainError("wrong_state", { state: busy.state });
}

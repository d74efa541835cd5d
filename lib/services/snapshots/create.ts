import { snapshots } from "@/drizzle/schema";
import type { CreateSnapshotInput, KeptView } from "@/lib/contracts/snapshots";
import { DomainError } from "@/lib/domain/errors";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";
import { newId } from "@/lib/services/id";
import { ownInstance } from "@/lib/services/instances/own";
import { withAccount } from "@/lib/services/money/with-account";
import { isUniqueViolation } from "@/lib/services/unique-violation";
import { requireKeepable } from "./limits";
import { listKept } from "./list";
import { keptHints, recordKept } from "./record";

/**
 * Keeps what an instance's disk is now, running or stopped; the worker asks the provider. Free of charge up to the
 * limit. Throws `wrong_state`, `balance_ended`, `kept_limit`, `already_exists` (name) or `not_found`.
 */
export async function createSnapshot(ctx: ServiceContext, input: CreateSnapshotInput): Promise<KeptView> {
  const { accountId } = authorise(ctx, "operate");
  if (ctx.actor.kind !== "user") throw new DomainError("forbidden");
  const { userId } = ctx.actor;
  await withAccount(ctx, accountId, async ({ tx, state }) => {
    const instance = await ownInstance(tx, accountId, input.instanceId);
    const now = state.instances.find((each) => each.id === instance.id)?.state ?? instance.state;
    if (now !== "running" && now !== "stopped") throw new DomainError("wrong_state", { state: now });
    if (state.exhaustedAt !== null) throw new DomainError("balance_ended");
    await requireKeepable(tx, ctx.policies, accountId, "snapshots");
    const snapshot = { id: newId("snp"), accountId, instanceId: instance.id, name: input.name };
    await tx.insert(snapshots).values({ ...snapshot, state: "creating", createdBy: userId });
    await recordKept(ctx, tx, snapshot, "snapshot.created", { instance: instance.name });
  }).catch((error: unknown) => {
    if (isUniqueViolation(error))
      throw new DomainError("already_exists", { what: "snapshot", name: input.name }, "name");
    throw error;
  });
  ctx.notify(...keptHints(accountId));
  return listKept(ctx);
}

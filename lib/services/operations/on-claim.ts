import { and, eq, isNull, sql } from "drizzle-orm";
import { instances, operations } from "@/drizzle/schema";
import type { Instance } from "@/lib/domain/account";
import type { ServiceContext } from "@/lib/services/context";
import { instanceHints } from "@/lib/services/instances/record";
import { type LockedAccount, withAccount } from "@/lib/services/money/with-account";
import type { Claim } from "./claim";

export type ClaimedInstance = {
  account: LockedAccount;
  row: typeof instances.$inferSelect;
  /** Null when it is gone as far as money goes. */
  instance: Instance | null;
};

/**
 * Records an answer of the provider, on the locked and caught-up account. An answer for an older generation is
 * recorded as superseded and never applied: the customer, a stop time or the end of the balance was quicker.
 * `work` says how the operation ended; null: it goes on. Returns false when it was superseded or the claim was lost.
 */
export async function onClaim(
  ctx: ServiceContext,
  claim: Claim,
  work: (claimed: ClaimedInstance) => Promise<"done" | "failed" | null>,
): Promise<boolean> {
  const applied = await withAccount(ctx, claim.accountId, async (account) => {
    const mine = and(
      eq(operations.id, claim.operationId),
      eq(operations.leaseOwner, claim.worker),
      isNull(operations.finishedAt),
    );
    const { tx } = account;
    const [operation] = await tx.select({ id: operations.id }).from(operations).where(mine).for("update");
    if (!operation) return false;
    const finish = (outcome: "done" | "failed" | "superseded") =>
      tx
        .update(operations)
        .set({ finishedAt: sql`app_now()`, outcome, leaseUntil: null, lastError: null })
        .where(mine);
    const [row] = await tx.select().from(instances).where(eq(instances.id, claim.instanceId));
    const instance = account.state.instances.find((each) => each.id === claim.instanceId) ?? null;
    if (!row || (instance ?? row).generation !== claim.generation) {
      await finish("superseded");
      return false;
    }
    const outcome = await work({ account, row, instance });
    if (outcome !== null) await finish(outcome);
    return true;
  });
  ctx.notify(...instanceHints(claim.accountId));
  return applied;
}

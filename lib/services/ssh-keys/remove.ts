import { and, eq, isNull, sql } from "drizzle-orm";
import { sshKeys } from "@/drizzle/schema";
import type { RemoveSshKeyInput, SshKeyUseView } from "@/lib/contracts/ssh-keys";
import { DomainError } from "@/lib/domain/errors";
import { recordAudit } from "@/lib/services/audit";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";
import { keyUses } from "./list";

/**
 * Takes a key off the list. The answer names the instances that still admit it: what is inside a machine is its
 * owner's, so nothing is changed there. Removing a removed key succeeds. Throws `not_found`.
 */
export async function removeSshKey(
  ctx: ServiceContext,
  input: RemoveSshKeyInput,
): Promise<{ stillUsedBy: SshKeyUseView["usedBy"] }> {
  const { accountId } = authorise(ctx, "operate");
  return ctx.transact(async (tx) => {
    const mine = and(eq(sshKeys.id, input.sshKeyId), eq(sshKeys.accountId, accountId));
    const [key] = await tx.select().from(sshKeys).where(mine);
    if (!key) throw new DomainError("not_found", { what: "ssh_key" });
    const uses = await keyUses(tx, accountId);
    const removed = await tx
      .update(sshKeys)
      .set({ deletedAt: sql`app_now()` })
      .where(and(mine, isNull(sshKeys.deletedAt)))
      .returning({ id: sshKeys.id });
    if (removed.length > 0)
      await recordAudit(ctx, tx, {
        action: "ssh_key.removed",
        targetId: key.id,
        detail: { name: key.name, fingerprint: key.fingerprint },
      });
    return { stillUsedBy: uses(key.id) };
  });
}

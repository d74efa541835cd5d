import { and, eq, isNull } from "drizzle-orm";
import { sshKeys } from "@/drizzle/schema";
import type { RenameSshKeyInput } from "@/lib/contracts/ssh-keys";
import type { SshKeyView } from "@/lib/contracts/views";
import { DomainError } from "@/lib/domain/errors";
import { recordAudit } from "@/lib/services/audit";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";
import { isUniqueViolation } from "@/lib/services/unique-violation";
import { sshKeyView } from "./views";

/** Gives a key another name. Throws `not_found`, or `already_exists` when another key has the name. */
export async function renameSshKey(ctx: ServiceContext, input: RenameSshKeyInput): Promise<SshKeyView> {
  const { accountId } = authorise(ctx, "operate");
  return ctx
    .transact(async (tx) => {
      const [row] = await tx
        .update(sshKeys)
        .set({ name: input.name })
        .where(
          and(eq(sshKeys.id, input.sshKeyId), eq(sshKeys.accountId, accountId), isNull(sshKeys.deletedAt)),
        )
        .returning();
      if (!row) throw new DomainError("not_found", { what: "ssh_key" });
      await recordAudit(ctx, tx, {
        action: "ssh_key.renamed",
        targetId: row.id,
        detail: { name: row.name },
      });
      return sshKeyView(row);
    })
    .catch((error: unknown) => {
      if (isUniqueViolation(error))
        throw new DomainError("already_exists", { what: "ssh_key", name: input.name }, "name");
      throw error;
    });
}

import { recordAudit } from "@/lib/services/audit";
import type { Hint, ServiceContext, Transaction } from "@/lib/services/context";

type Action =
  | "snapshot.created"
  | "snapshot.restored"
  | "snapshot.deleted"
  | "snapshot.failed"
  | "image.created"
  | "image.deleted"
  | "image.failed"
  | "image.missing"
  | "image.found";

/** What somebody did to a snapshot or a private image, or what became of it, for the account's audit log. */
export async function recordKept(
  ctx: ServiceContext,
  tx: Transaction,
  kept: { id: string; accountId: string; name: string },
  action: Action,
  detail: Record<string, string> = {},
): Promise<void> {
  await recordAudit(ctx, tx, {
    action,
    accountId: kept.accountId,
    targetId: kept.id,
    detail: { name: kept.name, ...detail },
  });
}

/** What open pages must read again after a snapshot or an image changed. */
export const keptHints = (accountId: string): Hint[] => [{ accountId, kind: "kept" }];

import { recordAudit } from "@/lib/services/audit";
import type { Hint, ServiceContext, Transaction } from "@/lib/services/context";

export type VolumeAction =
  | "created"
  | "resized"
  | "attached"
  | "detached"
  | "snapshotted"
  | "restored"
  | "snapshot_deleted"
  | "deleted"
  | "dismissed"
  | "failed"
  | "lost"
  | "host_lost"
  | "price_announced"
  | "price_kept"
  | "resize_failed"
  | "attach_failed";

/** What somebody did to a volume, or what became of it, for the account's audit log. */
export async function recordVolume(
  ctx: ServiceContext,
  tx: Transaction,
  volume: { id: string; accountId: string; name: string },
  action: VolumeAction,
  detail: Record<string, string> = {},
): Promise<void> {
  await recordAudit(ctx, tx, {
    action: `volume.${action}`,
    accountId: volume.accountId,
    targetId: volume.id,
    detail: { name: volume.name, ...detail },
  });
}

/** What open pages must read again after a volume changed. */
export const volumeHints = (accountId: string): Hint[] => [
  { accountId, kind: "volumes" },
  { accountId, kind: "meter" },
];

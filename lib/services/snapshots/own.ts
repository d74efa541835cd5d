import { and, eq } from "drizzle-orm";
import { privateImages, snapshots } from "@/drizzle/schema";
import { DomainError } from "@/lib/domain/errors";
import type { Transaction } from "@/lib/services/context";
import { type InstanceRow, ownInstance } from "@/lib/services/instances/own";

export type SnapshotRow = typeof snapshots.$inferSelect;
export type PrivateImageRow = typeof privateImages.$inferSelect;

/** The account's snapshot with its instance. Another account's is answered like an unknown one: `not_found`. */
export async function ownSnapshot(
  tx: Transaction,
  accountId: string,
  snapshotId: string,
): Promise<{ snapshot: SnapshotRow; instance: InstanceRow }> {
  const [snapshot] = await tx
    .select()
    .from(snapshots)
    .where(and(eq(snapshots.id, snapshotId), eq(snapshots.accountId, accountId)))
    .for("update");
  if (!snapshot) throw new DomainError("not_found", { what: "snapshot" });
  return { snapshot, instance: await ownInstance(tx, accountId, snapshot.instanceId) };
}

/** The account's private image; `not_found` likewise. */
export async function ownImage(
  tx: Transaction,
  accountId: string,
  imageId: string,
): Promise<PrivateImageRow> {
  const [row] = await tx
    .select()
    .from(privateImages)
    .where(and(eq(privateImages.id, imageId), eq(privateImages.accountId, accountId)))
    .for("update");
  if (!row) throw new DomainError("not_found", { what: "image" });
  return row;
}

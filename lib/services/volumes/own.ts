import { and, eq } from "drizzle-orm";
import { volumeSnapshots, volumes } from "@/drizzle/schema";
import { DomainError } from "@/lib/domain/errors";
import { cleanName } from "@/lib/domain/names";
import { shownVolumeState } from "@/lib/domain/volume-states";
import type { Database, Transaction } from "@/lib/services/context";

export type VolumeRow = typeof volumes.$inferSelect;
export type SnapshotRow = typeof volumeSnapshots.$inferSelect;

/** The account's volume. Another account's is answered like an unknown one: `not_found`. */
export async function ownVolume(
  db: Database | Transaction,
  accountId: string,
  volumeId: string,
): Promise<VolumeRow> {
  const [row] = await db
    .select()
    .from(volumes)
    .where(and(eq(volumes.id, volumeId), eq(volumes.accountId, accountId)));
  if (!row) throw new DomainError("not_found", { what: "volume" });
  return row;
}

/** The account's snapshot with its volume; `not_found` likewise. */
export async function ownSnapshot(
  db: Database | Transaction,
  accountId: string,
  snapshotId: string,
): Promise<{ snapshot: SnapshotRow; volume: VolumeRow }> {
  const [row] = await db
    .select({ snapshot: volumeSnapshots, volume: volumes })
    .from(volumeSnapshots)
    .innerJoin(volumes, eq(volumes.id, volumeSnapshots.volumeId))
    .where(and(eq(volumeSnapshots.id, snapshotId), eq(volumes.accountId, accountId)));
  if (!row) throw new DomainError("not_found", { what: "snapshot" });
  return row;
}

/** Nothing has it, and nothing is going to. Throws `wrong_state`, or `invalid_input` while it is attached. */
export function requireFree(row: VolumeRow, field?: string): void {
  const state = shownVolumeState(row);
  if (state === "attached" || state === "attaching" || state === "detaching")
    throw new DomainError("invalid_input", { reason: "volume_attached" }, field);
  if (state !== "available") throw new DomainError("wrong_state", { state });
}

/** Throws `invalid_input` unless the name was typed as it is. */
export function requireTypedName(row: VolumeRow, typed: string): void {
  if (cleanName(typed) !== row.name)
    throw new DomainError("invalid_input", { reason: "name_not_matching" }, "confirmName");
}

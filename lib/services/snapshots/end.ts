import { and, eq, notInArray } from "drizzle-orm";
import { snapshots } from "@/drizzle/schema";
import type { Transaction } from "@/lib/services/context";

/** An instance's snapshots went with its machine. */
export async function endSnapshots(tx: Transaction, instanceId: string): Promise<void> {
  await tx
    .update(snapshots)
    .set({ state: "deleted", keptSettings: null, leaseUntil: null })
    .where(and(eq(snapshots.instanceId, instanceId), notInArray(snapshots.state, ["deleted", "failed"])));
}

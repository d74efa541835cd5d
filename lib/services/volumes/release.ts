import { sql } from "drizzle-orm";
import type { Transaction } from "@/lib/services/context";

/** The instance is gone for good: its volumes stay, and are nobody's. The worker detaches what the provider still has. */
export async function releaseVolumes(tx: Transaction, instanceId: string): Promise<void> {
  await tx.execute(
    sql`update volumes set wanted_instance_id = null where wanted_instance_id = ${instanceId}`,
  );
}

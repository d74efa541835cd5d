import { sql } from "drizzle-orm";
import type { Job, Transaction } from "@/lib/services/context";

/** Adds a job inside the caller's transaction: it exists if and only if the transaction commits. */
export async function enqueue(tx: Transaction, job: Job, key: string): Promise<void> {
  await tx.execute(sql`SELECT enqueue_job(${job.task}, ${JSON.stringify(job.payload)}::json, ${key})`);
}

import { sql } from "drizzle-orm";
import { claimOperations } from "@/lib/services/operations/claim";
import { step } from "@/lib/worker/operations/step";
import type { TestWorld } from "./machines";

class Killed extends Error {}

/**
 * A worker works until it comes to `point` of this instance, and is gone: the provider has answered, nothing is written
 * down, its lease still runs. Throws when it never came to that point.
 */
export async function killWorkerAt(
  { database, system }: Pick<TestWorld, "database" | "system">,
  instanceId: string,
  point: string,
): Promise<void> {
  const fault = (at: string, id: string) => {
    if (at === point && id === instanceId) throw new Killed();
  };
  for (let round = 0; round < 20; round += 1) {
    await database.db.execute(
      sql`update operations set next_attempt_at = clock_timestamp() where finished_at is null`,
    );
    for (const claim of await claimOperations(system, "doomed", 16)) {
      try {
        await step({ ctx: system, fault }, claim);
      } catch (error) {
        if (error instanceof Killed) return;
        throw error;
      }
    }
  }
  throw new Error(`the worker never came to "${point}"`);
}

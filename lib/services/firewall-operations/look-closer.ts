import { sql } from "drizzle-orm";
import type { ServiceContext } from "@/lib/services/context";

/** What the provider shows of these is not what was left there: the worker sees to each of them at once. */
export async function lookCloser(ctx: ServiceContext, instanceIds: readonly string[]): Promise<void> {
  if (instanceIds.length === 0) return;
  await ctx.transact((tx) =>
    tx.execute(sql`
      update instance_firewalls set next_attempt_at = clock_timestamp()
      where instance_id = any(${sql.param([...instanceIds])}::text[]) and removed_at is null`),
  );
}

import { sql } from "drizzle-orm";
import type { ServiceContext } from "@/lib/services/context";

/**
 * Volumes that should be in the region and are not in the provider's list: the worker looks again, by name, before it
 * believes that one was deleted behind our back. Younger ones may have been made after the list. Returns how many.
 */
export async function noteMissing(
  ctx: ServiceContext,
  regionId: string,
  listed: readonly string[],
): Promise<number> {
  const { rowCount } = await ctx.transact((tx) =>
    tx.execute(sql`
      update volumes set missing_since = app_now()
      where region_id = ${regionId} and state = 'available' and missing_since is null
        and state_since < app_now() - interval '1 minute'
        and replace(id, '_', '-') <> all(${sql.param(listed)}::text[])`),
  );
  return rowCount ?? 0;
}

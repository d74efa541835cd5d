import { sql } from "drizzle-orm";
import type { SetIdleStopInput } from "@/lib/contracts/telemetry";
import type { Second } from "@/lib/domain/time";
import type { Transaction } from "@/lib/services/context";

/** Where a form or a program says only after how long. */
export const USUAL_PERCENT = 5;

/** The rule as it is from now on: what was before does not count for it. */
export async function writeIdleStop(
  tx: Transaction,
  instanceId: string,
  rule: Pick<SetIdleStopInput, "idleStopMinutes" | "idleStopPercent">,
  now: Second,
): Promise<void> {
  if (rule.idleStopMinutes === null) {
    await tx.execute(sql`delete from idle_stops where instance_id = ${instanceId}`);
    return;
  }
  await tx.execute(sql`
    insert into idle_stops (instance_id, minutes, threshold_percent, set_at)
    values (${instanceId}, ${rule.idleStopMinutes}, ${rule.idleStopPercent ?? USUAL_PERCENT}, ${now}::bigint)
    on conflict (instance_id) do update set minutes = excluded.minutes, threshold_percent = excluded.threshold_percent,
      set_at = excluded.set_at, snoozed_until = null, stop_at = null`);
}

import { sql } from "drizzle-orm";
import type { instances } from "@/drizzle/schema";
import type { DeathReason } from "@/lib/domain/states";
import { second } from "@/lib/domain/time";
import { utcText } from "@/lib/domain/time-text";
import { recordAudit } from "@/lib/services/audit";
import type { ServiceContext } from "@/lib/services/context";
import { recordEvent } from "@/lib/services/instances/record";
import { endRunLate } from "@/lib/services/money/end-late";
import type { LockedAccount } from "@/lib/services/money/with-account";
import { mailMembers } from "@/lib/services/notices/mail-members";

export type Death = { reason: DeathReason; diskLost: boolean };

/**
 * A machine ended without being asked. Its run closes at the last second it was proven alive, what was charged after
 * it comes back, and the customer is told: at once by mail, and on the page by the event's figures. The caller frees
 * cards when the provider has confirmed that it is off.
 */
export async function recordDeathOn(
  ctx: ServiceContext,
  account: LockedAccount,
  row: typeof instances.$inferSelect,
  death: Death,
): Promise<void> {
  const running = account.state.segments.some(
    (segment) => segment.itemId === row.id && segment.kind === "run",
  );
  const lastAlive = second(row.provenAliveAt ?? account.now);
  const notCharged = running ? await endRunLate(account, { instanceId: row.id, lastAlive, ...death }) : null;
  const detail = {
    name: row.name,
    reason: death.reason,
    // What was off already has no last second.
    ...(notCharged === null ? {} : { lastAlive: `${lastAlive}`, notChargedTicks: `${notCharged}` }),
  };
  await recordEvent(account.tx, row.id, "found_dead", detail);
  await recordAudit(ctx, account.tx, {
    action: "instance.found_dead",
    accountId: account.id,
    targetId: row.id,
    detail,
  });
  await mailMembers(ctx, account.tx, {
    accountId: account.id,
    template: death.diskLost ? "instance_lost" : `instance_${death.reason}`,
    roles: ["owner", "admin", "developer"],
    params: {
      instance: row.name,
      lastAlive: utcText(lastAlive),
      url: `${ctx.publicUrl}/console/instances/${row.id}`,
    },
    key: `death:${row.id}:${row.generation}`,
  });
  // Whatever was asked of this boot is answered by its end.
  await account.tx.execute(
    sql`update instances set restart_applied = restart_requested where id = ${row.id}`,
  );
}

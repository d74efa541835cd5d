import { sql } from "drizzle-orm";
import { recordAudit } from "@/lib/services/audit";
import type { Hint, ServiceContext, Transaction } from "@/lib/services/context";

type Action =
  | "set_created"
  | "set_changed"
  | "set_deleted"
  | "attached"
  | "ssh_closed"
  | "ssh_opened"
  | "put_back";

/** What somebody did to a rule set or to an instance's firewall, for the account's audit log. */
export async function recordFirewall(
  ctx: ServiceContext,
  tx: Transaction,
  target: { id: string; accountId: string; name: string },
  action: Action,
  detail: Record<string, string> = {},
): Promise<void> {
  await recordAudit(ctx, tx, {
    action: `firewall.${action}`,
    accountId: target.accountId,
    targetId: target.id,
    detail: { name: target.name, ...detail },
  });
}

/** What is wanted of these instances has changed: the worker looks at once. */
export async function wantAnew(tx: Transaction, instanceIds: readonly string[]): Promise<void> {
  if (instanceIds.length === 0) return;
  await tx.execute(sql`
    update instance_firewalls
    set generation = generation + 1, next_attempt_at = clock_timestamp(), attempts = 0, last_error = null
    where instance_id = any(${sql.param([...instanceIds])}::text[]) and removed_at is null`);
}

/** The instance is gone for good: so is what the provider has of its firewall, as soon as the worker has looked. */
export async function endFirewall(tx: Transaction, instanceId: string): Promise<void> {
  await tx.execute(sql`
    update instance_firewalls set next_attempt_at = clock_timestamp()
    where instance_id = ${instanceId} and removed_at is null`);
}

/** What open pages must read again after a firewall changed. */
export const firewallHints = (accountId: string): Hint[] => [{ accountId, kind: "instances" }];

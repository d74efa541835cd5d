import { instanceEvents } from "@/drizzle/schema";
import { recordAudit } from "@/lib/services/audit";
import type { Hint, ServiceContext, Transaction } from "@/lib/services/context";
import { newId } from "@/lib/services/id";

/** What an instance's own history calls it, and what the audit log does. */
const VERBS = {
  launch: "launched",
  start: "started",
  stop: "stopped",
  restart: "restarted",
  rename: "renamed",
  terminate: "terminated",
  cancel: "cancelled",
  dismiss: "dismissed",
  set_stop_time: "stop_time_set",
  set_idle_stop: "idle_stop_set",
  clear_idle_stop: "idle_stop_cleared",
  snooze_idle_stop: "idle_stop_snoozed",
  await_room: "room_awaited",
  cancel_wait: "wait_cancelled",
} as const;

/** What somebody did to an instance: for its own history, and for the account's audit log. */
export async function recordVerb(
  ctx: ServiceContext,
  tx: Transaction,
  entry: { instanceId: string; verb: keyof typeof VERBS; detail?: Record<string, string> },
): Promise<void> {
  const detail = entry.detail ?? {};
  await recordEvent(tx, entry.instanceId, entry.verb, detail);
  await recordAudit(ctx, tx, { action: `instance.${VERBS[entry.verb]}`, targetId: entry.instanceId, detail });
}

export async function recordEvent(
  tx: Transaction,
  instanceId: string,
  kind: string,
  detail: Record<string, string> = {},
): Promise<void> {
  await tx.insert(instanceEvents).values({ id: newId("evt"), instanceId, kind, detail });
}

/** What open pages must read again after an instance changed, also strangers' pages about what is free. */
export const instanceHints = (accountId: string): Hint[] => [
  { accountId, kind: "instances" },
  { accountId, kind: "meter" },
  { accountId: null, kind: "availability" },
];

import { auditLog } from "@/drizzle/schema";
import type { ServiceContext, Transaction } from "./context";

export type AuditEntry = {
  /** `<entity>.<verb in the past>`, such as `instance.launched`; its words are in `lib/i18n/en/activity`. */
  action: string;
  targetId?: string;
  /** What a reader needs besides; never a secret. Integers beyond 2^53 as decimal strings. */
  detail?: Record<string, unknown>;
  /** Default: the context's subject. Staff pages, which have none, name the account. */
  accountId?: string;
};

/** Who acts, as the log needs it. */
export type AuditFacts = Pick<ServiceContext, "actor" | "subject" | "mode" | "acting" | "requestId" | "ip">;

/** Writes down who did what to whose account, in the transaction that does it. */
export async function recordAudit(ctx: AuditFacts, tx: Transaction, entry: AuditEntry): Promise<void> {
  await tx.insert(auditLog).values({
    accountId: entry.accountId ?? ctx.subject?.accountId ?? null,
    actorUserId: ctx.actor.kind === "user" ? ctx.actor.userId : null,
    mode: ctx.mode,
    actingId: ctx.acting?.id ?? null,
    action: entry.action,
    targetId: entry.targetId ?? null,
    detail: entry.detail ?? {},
    requestId: ctx.requestId,
    ip: ctx.ip,
  });
}

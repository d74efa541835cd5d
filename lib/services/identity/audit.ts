import { sql } from "drizzle-orm";
import type { ServiceContext, Transaction } from "@/lib/services/context";

export type IdentityEvent = {
  /** The person it happened to, who is also taken to have done it. */
  userId: string;
  action:
    | "user.signed_up"
    | "user.email_confirmed"
    | "user.settings_changed"
    | "user.signed_in"
    | "user.sign_in_refused"
    | "session.revoked"
    | "session.others_revoked"
    | "user.password_reset_requested"
    | "user.password_reset"
    | "user.password_changed"
    | "user.password_confirmed";
  targetId?: string;
  detail?: Record<string, unknown>;
};

/**
 * Writes down what happened to a person's way in, under the account they belong to: much of it happens before
 * anybody is signed in, when the context names nobody.
 */
export async function recordIdentity(
  ctx: ServiceContext,
  tx: Transaction,
  event: IdentityEvent,
): Promise<void> {
  await tx.execute(sql`
    INSERT INTO audit_log (account_id, actor_user_id, mode, action, target_id, detail, request_id, ip)
    VALUES ((SELECT account_id FROM memberships WHERE user_id = ${event.userId}
              ORDER BY created_at, account_id LIMIT 1),
            ${event.userId}, 'own', ${event.action}, ${event.targetId ?? event.userId},
            ${JSON.stringify(event.detail ?? {})}::jsonb, ${ctx.requestId}, ${ctx.ip})`);
}

import { sql } from "drizzle-orm";
import type { RevokeSessionInput } from "@/lib/contracts/identity";
import type { SessionView } from "@/lib/contracts/views";
import { DomainError } from "@/lib/domain/errors";
import type { Hint, ServiceContext, Transaction } from "@/lib/services/context";
import { recordIdentity } from "./audit";

type Self = { userId: string; sessionId: string };

function self(ctx: ServiceContext): Self {
  if (ctx.actor.kind !== "user") throw new DomainError("sign_in_needed");
  // Where a customer signs in from is not support's to see or to end.
  if (ctx.mode === "acting_read") throw new DomainError("acting_read_only");
  return ctx.actor;
}

/** Hints for every account the person's streams may show: whoever has one open looks its session up again. */
export async function announceSessions(tx: Transaction, userId: string): Promise<Hint[]> {
  const { rows } = await tx.execute<{ account_id: string | null }>(sql`
    SELECT account_id FROM memberships WHERE user_id = ${userId}
    UNION SELECT subject_account_id FROM sessions WHERE user_id = ${userId} AND subject_account_id IS NOT NULL`);
  if (rows.length === 0) return [{ accountId: null, kind: "session" }];
  return rows.map(({ account_id }) => ({ accountId: account_id, kind: "session" as const }));
}

type Row = {
  id: string;
  ip: string | null;
  user_agent: string | null;
  created_at: string | Date;
  last_seen_at: string | Date;
};

/** Where the person is signed in: this browser first, then the latest used. */
export async function listSessions(ctx: ServiceContext): Promise<SessionView[]> {
  const { userId, sessionId } = self(ctx);
  const { rows } = await ctx.db.execute<Row>(sql`
    SELECT id, ip, user_agent, created_at, last_seen_at FROM sessions
     WHERE user_id = ${userId} AND revoked_at IS NULL AND expires_at > app_now()
       AND last_seen_at > app_now() - make_interval(secs => ${ctx.policies.sessionIdleSeconds})
     ORDER BY id = ${sessionId} DESC, last_seen_at DESC, id LIMIT 100`);
  return rows.map((row) => ({
    id: row.id,
    current: row.id === sessionId,
    ip: row.ip,
    userAgent: row.user_agent,
    createdAt: new Date(row.created_at).toISOString(),
    lastSeenAt: new Date(row.last_seen_at).toISOString(),
  }));
}

/** Ends one session of the person, also this one. Throws `not_found` for anybody else's and for ended ones. */
export async function revokeSession(ctx: ServiceContext, input: RevokeSessionInput): Promise<void> {
  const { userId } = self(ctx);
  const hints = await ctx.transact(async (tx) => {
    const ended = await tx.execute(sql`
      UPDATE sessions SET revoked_at = app_now()
       WHERE id = ${input.sessionId} AND user_id = ${userId} AND revoked_at IS NULL`);
    if (ended.rowCount !== 1) throw new DomainError("not_found");
    await recordIdentity(ctx, tx, { userId, action: "session.revoked", targetId: input.sessionId });
    return announceSessions(tx, userId);
  });
  ctx.notify(...hints);
}

/** Ends every session of the person but this one. Returns how many. */
export async function revokeOtherSessions(ctx: ServiceContext): Promise<{ ended: number }> {
  const { userId, sessionId } = self(ctx);
  const { ended, hints } = await ctx.transact(async (tx) => {
    const { rowCount } = await tx.execute(sql`
      UPDATE sessions SET revoked_at = app_now()
       WHERE user_id = ${userId} AND id <> ${sessionId} AND revoked_at IS NULL`);
    const ended = rowCount ?? 0;
    await recordIdentity(ctx, tx, { userId, action: "session.others_revoked", detail: { ended } });
    return { ended, hints: await announceSessions(tx, userId) };
  });
  ctx.notify(...hints);
  return { ended };
}

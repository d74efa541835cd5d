import { and, eq, isNull, sql } from "drizzle-orm";
import { accounts, actings, sessions } from "@/drizzle/schema";
import type { StartActingInput } from "@/lib/contracts/support";
import { DomainError } from "@/lib/domain/errors";
import { recordAudit } from "@/lib/services/audit";
import { authoriseStaff } from "@/lib/services/authorise";
import type { ServiceContext, Transaction } from "@/lib/services/context";
import { newId } from "@/lib/services/id";

/**
 * Turns the session of a member of staff into one that looks at a customer's console: read-only, for the policy's
 * minutes, with a reason that the customer reads. Who acts already, ends that first. Throws `not_found`.
 */
export async function startActing(
  ctx: ServiceContext,
  input: StartActingInput,
): Promise<{ actingId: string; expiresAt: string }> {
  const { userId } = authoriseStaff(ctx);
  if (ctx.actor.kind !== "user") throw new DomainError("forbidden");
  const { sessionId } = ctx.actor;
  const { accountId, reason } = input;
  const actingId = newId("act");
  const expiresAt = sql<Date>`app_now() + make_interval(secs => ${ctx.policies.actingSeconds})`;

  const expires = await ctx.transact(async (tx) => {
    const [account] = await tx.select({ id: accounts.id }).from(accounts).where(eq(accounts.id, accountId));
    if (!account) throw new DomainError("not_found");
    await closeActing(ctx, tx, sessionId);
    const [made] = await tx
      .insert(actings)
      .values({ id: actingId, accountId, staffUserId: userId, reason, mode: "acting_read", expiresAt })
      .returning({ expiresAt: actings.expiresAt });
    if (!made) throw new Error("an acting was not recorded");
    await tx
      .update(sessions)
      .set({ mode: "acting_read", subjectAccountId: accountId, actingId, actingExpiresAt: made.expiresAt })
      .where(and(eq(sessions.id, sessionId), eq(sessions.userId, userId), isNull(sessions.revokedAt)));
    await recordAudit(ctx, tx, {
      action: "acting.started",
      accountId,
      targetId: actingId,
      detail: { reason, expiresAt: made.expiresAt.toISOString() },
    });
    return made.expiresAt;
  });
  ctx.notify({ accountId, kind: "session" });
  return { actingId, expiresAt: expires.toISOString() };
}

/** Gives the session back to its member of staff. Ending twice, or after the time was up, is harmless. */
export async function endActing(ctx: ServiceContext): Promise<{ accountId: string | null }> {
  authoriseStaff(ctx);
  if (ctx.actor.kind !== "user") throw new DomainError("forbidden");
  const { sessionId } = ctx.actor;
  const accountId = await ctx.transact((tx) => closeActing(ctx, tx, sessionId));
  if (accountId) ctx.notify({ accountId, kind: "session" });
  return { accountId };
}

/** Ends what the session is doing as a customer, if anything; returns whose account it was. */
async function closeActing(ctx: ServiceContext, tx: Transaction, sessionId: string): Promise<string | null> {
  const [session] = await tx
    .select({ actingId: sessions.actingId, accountId: sessions.subjectAccountId })
    .from(sessions)
    .where(eq(sessions.id, sessionId))
    .for("update");
  if (!session?.actingId) return null;
  await tx
    .update(sessions)
    .set({ mode: "own", subjectAccountId: null, actingId: null, actingExpiresAt: null })
    .where(eq(sessions.id, sessionId));
  const [ended] = await tx
    .update(actings)
    .set({ endedAt: sql`least(app_now(), ${actings.expiresAt})` })
    .where(and(eq(actings.id, session.actingId), isNull(actings.endedAt)))
    .returning({ accountId: actings.accountId });
  if (ended)
    await recordAudit(ctx, tx, {
      action: "acting.ended",
      accountId: ended.accountId,
      targetId: session.actingId,
    });
  return session.accountId;
}

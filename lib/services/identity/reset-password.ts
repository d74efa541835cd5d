import { eq, sql } from "drizzle-orm";
import { users } from "@/drizzle/schema";
import type { EmailInput, ResetPasswordInput } from "@/lib/contracts/identity";
import { DomainError } from "@/lib/domain/errors";
import type { ServiceContext } from "@/lib/services/context";
import { countTry, perIp } from "@/lib/services/rate-limit";
import { recordIdentity } from "./audit";
import { issueToken, useToken } from "./email-token";
import { hashPassword } from "./hash-password";
import { queueMail } from "./identity-mail";
import { refuseWeakPassword } from "./password-rules";
import { announceSessions } from "./sessions";

/**
 * Mails a link to choose a new password, if the address is known; the answer is the same if it is not. Throws
 * `rate_limited` after five per address or thirty per network address in an hour.
 */
export async function requestPasswordReset(ctx: ServiceContext, input: EmailInput): Promise<void> {
  await countTry(ctx, [
    { key: `reset:email:${input.email}`, limit: 5, windowSeconds: 3600 },
    ...perIp("reset", ctx.ip, 30, 3600),
  ]);
  await ctx.transact(async (tx) => {
    const [person] = await tx.select().from(users).where(eq(users.email, input.email));
    if (!person) return;
    const token = await issueToken(tx, person.id, "reset");
    await recordIdentity(ctx, tx, { userId: person.id, action: "user.password_reset_requested" });
    await queueMail(ctx, tx, person, "reset_password", {
      url: `${ctx.publicUrl}/reset-password?token=${token}`,
    });
  });
}

/**
 * Sets a new password by a link from a mail, once, and ends every session of the person. Having read the mail also
 * confirms the address. Throws `link_expired`, or `invalid_input` for a weak password (the link stays usable).
 */
export async function resetPassword(ctx: ServiceContext, input: ResetPasswordInput): Promise<void> {
  await countTry(ctx, perIp("reset-use", ctx.ip, 60, 3600));
  const hash = await hashPassword(input.password);
  const accounts = await ctx.transact(async (tx) => {
    const userId = await useToken(tx, input.token, "reset");
    const [person] = await tx.select().from(users).where(eq(users.id, userId));
    if (!person) throw new DomainError("link_expired");
    refuseWeakPassword(input.password, person.email);
    await tx.execute(sql`
      INSERT INTO passwords (user_id, hash) VALUES (${userId}, ${hash})
      ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash, changed_at = app_now()`);
    await tx.execute(sql`
      UPDATE users SET email_confirmed_at = coalesce(email_confirmed_at, app_now()) WHERE id = ${userId}`);
    await tx.execute(sql`
      UPDATE sessions SET revoked_at = app_now() WHERE user_id = ${userId} AND revoked_at IS NULL`);
    await tx.execute(sql`
      UPDATE email_tokens SET used_at = app_now() WHERE user_id = ${userId} AND used_at IS NULL`);
    await recordIdentity(ctx, tx, { userId, action: "user.password_reset" });
    await queueMail(ctx, tx, person, "password_changed");
    return announceSessions(tx, userId);
  });
  ctx.notify(...accounts);
}

import { eq, sql } from "drizzle-orm";
import { passwords, users } from "@/drizzle/schema";
import type { ChangePasswordInput, ConfirmPasswordInput } from "@/lib/contracts/identity";
import { DomainError } from "@/lib/domain/errors";
import type { Actor, ServiceContext } from "@/lib/services/context";
import { countTry, forgiveTry } from "@/lib/services/rate-limit";
import { recordIdentity } from "./audit";
import { hashPassword, passwordFits } from "./hash-password";
import { queueMail } from "./identity-mail";
import { refuseWeakPassword } from "./password-rules";
import { announceSessions } from "./sessions";

type Person = Extract<Actor, { kind: "user" }>;

/** The person themselves, not staff acting for somebody. Throws `sign_in_needed` or `acting_read_only`. */
export function requireSelf(ctx: ServiceContext): Person {
  if (ctx.actor.kind !== "user") throw new DomainError("sign_in_needed");
  if (ctx.mode === "acting_read") throw new DomainError("acting_read_only");
  return ctx.actor;
}

/** Ten wrong passwords in a quarter of an hour are enough, also for somebody with a stolen session. */
async function requirePassword(
  ctx: ServiceContext,
  person: Person,
  password: string,
  field: string,
): Promise<string> {
  const limits = [{ key: `password:user:${person.userId}`, limit: 10, windowSeconds: 900 }];
  await countTry(ctx, limits);
  const [known] = await ctx.db.select().from(passwords).where(eq(passwords.userId, person.userId));
  if (!known || !(await passwordFits(known.hash, password)))
    throw new DomainError("invalid_input", { reason: "password_wrong" }, field);
  await forgiveTry(ctx, limits);
  return known.hash;
}

/**
 * Changes the password after asking for the present one, and ends every other session. Throws `invalid_input` at
 * `currentPassword` or `newPassword`, or `rate_limited`.
 */
export async function changePassword(ctx: ServiceContext, input: ChangePasswordInput): Promise<void> {
  const person = requireSelf(ctx);
  const present = await requirePassword(ctx, person, input.currentPassword, "currentPassword");
  if (input.currentPassword === input.newPassword)
    throw new DomainError("invalid_input", { reason: "password_same" }, "newPassword");
  refuseWeakPassword(input.newPassword, person.email, "newPassword");
  const hash = await hashPassword(input.newPassword);
  const accounts = await ctx.transact(async (tx) => {
    const changed = await tx.execute(sql`
      UPDATE passwords SET hash = ${hash}, changed_at = app_now()
       WHERE user_id = ${person.userId} AND hash = ${present}`);
    if (changed.rowCount !== 1)
      throw new DomainError("invalid_input", { reason: "password_wrong" }, "currentPassword");
    await tx.execute(sql`
      UPDATE sessions SET revoked_at = app_now()
       WHERE user_id = ${person.userId} AND id <> ${person.sessionId} AND revoked_at IS NULL`);
    await tx.execute(
      sql`UPDATE sessions SET password_confirmed_at = app_now() WHERE id = ${person.sessionId}`,
    );
    await tx.execute(sql`
      UPDATE email_tokens SET used_at = app_now()
       WHERE user_id = ${person.userId} AND purpose = 'reset' AND used_at IS NULL`);
    await recordIdentity(ctx, tx, { userId: person.userId, action: "user.password_changed" });
    const [row] = await tx.select().from(users).where(eq(users.id, person.userId));
    if (row) await queueMail(ctx, tx, row, "password_changed");
    return announceSessions(tx, person.userId);
  });
  ctx.notify(...accounts);
}

/** Takes the password again before something sensitive. Throws `invalid_input` at `password`, or `rate_limited`. */
export async function confirmPassword(ctx: ServiceContext, input: ConfirmPasswordInput): Promise<void> {
  const person = requireSelf(ctx);
  await requirePassword(ctx, person, input.password, "password");
  await ctx.transact(async (tx) => {
    await tx.execute(
      sql`UPDATE sessions SET password_confirmed_at = app_now() WHERE id = ${person.sessionId}`,
    );
    await recordIdentity(ctx, tx, {
      userId: person.userId,
      action: "user.password_confirmed",
      targetId: person.sessionId,
    });
  });
}

/**
 * For sensitive verbs: the password was given within the policy's ten minutes, by the database's clock. Throws
 * `password_confirmation_needed`.
 */
export async function requireRecentPassword(ctx: ServiceContext): Promise<void> {
  const person = requireSelf(ctx);
  const { rows } = await ctx.db.execute(sql`
    SELECT FROM sessions WHERE id = ${person.sessionId}
       AND password_confirmed_at > app_now() - make_interval(secs => ${ctx.policies.passwordConfirmationSeconds})`);
  if (rows.length === 0) throw new DomainError("password_confirmation_needed");
}

import { eq, sql } from "drizzle-orm";
import { passwords, users } from "@/drizzle/schema";
import type { SignInInput } from "@/lib/contracts/identity";
import { DomainError } from "@/lib/domain/errors";
import type { ServiceContext } from "@/lib/services/context";
import { countTry, forgiveTry, perIp } from "@/lib/services/rate-limit";
import { recordIdentity } from "./audit";
import { hashPassword, isOutdated, passwordFits } from "./hash-password";
import { sendConfirmation } from "./sign-up";
import { startSession } from "./start-session";

const WINDOW_SECONDS = 15 * 60;

/**
 * Checks address and password and starts a session. Throws `wrong_credentials` for either being wrong, and for an
 * address that is not confirmed yet (its owner gets the link once more; anybody else could learn here whether their
 * sign-up with another's address was the first), after the same work, and `rate_limited` after ten failures per address (or a hundred per network address) in a quarter of an hour.
 */
export async function signIn(
  ctx: ServiceContext,
  input: SignInInput,
): Promise<{ userId: string; secret: string }> {
  const limits = [
    { key: `sign-in:email:${input.email}`, limit: 10, windowSeconds: WINDOW_SECONDS },
    ...perIp("sign-in", ctx.ip, 100, WINDOW_SECONDS),
  ];
  await countTry(ctx, limits);
  const [known] = await ctx.db
    .select({ userId: users.id, hash: passwords.hash, confirmedAt: users.emailConfirmedAt })
    .from(users)
    .innerJoin(passwords, eq(passwords.userId, users.id))
    .where(eq(users.email, input.email));
  const fits = await passwordFits(known?.hash ?? null, input.password);
  if (!known || !fits) {
    if (known)
      await ctx.transact((tx) =>
        recordIdentity(ctx, tx, { userId: known.userId, action: "user.sign_in_refused" }),
      );
    throw new DomainError("wrong_credentials");
  }
  if (known.confirmedAt === null) {
    await confirmFirst(ctx, known.userId);
    throw new DomainError("wrong_credentials");
  }
  await forgiveTry(ctx, limits);
  const rehashed = isOutdated(known.hash) ? await hashPassword(input.password) : null;
  const { secret } = await ctx.transact(async (tx) => {
    // Only while it is still the hash that was checked: a password changed meanwhile stays, and this one is wrong.
    const held = await tx.execute(sql`
      UPDATE passwords SET hash = coalesce(${rehashed}, hash)
       WHERE user_id = ${known.userId} AND hash = ${known.hash}`);
    if (held.rowCount !== 1) throw new DomainError("wrong_credentials");
    return startSession(ctx, tx, known.userId);
  });
  return { userId: known.userId, secret };
}

async function confirmFirst(ctx: ServiceContext, userId: string): Promise<void> {
  try {
    await countTry(ctx, [{ key: `confirm-again:user:${userId}`, limit: 5, windowSeconds: 3600 }]);
  } catch (error) {
    // Enough mails: the answer stays what it is.
    if (error instanceof DomainError) return;
    throw error;
  }
  await ctx.transact(async (tx) => {
    const [person] = await tx.select().from(users).where(eq(users.id, userId));
    if (person) await sendConfirmation(ctx, tx, person, null);
  });
}

import { eq, sql } from "drizzle-orm";
import { users } from "@/drizzle/schema";
import type { ConfirmEmailInput } from "@/lib/contracts/identity";
import { DomainError } from "@/lib/domain/errors";
import type { ServiceContext } from "@/lib/services/context";
import { countTry, perIp } from "@/lib/services/rate-limit";
import { recordIdentity } from "./audit";
import { useToken } from "./email-token";
import { sendConfirmation } from "./sign-up";

/** Confirms the address that the link was sent to, once. Throws `link_expired`. */
export async function confirmEmail(ctx: ServiceContext, input: ConfirmEmailInput): Promise<void> {
  await countTry(ctx, perIp("confirm", ctx.ip, 60, 3600));
  await ctx.transact(async (tx) => {
    const userId = await useToken(tx, input.token, "confirm");
    await tx.execute(sql`
      UPDATE users SET email_confirmed_at = coalesce(email_confirmed_at, app_now()) WHERE id = ${userId}`);
    await recordIdentity(ctx, tx, { userId, action: "user.email_confirmed" });
  });
}

/** Sends the signed-in person another confirmation link. Throws `rate_limited` after five in an hour. */
export async function resendConfirmation(ctx: ServiceContext): Promise<{ sent: boolean }> {
  if (ctx.actor.kind !== "user") throw new DomainError("sign_in_needed");
  if (ctx.mode !== "own") throw new DomainError("acting_read_only");
  const { userId } = ctx.actor;
  await countTry(ctx, [{ key: `confirm:user:${userId}`, limit: 5, windowSeconds: 3600 }]);
  return ctx.transact(async (tx) => {
    const [person] = await tx.select().from(users).where(eq(users.id, userId));
    if (!person || person.emailConfirmedAt) return { sent: false };
    await sendConfirmation(ctx, tx, person);
    return { sent: true };
  });
}

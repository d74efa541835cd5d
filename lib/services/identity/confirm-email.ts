import { eq, sql } from "drizzle-orm";
import { passwords } from "@/drizzle/schema";
import type { ConfirmEmailInput } from "@/lib/contracts/identity";
import { DomainError } from "@/lib/domain/errors";
import type { Database, ServiceContext } from "@/lib/services/context";
import { countTry, perIp } from "@/lib/services/rate-limit";
import { recordIdentity } from "./audit";
import { useToken } from "./email-token";
import { passwordFits } from "./hash-password";
import { hashSecret } from "./secret";
import { startSession } from "./start-session";

/**
 * Confirms the address that the link was sent to, once, and signs this browser in. In the browser that signed up the
 * click is enough. Anywhere else the password is asked for: otherwise somebody could sign up with another's address and
 * have its owner, who only opens a link, confirm an account whose password is a stranger's. Throws `link_expired`, or
 * `invalid_input` with the field `password` (the link stays usable).
 */
export async function confirmEmail(
  ctx: ServiceContext,
  input: ConfirmEmailInput,
  browser: string | null,
): Promise<{ secret: string }> {
  await countTry(ctx, perIp("confirm", ctx.ip, 60, 3600));
  const link = await openLink(ctx.db, input.token);
  if (!link) throw new DomainError("link_expired");
  if (!isHere(link, browser)) await requirePassword(ctx, link.userId, input.password);
  return ctx.transact(async (tx) => {
    const userId = await useToken(tx, input.token, "confirm");
    await tx.execute(sql`
      UPDATE users SET email_confirmed_at = coalesce(email_confirmed_at, app_now()) WHERE id = ${userId}`);
    await recordIdentity(ctx, tx, { userId, action: "user.email_confirmed" });
    return startSession(ctx, tx, userId);
  });
}

/** Whether the link needs the password here. A link that is no longer valid says so when it is used. */
export async function confirmationNeedsPassword(
  ctx: ServiceContext,
  token: string,
  browser: string | null,
): Promise<boolean> {
  const link = await openLink(ctx.db, token);
  return link !== null && !isHere(link, browser);
}

type Link = { userId: string; browserHash: string | null };

const isHere = ({ browserHash }: Link, browser: string | null): boolean =>
  browser !== null && browserHash === hashSecret(browser);

async function openLink(db: Database, token: string): Promise<Link | null> {
  const { rows } = await db.execute<Link>(sql`
    SELECT user_id AS "userId", browser_hash AS "browserHash" FROM email_tokens
     WHERE secret_hash = ${hashSecret(token)} AND purpose = 'confirm' AND used_at IS NULL
       AND expires_at > app_now()`);
  return rows[0] ?? null;
}

async function requirePassword(
  ctx: ServiceContext,
  userId: string,
  password: string | undefined,
): Promise<void> {
  await countTry(ctx, [{ key: `confirm:user:${userId}`, limit: 10, windowSeconds: 15 * 60 }]);
  const [known] = await ctx.db
    .select({ hash: passwords.hash })
    .from(passwords)
    .where(eq(passwords.userId, userId));
  if (password !== undefined && (await passwordFits(known?.hash ?? null, password))) return;
  throw new DomainError("invalid_input", { reason: "password_not_chosen" }, "password");
}

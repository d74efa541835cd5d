import type { SignInInput, SignUpInput } from "@/lib/contracts/identity";
import { DomainError } from "@/lib/domain/errors";
import type { ServiceContext } from "@/lib/services/context";
import { endSession } from "@/lib/services/identity/end-session";
import { signIn } from "@/lib/services/identity/sign-in";
import { signUp } from "@/lib/services/identity/sign-up";
import { appDatabase } from "./database";
import { notifier } from "./hints";
import { giveSessionCookie, takeSessionCookie } from "./session";
import { openSession, sessionCookie } from "./session-cookie";

type CookieReader = { get(name: string): { value: string } | undefined };

/**
 * Signs this browser in. A server action instead of next-auth's own form post, which needs a token that only script
 * can fetch: the verb and the cookie are the same, and the page works without JavaScript.
 */
export async function signInHere(ctx: ServiceContext, input: SignInInput): Promise<void> {
  const { secret } = await signIn(ctx, input);
  await giveSessionCookie(secret);
}

/**
 * Signs up, and signs this browser in if address and password now open an account. False when they do not: the
 * address was known before, and its mail says what to do.
 */
export async function signUpHere(ctx: ServiceContext, input: SignUpInput): Promise<boolean> {
  await signUp(ctx, input);
  try {
    await signInHere(ctx, input);
    return true;
  } catch (error) {
    if (error instanceof DomainError && error.code === "wrong_credentials") return false;
    throw error;
  }
}

/** Signs this browser out: the row first, then the cookie. */
export async function signOutHere(jar: CookieReader): Promise<void> {
  const secret = await openSession(jar.get(sessionCookie().name)?.value);
  if (secret !== null) notifier().notify(await endSession(appDatabase(), secret));
  await takeSessionCookie();
}

import { randomBytes } from "node:crypto";
import type { ConfirmEmailInput, SignInInput, SignUpInput } from "@/lib/contracts/identity";
import type { ServiceContext } from "@/lib/services/context";
import { confirmEmail } from "@/lib/services/identity/confirm-email";
import { endSession } from "@/lib/services/identity/end-session";
import { signIn } from "@/lib/services/identity/sign-in";
import { signUp } from "@/lib/services/identity/sign-up";
import { appDatabase } from "./database";
import { notifier } from "./hints";
import { returnPath } from "./return-path";
import { giveSessionCookie, takeSessionCookie } from "./session";
import { openSession, sessionCookie } from "./session-cookie";
import { browserMark, markBrowser, unmarkBrowser } from "./sign-up-cookie";

type CookieReader = { get(name: string): { value: string } | undefined };

/**
 * Signs this browser in. A server action instead of next-auth's own form post, which needs a token that only script
 * can fetch: the verb and the cookie are the same, and the page works without JavaScript.
 */
export async function signInHere(ctx: ServiceContext, input: SignInInput): Promise<void> {
  const { secret } = await signIn(ctx, input);
  await giveSessionCookie(secret);
}

/** Signs up, and marks this browser as the one that did, whether the address was known or not. */
export async function signUpHere(
  ctx: ServiceContext,
  input: SignUpInput,
  back: string | null,
): Promise<void> {
  const browser = randomBytes(32).toString("base64url");
  await signUp(ctx, input, browser);
  await markBrowser({ browser, back });
}

/** Confirms an address and signs this browser in. Returns where it wanted to go when it signed up. */
export async function confirmHere(ctx: ServiceContext, input: ConfirmEmailInput): Promise<string> {
  const mark = await browserMark();
  const { secret } = await confirmEmail(ctx, input, mark?.browser ?? null);
  await giveSessionCookie(secret);
  await unmarkBrowser();
  return returnPath(mark?.back ?? undefined, "/console");
}

/** Signs this browser out: the row first, then the cookie. */
export async function signOutHere(jar: CookieReader): Promise<void> {
  const secret = await openSession(jar.get(sessionCookie().name)?.value);
  if (secret !== null) notifier().notify(await endSession(appDatabase(), secret));
  await takeSessionCookie();
}

import { decode, encode } from "next-auth/jwt";
import { env } from "./env";

export const SESSION_COOKIE_DAYS = 90;
const MAX_AGE_SECONDS = SESSION_COOKIE_DAYS * 24 * 3600;

/** next-auth's own cookie: `__Secure-` wherever the product is served over HTTPS. */
export function sessionCookie() {
  const secure = env().publicUrl.startsWith("https://");
  return {
    name: `${secure ? "__Secure-" : ""}next-auth.session-token`,
    options: { httpOnly: true, sameSite: "lax", path: "/", secure, maxAge: MAX_AGE_SECONDS },
  } as const;
}

/** The cookie's value for a session's secret, encrypted as next-auth encrypts its tokens. */
export function sealSession(secret: string): Promise<string> {
  return encode({ token: { ses: secret }, secret: env().authSecret, maxAge: MAX_AGE_SECONDS });
}

/** The session's secret inside a cookie's value; null when it is not ours, too old or tampered with. */
export async function openSession(value: string | undefined): Promise<string | null> {
  if (!value) return null;
  try {
    const token = await decode({ token: value, secret: env().authSecret });
    return typeof token?.ses === "string" ? token.ses : null;
  } catch {
    return null;
  }
}

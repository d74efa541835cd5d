import { cookies } from "next/headers";
import { cache } from "react";
import { sealSession, sessionCookie } from "./session-cookie";
import { type CurrentSession, sessionFromCookie } from "./session-lookup";

/**
 * The session of this request, looked up in the table (not taken from the cookie's word), or null. One look-up per
 * request, however many layouts, pages and verbs ask. A revoked session is out at the next request.
 */
export const currentSession = cache(async (): Promise<CurrentSession | null> => {
  const jar = await cookies();
  return sessionFromCookie(jar.get(sessionCookie().name)?.value);
});

/** Signs this browser in: gives it next-auth's cookie with the session's secret. Only in actions and route handlers. */
export async function giveSessionCookie(secret: string): Promise<void> {
  const { name, options } = sessionCookie();
  (await cookies()).set(name, await sealSession(secret), options);
}

/** Takes the cookie away; the row is revoked by the verb. */
export async function takeSessionCookie(): Promise<void> {
  const { name, options } = sessionCookie();
  (await cookies()).set(name, "", { ...options, maxAge: 0 });
}

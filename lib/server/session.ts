import { cookies } from "next/headers";
import { cache } from "react";
import type { ViewerView } from "@/lib/contracts/views";
import type { Actor, ServiceContext } from "@/lib/services/context";
import { type FoundSession, findSession, touchSession } from "@/lib/services/identity/find-session";
import { appDatabase } from "./database";
import { log } from "./log";
import { policies } from "./policies";
import { openSession, sealSession, sessionCookie } from "./session-cookie";

export type SignedInActor = Extract<Actor, { kind: "user" }>;

/** Who is signed in, which account they look at, and how. */
export type CurrentSession = {
  actor: SignedInActor;
  subject: ServiceContext["subject"];
  mode: "own" | "acting_read";
  acting: ServiceContext["acting"];
  viewer: ViewerView;
  /** The cookie's secret: whoever holds a stream open looks the session up again with it. Never sent anywhere. */
  secret: string;
};

/**
 * The session of this request, looked up in the table (not taken from the cookie's word), or null. One look-up per
 * request, however many layouts, pages and verbs ask. A revoked session is out at the next request.
 */
export const currentSession = cache(async (): Promise<CurrentSession | null> => {
  const jar = await cookies();
  return sessionFromCookie(jar.get(sessionCookie().name)?.value);
});

/** The session behind a cookie's value, or null. */
export async function sessionFromCookie(value: string | undefined): Promise<CurrentSession | null> {
  const secret = await openSession(value);
  if (secret === null) return null;
  const found = await findSession(appDatabase(), secret, policies().sessionIdleSeconds);
  if (!found) return null;
  if (found.stale)
    touchSession(appDatabase(), found.id).catch((error) =>
      log.unexpected("a session was not touched", error),
    );
  return asCurrent(found, secret);
}

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

function asCurrent(found: FoundSession, secret: string): CurrentSession {
  const { user, account, acting } = found;
  return {
    actor: {
      kind: "user",
      userId: user.id,
      name: user.name,
      email: user.email,
      emailConfirmed: user.emailConfirmed,
      staffRole: user.staffRole,
      sessionId: found.id,
      passwordConfirmedAt: found.passwordConfirmedAt,
    },
    subject: account && { accountId: account.id, role: account.role },
    mode: acting ? "acting_read" : "own",
    acting: acting && { id: acting.id, expiresAt: acting.expiresAt },
    viewer: viewerOf(found),
    secret,
  };
}

function viewerOf({ user, account, acting }: FoundSession): ViewerView {
  return {
    userId: user.id,
    name: user.name,
    email: user.email,
    emailConfirmed: user.emailConfirmed,
    staffRole: user.staffRole,
    account,
    mode: acting ? "acting_read" : "own",
    acting: acting && {
      staffName: user.name,
      customerName: account?.name ?? "",
      reason: acting.reason,
      expiresAt: acting.expiresAt.toISOString(),
    },
    timeZone: user.timeZone,
    theme: user.theme,
    pauseLiveFigures: user.pauseLiveFigures,
    locale: user.locale,
  };
}

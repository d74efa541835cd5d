import type { ViewerView } from "@/lib/contracts/views";
import type { Actor, ServiceContext } from "@/lib/services/context";
import {
  type FoundSession,
  findSession,
  findSessionById,
  touchSession,
} from "@/lib/services/identity/find-session";
import { appDatabase } from "./database";
import { log } from "./log";
import { policies } from "./policies";
import { openSession } from "./session-cookie";

// Free of Next, whose request functions may not be loaded before Next itself is: our own server uses this too.

export type SignedInActor = Extract<Actor, { kind: "user" }>;

/** Who is signed in, which account they look at, and how. */
export type SessionFacts = {
  actor: SignedInActor;
  subject: ServiceContext["subject"];
  mode: "own" | "acting_read";
  acting: ServiceContext["acting"];
  viewer: ViewerView;
};

export type CurrentSession = SessionFacts & {
  /** The cookie's secret: whoever holds a stream open looks the session up again with it. Never sent anywhere. */
  secret: string;
};

/** The session behind a cookie's value, or null. */
export async function sessionFromCookie(value: string | undefined): Promise<CurrentSession | null> {
  const secret = await openSession(value);
  if (secret === null) return null;
  const found = await findSession(appDatabase(), secret, policies().sessionIdleSeconds);
  if (!found) return null;
  touch(found);
  return { ...sessionFacts(found), secret };
}

/** The session that let somebody into a place with a cookie of its own, as it is now; null: it holds no more. */
export async function sessionOfId(sessionId: string): Promise<SessionFacts | null> {
  const found = await findSessionById(appDatabase(), sessionId, policies().sessionIdleSeconds);
  if (!found) return null;
  touch(found);
  return sessionFacts(found);
}

function touch({ id, stale }: FoundSession): void {
  if (!stale) return;
  touchSession(appDatabase(), id).catch((error) => log.unexpected("a session was not touched", error));
}

/** What a found session means for verbs and pages. */
export function sessionFacts(found: FoundSession): SessionFacts {
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

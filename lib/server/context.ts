import { headers } from "next/headers";
import { cache } from "react";
import { DomainError } from "@/lib/domain/errors";
import type { ServiceContext } from "@/lib/services/context";
import { recordPageView } from "@/lib/services/support/record-page-view";
import { assemble, sessionContext } from "./assemble";
import { AHEAD_HEADER, PATH_HEADER, type RequestFacts, requestFacts } from "./request";
import { returnPath } from "./return-path";
import { currentSession } from "./session";
import type { CurrentSession } from "./session-lookup";

const visitor = { actor: { kind: "visitor" }, subject: null, mode: "own", acting: null } as const;

/** The context of this request: of whoever is signed in, or a visitor's. Verbs refuse what it may not do. */
export const requestContext = cache(async (): Promise<ServiceContext> => {
  const [session, asked] = await Promise.all([currentSession(), headers()]);
  const facts = requestFacts(asked);
  if (!session) return assemble({ ...visitor, ...facts });
  const { subject, acting } = session;
  const path = shownPath(asked);
  if (subject && acting && path !== null) {
    const look = { accountId: subject.accountId, actingId: acting.id, path };
    // Before the page is made: a look that cannot be written down is not given. The connection that reads for the
    // page may not write, so this goes by the staff's own.
    await recordPageView(staffFacts(session, facts), look);
  }
  return sessionContext(session, facts);
});

/** Which page is being shown; null for actions, streams, and what Next fetches before anybody looks. */
function shownPath(asked: Headers): string | null {
  const path = asked.get(PATH_HEADER);
  const looked = asked.get(AHEAD_HEADER) === null && asked.get("next-action") === null;
  return looked && path !== null && !path.startsWith("/api/") ? returnPath(path, "/console") : null;
}

/** A member of staff on nobody's behalf, also while their session acts for somebody. */
function staffFacts(session: CurrentSession, facts: RequestFacts): ServiceContext {
  const { actor, viewer } = session;
  return assemble({ actor, subject: null, mode: "staff", acting: null, locale: viewer.locale, ...facts });
}

/** A context in which nobody is signed in, whoever asks: public pages, and what happens before signing in. */
export async function publicContext(): Promise<ServiceContext> {
  return assemble({ ...visitor, ...requestFacts(await headers()) });
}

/** A member of staff on staff pages, on nobody's behalf. Throws `sign_in_needed` or `forbidden`. */
export async function staffContext(): Promise<ServiceContext> {
  const session = await currentSession();
  if (!session) throw new DomainError("sign_in_needed");
  if (session.actor.staffRole === null) throw new DomainError("forbidden");
  return staffFacts(session, requestFacts(await headers()));
}

import { headers } from "next/headers";
import { cache } from "react";
import { DomainError } from "@/lib/domain/errors";
import type { ServiceContext } from "@/lib/services/context";
import { assemble } from "./assemble";
import { type RequestFacts, requestFacts } from "./request";
import { type CurrentSession, currentSession } from "./session";

const visitor = { actor: { kind: "visitor" }, subject: null, mode: "own", acting: null } as const;

/** The context of this request: of whoever is signed in, or a visitor's. Verbs refuse what it may not do. */
export const requestContext = cache(async (): Promise<ServiceContext> => {
  const [session, facts] = await Promise.all([currentSession(), headers().then(requestFacts)]);
  return session ? sessionContext(session, facts) : assemble({ ...visitor, ...facts });
});

/** A context in which nobody is signed in, whoever asks: public pages, and what happens before signing in. */
export async function publicContext(): Promise<ServiceContext> {
  return assemble({ ...visitor, ...requestFacts(await headers()) });
}

/** A member of staff on staff pages, on nobody's behalf. Throws `sign_in_needed` or `forbidden`. */
export async function staffContext(): Promise<ServiceContext> {
  const session = await currentSession();
  if (!session) throw new DomainError("sign_in_needed");
  if (session.actor.staffRole === null) throw new DomainError("forbidden");
  const facts = requestFacts(await headers());
  return assemble({
    actor: session.actor,
    subject: null,
    mode: "staff",
    acting: null,
    locale: session.viewer.locale,
    ...facts,
  });
}

/** The context of a session that was looked up by other means than this request's cookie: the live stream. */
export function sessionContext(session: CurrentSession, facts: RequestFacts): ServiceContext {
  const { actor, subject, mode, acting, viewer } = session;
  return assemble({ actor, subject, mode, acting, locale: viewer.locale, ...facts });
}

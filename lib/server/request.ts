import { randomUUID } from "node:crypto";
import { isIP } from "node:net";

/** What a request says about itself: an id for the log, where it came from, and what it came with. */
export type RequestFacts = { id: string; ip: string | null; userAgent: string | null };

type HeaderReader = { get(name: string): string | null };

/** Reads the facts from headers. The web server in front has already replaced what a client may not say itself. */
export function requestFacts(headers: HeaderReader): RequestFacts {
  const id = headers.get("x-request-id");
  const ip = headers.get("x-forwarded-for")?.split(",")[0]?.trim() ?? null;
  return {
    id: id !== null && /^[\w-]{8,64}$/.test(id) ? id : randomUUID(),
    ip: ip !== null && isIP(ip) > 0 ? ip : null,
    userAgent: headers.get("user-agent")?.slice(0, 300) ?? null,
  };
}

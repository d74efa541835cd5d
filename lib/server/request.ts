import { randomUUID } from "node:crypto";
import { isIP } from "node:net";

/** What a request says about itself: an id for the log, where it came from, and what it came with. */
export type RequestFacts = { id: string; ip: string | null; userAgent: string | null };

type HeaderReader = { get(name: string): string | null };

/** Path and query of the request, as our web server tells the pages: a layout does not know its own address. */
export const PATH_HEADER = "x-wattsecond-path";
/** Set on what a browser fetches ahead of a click. Next keeps its own header for this from the pages. */
export const AHEAD_HEADER = "x-wattsecond-ahead";

/**
 * Reads the facts from headers. Our web server has replaced what a client may not say itself; of the addresses only
 * the last is from the proxy next to us, those before it are hearsay.
 */
export function requestFacts(headers: HeaderReader): RequestFacts {
  const id = headers.get("x-request-id");
  const ip = headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() ?? null;
  return {
    id: id !== null && /^[\w-]{8,64}$/.test(id) ? id : randomUUID(),
    ip: ip !== null && isIP(ip) > 0 ? ip : null,
    userAgent: headers.get("user-agent")?.slice(0, 300) ?? null,
  };
}

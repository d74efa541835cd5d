import type { IncomingHttpHeaders } from "node:http";
import { NOTEBOOK_PORT } from "@/lib/domain/notebooks";

// What crosses between a browser and a machine, in either direction. Both sides are strangers to each other: a message
// is made anew from what is let through, so that nothing of how one hop was framed reaches the next.

/** Every value of each header, as Node gives them: small letters, nothing joined. */
export type Headers = Readonly<NodeJS.Dict<string[]>>;
export type Outgoing = Record<string, string | string[]>;

/** The one cookie of ours at a notebook's host. With its prefix a browser takes it from that very host alone. */
export const passCookieName = (secure: boolean): string => `${secure ? "__Host-" : ""}notebook-pass`;

const GUEST_HOST = `127.0.0.1:${NOTEBOOK_PORT}`;
const GUEST_ORIGIN = `http://${GUEST_HOST}`;

const HOP_BY_HOP = [
  ...["connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection"],
  ...["te", "trailer", "transfer-encoding", "upgrade", "content-length", "expect", "http2-settings"],
];
/** Ours to say, or nobody's. */
const NOT_FROM_BROWSER = ["host", "origin", "referer", "cookie", "authorization", "forwarded", "via"];
const FORWARDED = /^x-(forwarded|real|wattsecond|request|original|rewrite)\b/;
/**
 * A guest speaks for its own host alone: what would bind or clear its whole domain, or open its answers to other
 * origins, is not passed on.
 */
const NOT_FROM_GUEST = [
  ...["set-cookie", "location", "strict-transport-security", "clear-site-data", "alt-svc", "public-key-pins"],
  ...["report-to", "reporting-endpoints", "nel", "server", "via", "cross-origin-resource-policy"],
];
const CROSS_ORIGIN = /^(access-control-|timing-allow-origin$)/;

/** The request as the guest gets it: from itself, with its own token, and without anything of ours. */
export function towardsGuest(headers: Headers, ours: { origin: string; token: string | null }): Outgoing {
  const out = passed(headers, (name) => !NOT_FROM_BROWSER.includes(name) && !FORWARDED.test(name));
  out.host = GUEST_HOST;
  if (headers.origin) out.origin = GUEST_ORIGIN;
  const [referer] = headers.referer ?? [];
  if (referer?.startsWith(`${ours.origin}/`)) out.referer = GUEST_ORIGIN + referer.slice(ours.origin.length);
  const cookies = (headers.cookie ?? [])
    .flatMap(splitCookies)
    .filter((pair) => !isReserved(cookieName(pair)));
  if (cookies.length > 0) out.cookie = cookies.join("; ");
  if (ours.token !== null) out.authorization = `token ${ours.token}`;
  return out;
}

/** The answer as the browser gets it. */
export function towardsBrowser(headers: Headers): Outgoing {
  const out = passed(headers, (name) => !NOT_FROM_GUEST.includes(name) && !CROSS_ORIGIN.test(name));
  const cookies = (headers["set-cookie"] ?? []).flatMap((text) => hostOnlyCookie(text) ?? []);
  if (cookies.length > 0) out["set-cookie"] = cookies;
  const [location] = headers.location ?? [];
  if (location !== undefined) out.location = ownLocation(location);
  out["cross-origin-resource-policy"] = "same-origin";
  return out;
}

/** How a message's body is framed on the next hop. `null`: it has none. */
export function bodyOf(headers: Headers): Outgoing | null {
  if (headers["transfer-encoding"]) return { "transfer-encoding": "chunked" };
  const [length] = headers["content-length"] ?? [];
  return length === undefined || length === "0" ? null : { "content-length": length };
}

/** The values of our cookie: a sibling host may have put another one of that name beside it. */
export function passSecrets(headers: IncomingHttpHeaders, secure: boolean): string[] {
  const name = `${passCookieName(secure)}=`;
  return splitCookies(headers.cookie ?? "")
    .filter((pair) => pair.startsWith(name))
    .map((pair) => pair.slice(name.length))
    .slice(0, 3);
}

function passed(headers: Headers, allowed: (name: string) => boolean): Outgoing {
  const named = (headers.connection ?? []).flatMap((value) =>
    value.split(",").map((name) => name.trim().toLowerCase()),
  );
  const out: Outgoing = {};
  for (const [name, values] of Object.entries(headers)) {
    if (!values?.length || HOP_BY_HOP.includes(name) || named.includes(name) || !allowed(name)) continue;
    out[name] = values.length === 1 ? (values[0] ?? "") : values;
  }
  return out;
}

const splitCookies = (header: string): string[] =>
  header
    .split(";")
    .map((pair) => pair.trim())
    .filter((pair) => pair !== "");

/** A pair without a sign is a value without a name, which a browser sends as it stands. */
const cookieName = (pair: string): string => pair.slice(0, Math.max(pair.indexOf("="), 0)).trim();

/** Ours, and the portal's sign-in: no guest sees or sets them, in whatever letters. A nameless one may look like them. */
const isReserved = (name: string): boolean =>
  name === "" || /^(__(host|secure)-)?(notebook-pass|next-auth\b.*)$/i.test(name);

function hostOnlyCookie(text: string): string | null {
  const [pair = "", ...attributes] = text.split(";").map((part) => part.trim());
  if (isReserved(cookieName(pair))) return null;
  return [pair, ...attributes.filter((attribute) => !/^domain\b/i.test(attribute))].join("; ");
}

/** What the guest calls its own address is its host's. */
function ownLocation(location: string): string {
  const own = [GUEST_ORIGIN, `http://localhost:${NOTEBOOK_PORT}`].find(
    (origin) => location === origin || location.startsWith(`${origin}/`),
  );
  return own === undefined ? location : location.slice(own.length) || "/";
}

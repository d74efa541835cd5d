import { cookies, headers } from "next/headers";
import type { LiveMessage } from "@/lib/contracts/views";
import { assemble, sessionContext } from "./assemble";
import { type HintHub, hintHub } from "./hint-hub";
import { type LiveSource, liveSources } from "./live-sources";
import { type EndReason, liveStream } from "./live-stream";
import { requestFacts } from "./request";
import { sessionCookie } from "./session-cookie";
import { type CurrentSession, sessionFromCookie } from "./session-lookup";

const HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  // no-transform: a compressing proxy would hold events back until a block is full.
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
};

/** The stream of whoever is signed in: their account's views and the public ones. Ends at once if nobody is. */
export async function sessionStream(request: Request): Promise<Response> {
  const cookie = (await cookies()).get(sessionCookie().name)?.value;
  const session = await sessionFromCookie(cookie);
  if (!session) return new Response(`data: ${JSON.stringify(endOf("session"))}\n\n`, { headers: HEADERS });
  const ctx = sessionContext(session, requestFacts(await headers()));
  const hub = hintHub();
  return new Response(
    liveStream({
      hub,
      sources: session.subject ? liveSources : liveSources.filter(isPublic),
      read: (source) => (isPublic(source) ? readForAll(hub, source) : source.read(ctx)),
      accountId: session.subject?.accountId ?? null,
      ended: async () => whyEnded(session, await sessionFromCookie(cookie)),
      endsAt: session.acting?.expiresAt ?? null,
      signal: request.signal,
    }),
    { headers: HEADERS },
  );
}

/** The stream of public pages: what everybody may see, the same for all. */
export function publicStream(request: Request): Response {
  const hub = hintHub();
  return new Response(
    liveStream({
      hub,
      sources: liveSources.filter(isPublic),
      read: (source) => readForAll(hub, source),
      accountId: null,
      ended: async () => null,
      signal: request.signal,
    }),
    { headers: HEADERS },
  );
}

const isPublic = (source: LiveSource): boolean => source.audience === "public";
const endOf = (reason: EndReason): LiveMessage => ({ kind: "end", reason });

/** A stream shows one account in one way. When the session's answer to that changes, the page has to be another. */
function whyEnded(before: CurrentSession, now: CurrentSession | null): EndReason | null {
  if (!now) return "session";
  if (now.acting?.id !== before.acting?.id) return "acting";
  return now.subject?.accountId === before.subject?.accountId ? null : "session";
}

const HOLDS_MS = 5_000;
type Shared = { version: string; at: number; message: Promise<LiveMessage | null> };
const readings = new Map<LiveSource["kind"], Shared>();

/** A public view is read once for all streams, until a hint of its kinds or for a few seconds. */
function readForAll(hub: HintHub, source: LiveSource): Promise<LiveMessage | null> {
  const version = source.hints.map((kind) => hub.version(kind)).join(" ");
  const now = performance.now();
  const known = readings.get(source.kind);
  if (known && known.version === version && now - known.at < HOLDS_MS) return known.message;
  const message = source.read(
    assemble({
      actor: { kind: "visitor" },
      subject: null,
      mode: "own",
      acting: null,
      ip: null,
      id: `live-${source.kind}`,
    }),
  );
  readings.set(source.kind, { version, at: now, message });
  message.catch(() => readings.delete(source.kind));
  return message;
}

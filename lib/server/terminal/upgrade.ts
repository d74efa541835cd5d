import type { IncomingMessage } from "node:http";
import { parse } from "node:querystring";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { terminalPathPattern } from "@/lib/contracts/terminal";
import { env } from "@/lib/server/env";
import { log } from "@/lib/server/log";
import { requestFacts } from "@/lib/server/request";
import { sessionCookie } from "@/lib/server/session-cookie";
import { sessionFromCookie } from "@/lib/server/session-lookup";
import { serveTerminal } from "./connection";

/** A paste is sent in pieces smaller than this. */
const LARGEST_MESSAGE = 64 * 1024;
const sockets = new WebSocketServer({
  noServer: true,
  maxPayload: LARGEST_MESSAGE,
  perMessageDeflate: false,
});

/**
 * Takes the upgrade of an instance's terminal; false: it is not one. A browser sends cookies with any page's WebSocket,
 * so the page must be ours; and whoever is not signed in learns nothing about what exists.
 */
export function upgradeTerminal(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
  const [path = ""] = (request.url ?? "").split("?");
  const instanceId = terminalPathPattern.exec(path)?.[1];
  if (instanceId === undefined) return false;
  admit(request, socket, head, instanceId).catch((error: unknown) => {
    log.unexpected("a terminal was not let in", error);
    refuse(socket, "500 Internal Server Error");
  });
  return true;
}

async function admit(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  instanceId: string,
): Promise<void> {
  if (request.headers.origin !== new URL(env().publicUrl).origin) return refuse(socket, "403 Forbidden");
  const cookie = cookieOf(request);
  const session = await sessionFromCookie(cookie);
  const facts = requestFacts({ get: (name) => [request.headers[name]].flat()[0] ?? null });
  sockets.handleUpgrade(request, socket, head, (client) => {
    if (session) serveTerminal(client, { cookie, session, facts }, instanceId);
    else {
      client.send(JSON.stringify({ type: "end", reason: "signed_out", exitCode: null }));
      client.close();
    }
  });
}

function cookieOf(request: IncomingMessage): string | undefined {
  const cookies = parse(request.headers.cookie ?? "", "; ", "=", { maxKeys: 100 });
  return [cookies[sessionCookie().name]].flat()[0];
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

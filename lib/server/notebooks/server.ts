import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { log } from "@/lib/server/log";
import { requestFacts } from "@/lib/server/request";
import { redeemTicket } from "@/lib/services/notebooks/pass";
import { OPEN_PATH, OWN_PATH } from "./address";
import { admit } from "./admit";
import { forward, forwardUpgrade } from "./forward";
import { passCookieName, passSecrets } from "./headers";
import { isLook, type NotebookState, sendState, statePage } from "./pages";
import { Visits } from "./visits";
import type { NotebookWorld } from "./world";

export type NotebookServer = { server: Server; end(): void };

/**
 * Instances' notebooks, each at a host of its own. Nothing of the portal is served here, and its cookies mean nothing:
 * what opens a notebook is a ticket of the portal's, and after it a cookie of this host.
 */
export function notebookServer(world: NotebookWorld): NotebookServer {
  const visits = new Visits(world);
  // Whoever has gone without a word is noticed, however long nothing was said.
  const options = { keepAlive: true, keepAliveInitialDelay: 30_000 };
  const server = createServer(options, (request, response) => {
    const facts = { brand: world.brand, portalUrl: world.portalUrl };
    const instanceId = world.address.instanceAt(request.headers.host);
    const refuse = (state: NotebookState, error?: unknown) => {
      const errorId = state === "unexpected" ? log.unexpected("a notebook's request failed", error) : "";
      sendState(request, response, state, { ...facts, instanceId, errorId });
    };
    serve(world, visits, { request, response, instanceId, refuse }).catch((error: unknown) =>
      refuse("unexpected", error),
    );
  });
  server.on("upgrade", (request, socket: Duplex, head) => {
    socket.on("error", () => undefined);
    const refuse = (state: NotebookState, error?: unknown) => {
      if (state === "unexpected") log.unexpected("a notebook's upgrade failed", error);
      const { status } = statePage(state, { ...world, instanceId: null }, false);
      if (!socket.destroyed)
        socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    };
    serveUpgrade(world, visits, { request, socket, head, refuse }).catch((error: unknown) =>
      refuse("unexpected", error),
    );
  });
  server.keepAliveTimeout = 65_000;
  server.headersTimeout = 66_000;
  // An upload into a notebook takes as long as it takes.
  server.requestTimeout = 0;
  return { server, end: () => visits.endAll() };
}

type Exchange = {
  request: IncomingMessage;
  response: ServerResponse;
  instanceId: string | null;
  refuse: (state: NotebookState, error?: unknown) => void;
};

async function serve(world: NotebookWorld, visits: Visits, exchange: Exchange): Promise<void> {
  const { request, response, instanceId, refuse } = exchange;
  if (instanceId === null) return refuse("nobody");
  const path = (request.url ?? "").split("?")[0] ?? "";
  if (!path.startsWith("/")) return refuse("nobody");
  if (path.startsWith(OWN_PATH)) return open(world, instanceId, path, exchange);
  const origin = world.address.originOf(instanceId);
  if (isForeign(request, origin)) return refuse("elsewhere");
  const facts = factsOf(world, request);
  const admitted = await admit(world, instanceId, passSecrets(request.headers, world.address.secure), facts);
  if (typeof admitted === "string") return refuse(admitted);
  // Whoever has left meanwhile wants no answer.
  if (response.destroyed) return;
  const visit = visits.of(admitted, facts);
  if (visit.full) return refuse("busy");
  const { token } = admitted;
  forward(request, response, { agent: visit.agent, origin, token, hold: (cut) => visit.hold(cut) }, refuse);
}

type Upgrade = { request: IncomingMessage; socket: Duplex; head: Buffer; refuse: Exchange["refuse"] };

async function serveUpgrade(world: NotebookWorld, visits: Visits, upgrade: Upgrade): Promise<void> {
  const { request, socket, head, refuse } = upgrade;
  const instanceId = world.address.instanceAt(request.headers.host);
  if (instanceId === null) return refuse("nobody");
  const origin = world.address.originOf(instanceId);
  const { headers, url = "" } = request;
  // A browser sends cookies with any page's WebSocket, so the page must be this host's own.
  if (headers.origin !== origin || headers.upgrade?.toLowerCase() !== "websocket") return refuse("elsewhere");
  if (!url.startsWith("/") || url.startsWith(OWN_PATH)) return refuse("nobody");
  const facts = factsOf(world, request);
  const admitted = await admit(world, instanceId, passSecrets(headers, world.address.secure), facts);
  if (typeof admitted === "string") return refuse(admitted);
  if (socket.destroyed) return;
  const visit = visits.of(admitted, facts);
  if (visit.full) return refuse("busy");
  const { token } = admitted;
  const way = { agent: visit.agent, origin, token, hold: (cut: () => void) => visit.hold(cut) };
  forwardUpgrade(request, socket, head, way, refuse);
}

/** Changes a ticket for this host's cookie, and goes where Jupyter begins. */
async function open(
  world: NotebookWorld,
  instanceId: string,
  path: string,
  { request, response, refuse }: Exchange,
): Promise<void> {
  const ticket = new URLSearchParams(request.url?.split("?")[1] ?? "").get("ticket");
  if (path !== OPEN_PATH || request.method !== "GET" || ticket === null) return refuse("closed");
  // Fetched ahead or from a frame it would be used up without anybody seeing the notebook.
  if (!isLook(request) || request.headers["sec-purpose"] !== undefined) return refuse("closed");
  const redeemed = await redeemTicket(world.db(), ticket, instanceId);
  if (typeof redeemed === "string") return refuse(redeemed === "unknown" ? "expired" : redeemed);
  const { secure } = world.address;
  const attributes = `Path=/; HttpOnly; SameSite=Lax; Max-Age=${redeemed.seconds}${secure ? "; Secure" : ""}`;
  response.writeHead(303, {
    location: "/",
    "set-cookie": `${passCookieName(secure)}=${redeemed.secret}; ${attributes}`,
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
  });
  response.end();
}

/**
 * What another page makes a browser ask of this host, its siblings' pages too: their cookies do come along. Only going
 * there, as a click on a link does, is anybody's right.
 */
function isForeign({ method, headers }: IncomingMessage, origin: string): boolean {
  if (headers.origin !== undefined && headers.origin !== origin) return true;
  const site = headers["sec-fetch-site"];
  if (site === undefined || site === "same-origin" || site === "none") return false;
  return !(
    method === "GET" &&
    headers["sec-fetch-mode"] === "navigate" &&
    headers["sec-fetch-dest"] === "document"
  );
}

/** Served over HTTPS there is a proxy in front, which says who asks; without one nobody but the socket does. */
function factsOf({ address }: NotebookWorld, { headers }: IncomingMessage) {
  return requestFacts({
    get: (name) =>
      name === "x-request-id" || (name === "x-forwarded-for" && !address.secure)
        ? null
        : ([headers[name]].flat()[0] ?? null),
  });
}

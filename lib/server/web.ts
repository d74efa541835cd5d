// The web process: Next behind a small server of ours, so that pages, event streams and sockets share one origin.
import { randomBytes, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { join } from "node:path";
import next from "next";
import { followClusters, stopFollowingClusters } from "./clusters";
import { contentSecurity } from "./content-security";
import { closePools } from "./database";
import { envOrExit } from "./env";
import { notifier } from "./hints";
import { announceReady, endGracefully } from "./lifecycle";
import { log } from "./log";
import { notebookServer } from "./notebooks/server";
import { notebookWorld } from "./notebooks/world";
import { AHEAD_HEADER, PATH_HEADER } from "./request";
import { sharedPages } from "./shared-pages";
import { endAllShells } from "./terminal/shells";
import { upgradeTerminal } from "./terminal/upgrade";

const settings = envOrExit();
const development = process.env.NODE_ENV === "development";
const root = process.cwd();
const publicUrl = new URL(settings.publicUrl);
const secure = publicUrl.protocol === "https:";

// Next would listen for upgrades itself, and close those that are not its own: it gets a server that never listens.
const app = next({
  dev: development,
  dir: root,
  hostname: settings.host,
  port: settings.port,
  httpServer: createServer(),
});
await app.prepare();
const render = app.getRequestHandler();
const handle = development ? render : sharedPages(render);
await followClusters();

const policyFor = contentSecurity({
  buildFolder: join(root, ".next"),
  development,
  secure,
  formTargets: [
    settings.embedded.payments ? new URL(settings.stripe.apiBase).origin : "https://checkout.stripe.com",
    ...(settings.notebooks ? [settings.notebooks.url] : []),
  ],
});

function setSecurityHeaders(request: IncomingMessage, response: ServerResponse, path: string): void {
  response.setHeader("X-Content-Type-Options", "nosniff");
  // Scripts and styles are no documents; the rest would cost half a kilobyte with each.
  if (path.startsWith("/_next/static/")) return;
  const nonce = randomBytes(16).toString("base64");
  const { policy, withNonce } = policyFor(path, nonce);
  response.setHeader("Content-Security-Policy", policy);
  response.setHeader("X-Frame-Options", "DENY");
  response.setHeader("Referrer-Policy", "strict-origin-when-cross-origin");
  response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
  response.setHeader("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()");
  if (secure) response.setHeader("Strict-Transport-Security", "max-age=63072000; includeSubDomains");
  // Next takes the nonce for its own scripts from this header of the request; nobody outside may choose it.
  delete request.headers["content-security-policy"];
  delete request.headers["content-security-policy-report-only"];
  if (withNonce) request.headers["content-security-policy"] = policy;
}

/**
 * On one's own machine people type localhost; cookies and sign-in belong to the public address. Null when the request
 * is where it should be.
 */
function rightAddress(request: IncomingMessage): string | null {
  const { host } = request.headers;
  if (publicUrl.hostname !== "127.0.0.1" || host !== `localhost:${publicUrl.port}`) return null;
  if (request.method !== "GET" || !request.headers.accept?.includes("text/html")) return null;
  return `${settings.publicUrl}${request.url ?? "/"}`;
}

/**
 * What pages and verbs may take for true about a request. Served over HTTPS there is a proxy in front, which says who
 * asks; without one nobody but the socket does.
 */
function tellFacts(request: IncomingMessage): void {
  if (!secure) delete request.headers["x-forwarded-for"];
  request.headers["x-request-id"] = randomUUID();
  if (request.method === "GET") request.headers[PATH_HEADER] = request.url ?? "/";
  else delete request.headers[PATH_HEADER];
  if (request.headers["next-router-prefetch"] === undefined) delete request.headers[AHEAD_HEADER];
  else request.headers[AHEAD_HEADER] = "1";
}

const server = createServer((request, response) => {
  const elsewhere = rightAddress(request);
  if (elsewhere !== null) {
    response.writeHead(307, { location: elsewhere }).end();
    return;
  }
  const [path = "/"] = (request.url ?? "/").split("?");
  setSecurityHeaders(request, response, path);
  tellFacts(request);
  handle(request, response).catch((error: unknown) => {
    const errorId = log.unexpected("a request failed", error, { path });
    if (!response.headersSent) response.statusCode = 500;
    response.end(`Error ${errorId}`);
  });
});
const upgradeNext = app.getUpgradeHandler();
server.on("upgrade", (request, socket, head) => {
  tellFacts(request);
  if (upgradeTerminal(request, socket, head)) return;
  upgradeNext(request, socket, head).catch((error: unknown) => log.unexpected("an upgrade failed", error));
});
// Longer than the usual proxy's, so that never we close a connection that it is about to use.
server.keepAliveTimeout = 65_000;
server.headersTimeout = 66_000;

// Another origin, so another server: nothing of the portal is reached through it.
const notebooks = settings.notebooks && {
  ...notebookServer(notebookWorld(settings.notebooks.url)),
  port: settings.notebooks.port,
};
if (!notebooks) log.info("notebooks are off: NOTEBOOKS_URL is not set");

function listen(which: Server, variable: string, port: number): Promise<void> {
  which.on("error", (error: NodeJS.ErrnoException) => {
    process.stderr.write(`${variable} ${port} on ${settings.host} cannot be used (${error.code}).\n`);
    process.exit(1);
  });
  return new Promise((done) => which.listen(port, settings.host, done));
}
await listen(server, "PORT", settings.port);
if (notebooks) await listen(notebooks.server, "NOTEBOOKS_PORT", notebooks.port);
log.info("web ready", { address: `http://${settings.host}:${settings.port}` });
announceReady();

const DRAIN_SECONDS = 2;

endGracefully(async () => {
  const servers = [server, ...(notebooks ? [notebooks.server] : [])];
  const closed = servers.map((each) => new Promise((done) => each.close(done)));
  endAllShells();
  notebooks?.end();
  for (const each of servers) each.closeIdleConnections();
  // Event streams never end by themselves; the browser reconnects to whoever comes next.
  setTimeout(() => {
    for (const each of servers) each.closeAllConnections();
  }, DRAIN_SECONDS * 1000).unref();
  await Promise.all(closed);
  await app.close();
  await notifier().flush();
  stopFollowingClusters();
  await closePools();
});

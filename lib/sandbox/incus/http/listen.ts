import { rmSync } from "node:fs";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { connect, type Socket } from "node:net";
import { dirname } from "node:path";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import { WebSocketServer } from "ws";
import type { Cluster } from "../cluster";
import { ApiError } from "../errors";
import { type EventType, eventTypes } from "../events";
import { administrator, type Client, serverCertificate } from "../trust";
import { type Request, send, sendError } from "./reply";
import { route } from "./router";

const largestBody = 8 * 1024 * 1024;

export type Listening = { close(): Promise<void> };

/** Serves one cluster's protocol on its unix socket, and over HTTPS if its region has a port. Both or neither. */
export async function listen(cluster: Cluster): Promise<Listening> {
  const servers = [await listenOnSocket(cluster)];
  const { httpsPort } = cluster;
  const close = async () => {
    cluster.events.close();
    cluster.sessions.close();
    cluster.tokens.close();
    await Promise.all(servers.map(closeServer));
  };
  try {
    if (httpsPort !== null) servers.push(await listenOnTls(cluster, httpsPort));
  } catch (error) {
    await close();
    throw error;
  }
  return { close };
}

/** Anybody may connect: what a client may do follows from the certificate that it shows. */
async function listenOnTls(cluster: Cluster, port: number): Promise<Server> {
  const own = await serverCertificate(dirname(cluster.socketPath));
  const server = createTlsServer(
    { ...own, requestCert: true, rejectUnauthorized: false },
    answering(cluster),
  );
  return begin(cluster, server, (ready) => server.listen(port, "127.0.0.1", ready));
}

/** Refuses a socket that a living sandbox has. */
async function listenOnSocket(cluster: Cluster): Promise<Server> {
  const path = cluster.socketPath;
  if (Buffer.byteLength(path) > 107) {
    throw new Error(
      `The socket path ${path} is longer than the 107 bytes a unix socket may have; choose a shorter data folder.`,
    );
  }
  if (await answers(path)) {
    throw new Error(
      `Another Incus sandbox is already listening on ${path}; stop it or choose another data folder.`,
    );
  }
  rmSync(path, { force: true });
  const server = createServer(answering(cluster));
  return begin(cluster, server, (ready) => server.listen(path, ready));
}

function answering(cluster: Cluster): RequestListener {
  return (request, response) => {
    handle(cluster, request).then(
      (reply) => {
        if (reply.kind === "async" && reply.drop) request.socket.destroy();
        else send(response, reply);
      },
      (error: unknown) => {
        const status = error instanceof ApiError ? error.status : 500;
        sendError(response, status, error instanceof Error ? error.message : String(error));
      },
    );
  };
}

/** Websockets included; throws when the address cannot be had. */
async function begin<S extends Server>(
  cluster: Cluster,
  server: S,
  open: (ready: () => void) => void,
): Promise<S> {
  const sockets = new WebSocketServer({ noServer: true });
  server.on("upgrade", (request, socket, head) => upgrade(cluster, sockets, request, socket, head));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    open(resolve);
  });
  return server;
}

/** Who is at the other end of the connection. */
function clientOf(cluster: Cluster, socket: Duplex): Client {
  if (!(socket instanceof TLSSocket)) return administrator;
  return cluster.trust.clientOf(socket.getPeerX509Certificate() ?? null);
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket: Socket = connect(path);
    socket.on("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}

async function handle(cluster: Cluster, incoming: IncomingMessage) {
  const url = new URL(incoming.url ?? "/", "http://sandbox");
  const request: Request = {
    method: incoming.method ?? "GET",
    path: url.pathname,
    query: url.searchParams,
    body: await readBody(incoming),
    ifMatch: incoming.headers["if-match"] ?? null,
    client: clientOf(cluster, incoming.socket),
  };
  return route(cluster, request);
}

async function readBody(incoming: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > largestBody) throw new ApiError(413, "Request body too large");
    chunks.push(bytes);
  }
  // A file's content, which may be empty.
  if (incoming.headers["content-type"] === "application/octet-stream")
    return Buffer.concat(chunks).toString("utf8");
  if (length === 0) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    throw new ApiError(400, "invalid character in the JSON of the request");
  }
}

function upgrade(
  cluster: Cluster,
  sockets: WebSocketServer,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  const url = new URL(request.url ?? "/", "http://sandbox");
  const secret = url.searchParams.get("secret") ?? "";
  if (/^\/1\.0\/operations\/[^/]+\/websocket$/.test(url.pathname) && cluster.sessions.admits(secret)) {
    sockets.handleUpgrade(request, socket, head, (client) => cluster.sessions.connect(secret, client));
    return;
  }
  const asked = url.searchParams.get("type")?.split(",").filter(Boolean) ?? [];
  const types = asked.length === 0 ? eventTypes : eventTypes.filter((type) => asked.includes(type));
  const unknown = asked.find((name) => !eventTypes.some((type: EventType) => type === name));
  const client = clientOf(cluster, socket);
  if (!client.trusted || client.restricted) {
    refuse(socket, "403 Forbidden");
    return;
  }
  if (url.pathname !== "/1.0/events" || unknown !== undefined) {
    refuse(socket, unknown === undefined ? "404 Not Found" : "400 Bad Request");
    return;
  }
  sockets.handleUpgrade(request, socket, head, (client) => cluster.events.add(client, types));
}

/** The client may have gone already: then nobody reads the answer. */
function refuse(socket: Duplex, status: string): void {
  socket.on("error", () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
}

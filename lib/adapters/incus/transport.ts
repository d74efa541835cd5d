import { request as httpRequest } from "node:http";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { WebSocket } from "ws";
import type { ClusterAddress } from "@/lib/ports/clusters";
import { ComputeError } from "@/lib/ports/compute";
import { type Identity, pinnedConnection } from "./tls";

export type RawAnswer = { status: number; etag: string | null; body: string };

/** How requests reach the daemon: over whatever connection it is, the same HTTP and the same websockets. */
export type Transport = {
  request(
    method: string,
    path: string,
    options: { body?: unknown; ifMatch?: string | null; timeoutMs: number },
  ): Promise<RawAnswer>;
  websocket(path: string): WebSocket;
};

/** Opens one connection; over TLS it is handed on only when the server has shown the right certificate. */
export type Connect = (done: (error: Error | null, socket?: Socket) => void) => void;

// No answer of the daemon comes near this; whatever does is not the daemon.
const largestAnswer = 64 * 1024 * 1024;

/** `identity` is asked for once per HTTPS connection; a unix socket needs none. */
export function transportTo(
  address: ClusterAddress,
  identity: () => Promise<Identity> = noIdentity,
): Transport {
  if (address.kind === "unix") {
    const socketPath = join(address.folder, "unix.socket");
    return transportOver(socketPath, (done) => done(null, connect(socketPath)));
  }
  const name = `https://${address.host.includes(":") ? `[${address.host}]` : address.host}:${address.port}`;
  return transportOver(name, pinnedConnection(address, identity));
}

async function noIdentity(): Promise<never> {
  throw new ComputeError("unreachable", "a cluster over HTTPS needs a client certificate", false);
}

function transportOver(name: string, open: Connect): Transport {
  const unreachable = (error: Error) =>
    error instanceof ComputeError
      ? error
      : new ComputeError("unreachable", `${name}: ${error.message}`, true);
  // Node takes a connection that comes later by its callback; its types know only the one that is there at once.
  const createConnection = (_: unknown, done?: (error: Error | null, socket: Socket) => void) => {
    open((error, socket) => done?.(error, socket as Socket));
    return undefined as unknown as Socket;
  };
  return {
    request: (method, path, { body, ifMatch, timeoutMs }) =>
      new Promise((resolve, reject) => {
        const payload = body === undefined ? null : JSON.stringify(body);
        const request = httpRequest({
          createConnection,
          method,
          path,
          headers: {
            host: "incus",
            ...(payload === null
              ? {}
              : { "content-type": "application/json", "content-length": Buffer.byteLength(payload) }),
            ...(ifMatch ? { "if-match": ifMatch } : {}),
          },
        });
        const give = (error: ComputeError) => {
          reject(error);
          request.destroy();
        };
        const late = setTimeout(() => {
          give(new ComputeError("timeout", `${method} ${path}: no answer within ${timeoutMs} ms`, true));
        }, timeoutMs);
        request.on("close", () => clearTimeout(late));
        request.on("error", (error) => give(unreachable(error)));
        request.on("response", (response) => {
          const chunks: Buffer[] = [];
          let length = 0;
          response.on("data", (chunk: Buffer) => {
            length += chunk.length;
            if (length > largestAnswer)
              give(new ComputeError("failed", `${path}: the answer is too large`, false));
            else chunks.push(chunk);
          });
          response.on("error", (error) => give(unreachable(error)));
          response.on("end", () =>
            resolve({
              status: response.statusCode ?? 0,
              etag: response.headers.etag ?? null,
              body: Buffer.concat(chunks).toString("utf8"),
            }),
          );
        });
        request.end(payload ?? undefined);
      }),
    // A URL of the form ws+unix: would not survive a folder with a space or a colon in its name.
    websocket: (path) => new WebSocket(`ws://incus${path}`, { createConnection, perMessageDeflate: false }),
  };
}

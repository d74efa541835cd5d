import { type ClientRequest, request as httpRequest, type IncomingMessage } from "node:http";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { WebSocket } from "ws";
import type { ClusterAddress } from "@/lib/ports/clusters";
import { ComputeError } from "@/lib/ports/compute";
import { type Connect, KeptConnections } from "./connections";
import { Gate } from "./gate";
import { type Identity, pinnedConnection } from "./tls";

export type RawAnswer = { status: number; etag: string | null; body: string };

type RequestOptions = {
  body?: unknown;
  /** Instead of a body: the content of a file in a machine, owned by its root. */
  file?: { content: string; mode: string };
  ifMatch?: string | null;
  timeoutMs: number;
  /** A question whose answer the daemon gives once: it must not be asked twice. */
  once?: boolean;
};

/** How requests reach the daemon: over whatever connection it is, the same HTTP and the same websockets. */
export type Transport = {
  request(method: string, path: string, options: RequestOptions): Promise<RawAnswer>;
  websocket(path: string): WebSocket;
};

// No answer of the daemon comes near this; whatever does is not the daemon.
const largestAnswer = 64 * 1024 * 1024;
// More at once only make the daemon slower, and each costs it a handshake.
const mostAtOnce = 64;

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

/**
 * Questions share connections that are kept; a change has one of its own. For a kept connection may have died with a
 * daemon that restarted, which is noticed only by using it: a question is then simply asked again, but of a change
 * nobody could say whether it had been carried out.
 */
function transportOver(name: string, open: Connect): Transport {
  const unreachable = (error: Error) =>
    error instanceof ComputeError
      ? error
      : new ComputeError("unreachable", `${name}: ${error.message}`, true);
  const kept = new KeptConnections(open);
  const gate = new Gate(mostAtOnce);
  const createConnection = kept.createConnection.bind(kept) as (...args: unknown[]) => Socket;

  function attempt(method: string, path: string, options: RequestOptions, agent: KeptConnections | null) {
    const { ifMatch, timeoutMs } = options;
    const { payload, headers } = payloadOf(options);
    const request = httpRequest({
      ...(agent ? { agent } : { createConnection }),
      method,
      path,
      headers: {
        host: "incus",
        ...headers,
        ...(payload === null ? {} : { "content-length": Buffer.byteLength(payload) }),
        ...(ifMatch ? { "if-match": ifMatch } : {}),
      },
    });
    const answer = answerOf(request, timeoutMs, `${method} ${path}`);
    request.end(payload ?? undefined);
    return { request, answer };
  }

  return {
    request: (method, path, options) => {
      const until = performance.now() + options.timeoutMs;
      const left = () => ({ ...options, timeoutMs: Math.max(0, until - performance.now()) });
      const repeatable = method === "GET" && options.once !== true;
      return gate.pass(async () => {
        const first = attempt(method, path, left(), repeatable ? kept : null);
        try {
          return await first.answer;
        } catch (error) {
          kept.forgetIdle();
          const died = first.request.reusedSocket && !(error instanceof ComputeError);
          if (!died) throw unreachable(asError(error));
          return await attempt(method, path, left(), null).answer.catch((again: unknown) => {
            throw unreachable(asError(again));
          });
        }
      });
    },
    // A URL of the form ws+unix: would not survive a folder with a space or a colon in its name.
    websocket: (path) => new WebSocket(`ws://incus${path}`, { createConnection, perMessageDeflate: false }),
  };
}

function payloadOf({ body, file }: RequestOptions): {
  payload: string | null;
  headers: Record<string, string>;
} {
  if (file) {
    const attributes = { type: "file", uid: "0", gid: "0", mode: file.mode, write: "overwrite" };
    // Either server reads its own and ignores the other's.
    const named = ["x-lxd-", "x-incus-"].flatMap((server) =>
      Object.entries(attributes).map(([name, value]) => [server + name, value]),
    );
    const headers = { ...Object.fromEntries(named), "content-type": "application/octet-stream" };
    return { payload: file.content, headers };
  }
  if (body === undefined) return { payload: null, headers: {} };
  return { payload: JSON.stringify(body), headers: { "content-type": "application/json" } };
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

/** Rejects with a ComputeError for what the daemon did, and with the connection's own error for what that did. */
function answerOf(request: ClientRequest, timeoutMs: number, what: string): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const give = (error: Error) => {
      reject(error);
      request.destroy();
    };
    const late = setTimeout(() => {
      give(new ComputeError("timeout", `${what}: no answer within ${Math.round(timeoutMs)} ms`, true));
    }, timeoutMs);
    request.on("close", () => clearTimeout(late));
    request.on("error", give);
    request.on("response", (response: IncomingMessage) => {
      const chunks: Buffer[] = [];
      let length = 0;
      response.on("data", (chunk: Buffer) => {
        length += chunk.length;
        if (length > largestAnswer)
          give(new ComputeError("failed", `${what}: the answer is too large`, false));
        else chunks.push(chunk);
      });
      response.on("error", give);
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          etag: response.headers.etag ?? null,
          body: Buffer.concat(chunks).toString("utf8"),
        }),
      );
    });
  });
}

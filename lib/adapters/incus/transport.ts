import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { WebSocket } from "ws";
import { ComputeError } from "@/lib/ports/compute";

export type RawAnswer = { status: number; etag: string | null; body: string };

/**
 * How requests reach the daemon. Only this file knows it is a unix socket; HTTPS with a client certificate is
 * another value of the same type.
 */
export type Transport = {
  request(
    method: string,
    path: string,
    options: { body?: unknown; ifMatch?: string | null; timeoutMs: number },
  ): Promise<RawAnswer>;
  websocket(path: string): WebSocket;
};

// No answer of the daemon comes near this; whatever does is not the daemon.
const largestAnswer = 64 * 1024 * 1024;

export function unixTransport(socketPath: string): Transport {
  return {
    request: (method, path, { body, ifMatch, timeoutMs }) =>
      new Promise((resolve, reject) => {
        const payload = body === undefined ? null : JSON.stringify(body);
        const request = httpRequest({
          socketPath,
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
        request.on("error", (error) => give(unreachable(socketPath, error)));
        request.on("response", (response) => {
          const chunks: Buffer[] = [];
          let length = 0;
          response.on("data", (chunk: Buffer) => {
            length += chunk.length;
            if (length > largestAnswer)
              give(new ComputeError("failed", `${path}: the answer is too large`, false));
            else chunks.push(chunk);
          });
          response.on("error", (error) => give(unreachable(socketPath, error)));
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
    websocket: (path) =>
      new WebSocket(`ws://incus${path}`, {
        createConnection: () => connect(socketPath),
        perMessageDeflate: false,
      }),
  };
}

function unreachable(socketPath: string, error: Error): ComputeError {
  return new ComputeError("unreachable", `${socketPath}: ${error.message}`, true);
}

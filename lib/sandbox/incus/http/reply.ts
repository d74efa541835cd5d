import type { ServerResponse } from "node:http";
import type { Operation } from "../operations";
import type { Client } from "../trust";

export type Request = {
  method: string;
  path: string;
  query: URLSearchParams;
  body: unknown;
  ifMatch: string | null;
  client: Client;
};

/** What a handler answers; the daemon's envelope is put around it here and nowhere else. */
export type Reply =
  | { kind: "sync"; metadata: unknown; etag?: string }
  | { kind: "async"; operation: Operation; drop: boolean }
  /** Without an envelope. */
  | { kind: "text"; text: string; type: "text/plain" | "application/octet-stream" };

export const sync = (metadata: unknown, etag?: string): Reply => ({
  kind: "sync",
  metadata,
  ...(etag === undefined ? {} : { etag }),
});

export const asyncReply = (operation: Operation, drop = false): Reply => ({ kind: "async", operation, drop });

export function send(response: ServerResponse, reply: Reply): void {
  if (reply.kind === "text") {
    response.writeHead(200, { "Content-Type": reply.type });
    response.end(reply.text);
    return;
  }
  if (reply.kind === "sync") {
    if (reply.etag !== undefined) response.setHeader("ETag", `"${reply.etag}"`);
    const envelope = {
      type: "sync",
      status: "Success",
      status_code: 200,
      operation: "",
      error_code: 0,
      error: "",
    };
    write(response, 200, { ...envelope, metadata: reply.metadata });
    return;
  }
  const url = `/1.0/operations/${reply.operation.id}`;
  response.setHeader("Location", url);
  write(response, 202, {
    type: "async",
    status: "Operation created",
    status_code: 100,
    operation: url,
    error_code: 0,
    error: "",
    metadata: reply.operation,
  });
}

export function sendError(response: ServerResponse, status: number, error: string): void {
  write(response, status, {
    type: "error",
    status: "",
    status_code: 0,
    operation: "",
    error_code: status,
    error,
    metadata: null,
  });
}

function write(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "Content-Type": "application/json" });
  response.end(`${JSON.stringify(body)}\n`);
}

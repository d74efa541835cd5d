import {
  type ClientRequest,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { type Duplex, pipeline } from "node:stream";
import { ComputeError } from "@/lib/ports/compute";
import { log } from "@/lib/server/log";
import type { Admitted } from "./admit";
import { bodyOf, type Outgoing, towardsBrowser, towardsGuest } from "./headers";
import type { NotebookState } from "./pages";
import { NothingListens, type TunnelAgent } from "./tunnel-agent";

/** How long a notebook may think before it answers. Long work happens in kernels, over WebSockets. */
const ANSWER_MS = 120_000;

export type Way = {
  agent: TunnelAgent;
  origin: string;
  token: Admitted["token"];
  /** Called with what ends this exchange from here; gives back what tells that it is over. */
  hold(cut: () => void): () => void;
};

/** Carries one request into the machine and its answer back. `refuse` says what went wrong, if nothing was said yet. */
export function forward(
  request: IncomingMessage,
  response: ServerResponse,
  way: Way,
  refuse: (state: NotebookState, error?: unknown) => void,
): void {
  const body = bodyOf(request.headersDistinct);
  // A connection that was kept may end in the moment in which it is used again; what changes nothing is asked once more.
  const repeatable = body === null && ["GET", "HEAD", "OPTIONS"].includes(request.method ?? "");
  let current: ClientRequest | undefined;
  const release = way.hold(() => {
    response.destroy();
    current?.destroy();
  });
  const send = (again: boolean) => {
    const upstream = ask(request, way, body ?? {});
    current = upstream;
    let late: ReturnType<typeof setTimeout> | undefined;
    // From when all has been asked: an upload takes as long as it takes.
    upstream.on("finish", () => {
      late = setTimeout(() => {
        refuse("slow");
        upstream.destroy();
      }, ANSWER_MS);
    });
    upstream.on("close", () => clearTimeout(late));
    upstream.on("response", (answer) => {
      clearTimeout(late);
      answered(answer, request, response);
    });
    upstream.on("error", (error) => {
      // Said already, by us or by the guest.
      if (response.writableEnded || response.destroyed) return;
      if (response.headersSent) response.destroy();
      else if (again && upstream.reusedSocket && !(error instanceof ComputeError)) send(false);
      else refuse(stateOf(error), error);
    });
    if (body === null) upstream.end();
    // Its errors are the request's, which are heard above.
    else pipeline(request, upstream, () => undefined);
  };
  response.on("close", () => {
    release();
    if (!response.writableFinished) current?.destroy();
  });
  send(repeatable);
}

function ask(request: IncomingMessage, way: Way, framing: Outgoing): ClientRequest {
  return httpRequest({
    agent: way.agent,
    method: request.method,
    path: request.url,
    setHost: false,
    headers: { ...towardsGuest(request.headersDistinct, way), ...framing },
  });
}

function answered(answer: IncomingMessage, request: IncomingMessage, response: ServerResponse): void {
  const { statusCode = 502, statusMessage, headersDistinct } = answer;
  const [length] = headersDistinct["content-length"] ?? [];
  const chunked = headersDistinct["transfer-encoding"] !== undefined;
  try {
    response.writeHead(statusCode, statusMessage, {
      ...towardsBrowser(headersDistinct),
      ...(length === undefined || chunked ? {} : { "content-length": length }),
    });
  } catch (error) {
    // What a browser could not be told either.
    answer.destroy();
    response.destroy();
    log.warn("a notebook's answer was not passed on", { path: request.url, error: String(error) });
    return;
  }
  // An answer that breaks off is broken off, so that nobody takes it for whole.
  pipeline(answer, response, () => undefined);
}

/** The same for a WebSocket: after both sides have agreed its bytes are theirs. */
export function forwardUpgrade(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  way: Way,
  refuse: (state: NotebookState, error?: unknown) => void,
): void {
  const upstream = ask(request, way, { connection: "Upgrade", upgrade: "websocket" });
  let inside: Duplex | undefined;
  const cut = () => {
    socket.destroy();
    inside?.destroy();
    upstream.destroy();
  };
  const release = way.hold(cut);
  const late = setTimeout(() => {
    refuse("slow");
    upstream.destroy();
  }, ANSWER_MS);
  socket.on("close", () => {
    clearTimeout(late);
    release();
    cut();
  });
  upstream.on("upgrade", (answer, connection, first) => {
    clearTimeout(late);
    inside = connection;
    connection.on("error", cut).on("close", cut);
    if (head.length > 0) connection.write(head);
    socket.write(headOf(answer, { connection: "Upgrade", upgrade: "websocket" }));
    if (first.length > 0) socket.write(first);
    socket.pipe(connection).pipe(socket);
  });
  upstream.on("response", (answer) => {
    clearTimeout(late);
    answer.destroy();
    socket.end(headOf(answer, { connection: "close", "content-length": "0" }));
  });
  upstream.on("error", (error) => {
    clearTimeout(late);
    if (inside) cut();
    else refuse(stateOf(error), error);
  });
  upstream.end();
}

function headOf(answer: IncomingMessage, framing: Outgoing): string {
  const headers = Object.entries({ ...towardsBrowser(answer.headersDistinct), ...framing });
  const lines = headers.flatMap(([name, values]) => [values].flat().map((value) => `${name}: ${value}`));
  return `HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}\r\n${lines.join("\r\n")}\r\n\r\n`;
}

function stateOf(error: Error): NotebookState {
  if (error instanceof NothingListens) return "starting";
  if (error instanceof ComputeError || "code" in error) return "unreachable";
  return "unexpected";
}

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";
import { labPage } from "./page";

/** A machine's notebook, as far as one is simulated. */
export type NotebookFacts = {
  hostname: string;
  /** What it was told to ask for; null: it made one up that nobody knows. */
  token: string | null;
};

const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });

/**
 * The notebook server inside a simulated machine: Jupyter's addresses and its token, a page with one cell, and a kernel
 * that says back what it gets. It has no port: connections are handed to it.
 */
export function notebookServer(facts: () => NotebookFacts): Server {
  const server = createServer((request, response) => {
    if (!admitted(request, facts())) return refuse(response);
    answer(request, response, facts());
  });
  server.on("upgrade", (request, socket, head) => {
    if (!admitted(request, facts()) || !/^\/api\/kernels\/[^/]+\/channels$/.test(pathOf(request)))
      return void socket.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    sockets.handleUpgrade(request, socket, head, serveKernel);
  });
  return server;
}

const pathOf = ({ url = "/" }: IncomingMessage): string => url.split("?")[0] ?? "/";

function admitted({ headers, url = "" }: IncomingMessage, { token }: NotebookFacts): boolean {
  if (token === null) return false;
  const given = /^token (.+)$/.exec(headers.authorization ?? "")?.[1];
  return given === token || new URLSearchParams(url.split("?")[1] ?? "").get("token") === token;
}

function refuse(response: ServerResponse): void {
  response.writeHead(403, { "content-type": "text/plain; charset=utf-8" });
  response.end("Simulated JupyterLab: this needs the token that the server was started with.\n");
}

function answer(request: IncomingMessage, response: ServerResponse, { hostname }: NotebookFacts): void {
  const path = pathOf(request);
  if (path === "/") response.writeHead(302, { location: "/lab" }).end();
  else if (path === "/lab") {
    response.setHeader("set-cookie", "_xsrf=simulated; Path=/");
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(labPage(hostname));
  } else if (path === "/api/status") json(response, 200, { simulated: true, kernels: 1, connections: 1 });
  else if (path === "/api/simulated/echo" && request.method === "POST") {
    // What was sent comes back, byte by byte as it arrives.
    response.writeHead(200, { "content-type": "application/octet-stream" });
    request.pipe(response);
  } else json(response, 404, { message: "A simulated notebook server has no such page" });
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

function serveKernel(socket: WebSocket): void {
  let count = 0;
  socket.on("error", () => socket.terminate());
  socket.on("message", (data, binary) => {
    if (binary) return socket.send(data);
    count += 1;
    const text = `Simulated kernel, nothing was run. It received: ${codeOf(String(data))}`;
    socket.send(JSON.stringify({ count, text }));
  });
}

function codeOf(message: string): string {
  try {
    return String(JSON.parse(message).code);
  } catch {
    return message;
  }
}

import type { RawData, WebSocket } from "ws";
import { type TerminalMessage, type TerminalRequest, terminalRequest } from "@/lib/contracts/terminal";
import { log } from "@/lib/server/log";
import type { KeptShell, Viewer } from "./kept-shell";
import { type Asker, findShell, openShell } from "./shells";

/** Codes of our own, 4000 and up, are not tried again by the page. */
const ENDED = 4000;
const BAD_MESSAGE = 1008;
const HEARTBEAT_MS = 20_000;
/** Typed or pasted, and not yet taken by the provider: above, the page's socket waits. */
const MOST_PENDING = 256 * 1024;

/** One page's connection to a terminal: from its first message to either side's end. */
export function serveTerminal(socket: WebSocket, asker: Asker, instanceId: string): void {
  let shell: KeptShell | null = null;
  let asked = false;
  let pending = 0;
  let alive = true;

  const say = (message: TerminalMessage) => socket.send(JSON.stringify(message));
  const viewer: Viewer = {
    begin: (token, from, fresh) => say({ type: "shell", shell: token, from, fresh }),
    output: (data) => socket.send(data),
    end: (reason, exitCode) => {
      say({ type: "end", reason, exitCode });
      socket.close(ENDED, reason);
    },
  };

  const open = async (request: Extract<TerminalRequest, { type: "open" }>) => {
    const { columns, rows, seen } = request;
    const kept = request.shell && findShell(request.shell, asker.session.actor.sessionId, instanceId);
    // A page that has shown a shell asks for that one; another in its place would be a surprise.
    if (request.shell && !kept) return viewer.end("gone", null);
    const opened = kept || (await openShell(asker, instanceId, { columns, rows }));
    if (typeof opened === "string") return viewer.end(opened, null);
    shell = opened;
    shell.attach(viewer, seen, { columns, rows });
    if (socket.readyState !== socket.OPEN) shell.detach(viewer);
  };

  const type = (data: Buffer) => {
    if (!shell) return;
    pending += data.length;
    if (pending > MOST_PENDING) socket.pause();
    void shell.write(data).then(() => {
      pending -= data.length;
      if (pending <= MOST_PENDING) socket.resume();
    });
  };

  const obey = (request: TerminalRequest) => {
    if (request.type === "resize") shell?.resize(request);
    else if (request.type === "seen") shell?.seen(request.seen);
    else if (!asked) {
      asked = true;
      open(request).catch((error: unknown) => {
        log.unexpected("a terminal was not opened", error, { instanceId });
        viewer.end("unreachable", null);
      });
    }
  };

  socket.on("message", (data, binary) => {
    alive = true;
    if (binary) return type(bytes(data));
    const request = readRequest(data);
    if (request) obey(request);
    else socket.close(BAD_MESSAGE);
  });
  socket.on("pong", () => {
    alive = true;
  });
  const heartbeat = setInterval(() => {
    if (!alive) return socket.terminate();
    alive = false;
    socket.ping();
  }, HEARTBEAT_MS);
  // Every error is followed by "close".
  socket.on("error", () => undefined);
  socket.on("close", () => {
    clearInterval(heartbeat);
    shell?.detach(viewer);
  });
}

const bytes = (data: RawData): Buffer =>
  Buffer.isBuffer(data) ? data : Buffer.concat([data].flat().map((part) => new Uint8Array(part)));

function readRequest(data: RawData): TerminalRequest | null {
  try {
    return terminalRequest.parse(JSON.parse(bytes(data).toString("utf8")));
  } catch {
    return null;
  }
}

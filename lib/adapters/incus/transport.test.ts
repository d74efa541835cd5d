import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type Transport, transportTo } from "./transport";

type Answer = (request: IncomingMessage, response: ServerResponse, nth: number) => void;
const ok: Answer = (_, response) => response.end("{}");
/** As a daemon that went away while the connection was idle: the request arrives nowhere. */
const gone: Answer = (request) => request.socket.destroy();

let folder: string;
let daemon: Daemon;
let transport: Transport;

/** A daemon that counts; `answer` is told which request on its connection this is. */
class Daemon {
  connections = 0;
  open = 0;
  mostOpen = 0;
  asked: string[] = [];
  answer: Answer = ok;
  private readonly server: Server;

  constructor() {
    const served = new WeakMap<object, number>();
    this.server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
      const nth = (served.get(request.socket) ?? 0) + 1;
      served.set(request.socket, nth);
      this.asked.push(`${request.method} ${request.url}`);
      this.answer(request, response, nth);
    });
    this.server.on("connection", (socket) => {
      this.connections += 1;
      this.open += 1;
      this.mostOpen = Math.max(this.mostOpen, this.open);
      socket.on("close", () => {
        this.open -= 1;
      });
    });
  }

  async start(): Promise<this> {
    this.server.listen(join(folder, "unix.socket"));
    await once(this.server, "listening");
    return this;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "wire "));
  daemon = await new Daemon().start();
  transport = transportTo({ kind: "unix", folder });
});
afterEach(async () => {
  await daemon.stop();
  rmSync(folder, { recursive: true });
});

const ask = (path = "/1.0", extra: { once?: boolean; timeoutMs?: number } = {}) =>
  transport.request("GET", path, { timeoutMs: 5000, ...extra });
const change = (method = "POST") =>
  transport.request(method, "/1.0/instances", { body: {}, timeoutMs: 5000 });

it("asks one question after the other on one connection, and changes on their own", async () => {
  for (let count = 0; count < 5; count += 1) expect((await ask()).status).toBe(200);
  expect(daemon.connections).toBe(1);
  for (const method of ["POST", "PUT", "PATCH", "DELETE"]) await change(method);
  expect(daemon.connections).toBe(5);
  await ask();
  expect(daemon.connections).toBe(5);
});

it("opens so many at once and no more, and every question has its answer", async () => {
  daemon.answer = (_, response) => setImmediate(() => response.end("{}"));
  const answers = await Promise.all(Array.from({ length: 500 }, () => ask()));
  expect(answers.every(({ status }) => status === 200)).toBe(true);
  expect(daemon.mostOpen).toBeGreaterThan(1);
  expect(daemon.mostOpen).toBeLessThanOrEqual(64);
});

it("asks again when a kept connection turns out to be dead, once, on a new one", async () => {
  await ask();
  daemon.answer = (request, response, nth) => (nth > 1 ? gone : ok)(request, response, nth);
  expect((await ask("/1.0/instances")).status).toBe(200);
  expect(daemon.asked).toEqual(["GET /1.0", "GET /1.0/instances", "GET /1.0/instances"]);
  expect(daemon.connections).toBe(2);
  await ask();
  daemon.answer = gone;
  await expect(ask("/1.0/images")).rejects.toMatchObject({ code: "unreachable", retry: true });
  expect(daemon.asked.filter((line) => line.endsWith("images"))).toHaveLength(2);
});

it("sends a change once, and says that nobody knows when its connection dies", async () => {
  await ask();
  daemon.answer = gone;
  await expect(change()).rejects.toMatchObject({ code: "unreachable", retry: true });
  expect(daemon.asked.filter((line) => line.startsWith("POST"))).toHaveLength(1);
});

it("asks once what the daemon gives once", async () => {
  await ask();
  daemon.answer = gone;
  await expect(ask("/console", { once: true })).rejects.toMatchObject({ code: "unreachable" });
  expect(daemon.asked.filter((line) => line.endsWith("console"))).toHaveLength(1);
});

it("carries a change out right after the daemon was away", async () => {
  await Promise.all([ask(), ask(), ask()]);
  await daemon.stop();
  await expect(ask()).rejects.toMatchObject({ code: "unreachable" });
  daemon = await new Daemon().start();
  expect((await change()).status).toBe(200);
  expect((await ask()).status).toBe(200);
  expect(daemon.asked).toEqual(["POST /1.0/instances", "GET /1.0"]);
});

it("gives up on a silent daemon in time, also for what still waits for its turn", async () => {
  daemon.answer = () => undefined;
  const answers = await Promise.allSettled(
    Array.from({ length: 200 }, () => ask("/1.0", { timeoutMs: 200 })),
  );
  for (const answer of answers) expect(answer).toMatchObject({ reason: { code: "timeout", retry: true } });
  // What waited longer than it may was never sent.
  expect(daemon.asked.length).toBeLessThan(100);
});

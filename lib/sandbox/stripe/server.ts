import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { answerApi } from "./api";
import { Store } from "./core/store";
import { type Settings, World } from "./core/world";
import { servePage } from "./pages/serve";
import { forgetOld, moveLinks } from "./payments/housekeeping";
import { doWhatIsDue } from "./payments/later";
import { Deliveries } from "./webhooks";

export type SandboxOptions = Partial<Settings> & {
  /** 0 takes any free port. */
  port?: number;
  /** Where the state is kept; null keeps it in memory. */
  directory?: string | null;
  clock?: () => Date;
  /** Deliver webhooks and do what is due without being told. Tests say false and call the methods. */
  automatic?: boolean;
};

export type StripeSandbox = {
  url: string;
  port: number;
  /** Sends every waiting webhook once, also those that wait for a retry. */
  deliverNow(): Promise<void>;
  /** Does what the clock says is due: delayed payments, expiring sessions, retries. */
  tick(): Promise<void>;
  close(): Promise<void>;
};

const BODY_LIMIT = 1_000_000;
const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;
const PAGE_HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-store",
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'none'",
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
};

async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > BODY_LIMIT) return null;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** A page elsewhere must not press the sandbox's buttons, nor reach it under a name of its own. */
function isForeign(request: IncomingMessage): boolean {
  const host = request.headers.host ?? "";
  if (!LOOPBACK.test(host)) return true;
  const origin = request.headers.origin;
  return request.method === "POST" && origin !== undefined && origin !== `http://${host}`;
}

function text(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(`${body}\n`);
}

async function handle(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://sandbox");
  const method = request.method ?? "GET";
  const body = await bodyOf(request);
  if (body === null) return text(response, 413, "The request is too large.");
  if (url.pathname.startsWith("/v1/")) {
    const query = url.search.slice(1);
    const answer = answerApi(world, { method, path: url.pathname, query, headers: request.headers, body });
    world.store.flush();
    response.writeHead(answer.status, answer.headers).end(answer.body);
    return;
  }
  if (isForeign(request)) return text(response, 403, "The sandbox answers on its own address only.");
  const page = servePage(world, method, url.pathname, body);
  world.store.flush();
  if ("location" in page) response.writeHead(303, { ...PAGE_HEADERS, location: page.location }).end();
  else response.writeHead(page.status, PAGE_HEADERS).end(method === "HEAD" ? undefined : page.body);
}

/**
 * Starts the sandbox on 127.0.0.1. What it knew before is there again when `directory` is the same.
 * Rejects when the port is taken or the directory cannot be written.
 */
export async function startStripeSandbox(options: SandboxOptions = {}): Promise<StripeSandbox> {
  const store = new Store(options.directory ?? null);
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", () => resolve());
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const world = new World(
    store,
    options.clock ?? (() => new Date()),
    {
      merchant: options.merchant ?? "Demonstration merchant",
      settleSeconds: options.settleSeconds ?? 60,
      bookSeconds: options.bookSeconds ?? 0,
      endpoint: options.endpoint ?? null,
    },
    url,
  );
  moveLinks(world);
  forgetOld(world);
  store.compact(url);
  const deliveries = new Deliveries(world);
  const tick = async () => {
    doWhatIsDue(world);
    store.flush();
    if (store.journalIsLong) {
      forgetOld(world);
      store.compact(url);
    }
    await deliveries.deliver();
  };

  const background = () => {
    tick().catch((error: unknown) => console.error(error));
  };

  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    handle(world, request, response)
      .catch((error: unknown) => {
        console.error(error);
        if (!response.headersSent) text(response, 500, "The sandbox failed. Its log has the details.");
      })
      .finally(() => {
        if (options.automatic !== false) background();
      });
  });
  const timer = options.automatic === false ? null : setInterval(background, 1000);
  return {
    url,
    port,
    deliverNow: () => deliveries.deliver(true),
    tick,
    close: async () => {
      if (timer !== null) clearInterval(timer);
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await deliveries.idle();
      store.compact(url);
    },
  };
}

// From a key to its echo: through the page's socket, our server, the provider's wire and the machine's shell, and back;
// beside a WebSocket server that only sends back what it gets.
import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Client } from "pg";
import { WebSocket, WebSocketServer } from "ws";
import { customerAccountId } from "@/drizzle/seed/demonstration/ids";
import { terminalPath } from "@/lib/contracts/terminal";
import { milliseconds, ratio, table } from "./support/print";
import { type Product, signIn, withProduct } from "./support/product";

const KEYS = 1_500;
const WARM_UP = 100;
/** Between two keys; nobody types faster. */
const KEY_PAUSE_MS = 5;

/** Keystroke echo on loopback, median and p95, in turns with a bare echo. */
export async function terminal(): Promise<void> {
  await withProduct(async (product) => {
    const cookie = await signIn(product);
    const shell = await openShell(product, cookie);
    const server = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: false });
    server.on("connection", (socket) => socket.on("message", (data) => socket.send(data)));
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const bare = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false });
    await once(bare, "open");
    const found = { shell: [] as number[], bare: [] as number[] };
    for (let key = 0; key < KEYS + WARM_UP; key += 1) {
      // A line that is wiped now and then, so that it never wraps.
      const wipe = key % 40 === 39;
      const [through, straight] = [
        await echo(shell, wipe ? "\u0015" : "x"),
        await echo(bare, wipe ? "\u0015" : "x"),
      ];
      if (key >= WARM_UP && !wipe) {
        found.shell.push(through);
        found.bare.push(straight);
      }
      await pause(KEY_PAUSE_MS);
    }
    for (const socket of [shell, bare]) socket.terminate();
    server.close();
    const figures = [0.5, 0.95].map((share) => [at(found.shell, share), at(found.bare, share)] as const);
    table(
      `From a key to its echo, ${found.shell.length} keys in turns, one web process, simulated machine`,
      ["", "p50", "p95"],
      [
        ["terminal", ...figures.map(([through]) => milliseconds(through))],
        ["bare echo", ...figures.map(([, straight]) => milliseconds(straight))],
        ["ratio", ...figures.map(([through, straight]) => ratio(through / straight))],
      ],
    );
  });
}

/** A shell of the demonstration's machine at its prompt. */
async function openShell({ url, data }: Product, cookie: string): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace("http", "ws")}${terminalPath(await runningInstance(data))}`, {
    headers: { cookie, origin: url },
    perMessageDeflate: false,
  });
  let shown = "";
  const atPrompt = new Promise<void>((resolve, reject) => {
    socket.on("message", (message, binary) => {
      if (!binary && message.toString().includes('"end"')) reject(new Error(message.toString()));
      if (binary) shown += message.toString();
      if (shown.endsWith("$ ")) resolve();
    });
    socket.on("error", reject);
  });
  await once(socket, "open");
  socket.send(JSON.stringify({ type: "open", shell: null, seen: 0, columns: 120, rows: 40 }));
  await atPrompt;
  let seen = shown.length;
  socket.on("message", (message, binary) => {
    if (!binary) return;
    seen += Buffer.byteLength(message.toString());
    socket.send(JSON.stringify({ type: "seen", seen }));
  });
  return socket;
}

async function runningInstance(data: string): Promise<string> {
  const { database } = JSON.parse(readFileSync(join(data, "endpoints.json"), "utf8")) as { database: string };
  const client = new Client({ connectionString: database });
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string }>(
      "select id from instances where state = 'running' and account_id = $1 limit 1",
      [customerAccountId],
    );
    if (!rows[0]) throw new Error("the demonstration has no running instance");
    return rows[0].id;
  } finally {
    await client.end();
  }
}

async function echo(socket: WebSocket, key: string): Promise<number> {
  const since = performance.now();
  const heard = once(socket, "message");
  socket.send(Buffer.from(key));
  await heard;
  return performance.now() - since;
}

const at = (figures: number[], share: number): number =>
  figures.toSorted((a, b) => a - b)[Math.floor(share * figures.length)] ?? Number.NaN;

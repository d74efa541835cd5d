// JavaScript over the wire, as a browser with an empty cache gets it, with what it fetches ahead.
import { existsSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { type Browser, chromium } from "@playwright/test";
import { ratio, table } from "./support/print";
import { signIn, withProduct } from "./support/product";

const CHROMIUM = "/usr/bin/chromium";
const QUIET_MS = 2_000;

/** Pages and the most that they may weigh, in kB (1000 bytes) of compressed script. */
const PAGES: [path: string, aim: number][] = [
  ["/", 155],
  ["/sign-in", 155],
  ["/gpus", 170],
  ...[
    "/console",
    "/console/launch",
    "/console/instances",
    "/console/ssh-keys",
    "/console/billing",
    "/console/usage",
    "/console/activity",
    "/console/help",
    "/console/settings",
  ].map((path): [string, number] => [path, 205]),
];

type Load = { bytes: number; files: { name: string; bytes: number }[] };

/** Each page in a browser that knows nothing; console pages with a session. */
export async function weight(): Promise<void> {
  await withProduct(async (product) => {
    const cookie = await signIn(product);
    const browser = await chromium.launch({
      ...(existsSync(CHROMIUM) ? { executablePath: CHROMIUM } : {}),
      // Chromium's own sandbox does not work for root.
      args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
    });
    try {
      const rows: string[][] = [];
      for (const [path, aim] of PAGES) {
        const load = await visit(browser, product.url, path, path.startsWith("/console") ? cookie : null);
        const heaviest = load.files.sort((a, b) => b.bytes - a.bytes).slice(0, 4);
        rows.push([
          path,
          kilobytes(load.bytes),
          `${aim} kB`,
          ratio(load.bytes / (aim * 1000)),
          String(load.files.length),
          heaviest.map(({ bytes }) => Math.round(bytes / 1000)).join(" + "),
        ]);
      }
      table(
        "JavaScript over the wire, cold cache, prefetch included",
        ["", "script", "aim", "of the aim", "files", "heaviest, kB"],
        rows,
      );
    } finally {
      await browser.close();
    }
  });
}

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;

async function visit(browser: Browser, url: string, path: string, cookie: string | null): Promise<Load> {
  const context = await browser.newContext();
  try {
    if (cookie !== null)
      await context.addCookies(
        cookie.split("; ").map((pair) => {
          const at = pair.indexOf("=");
          return { name: pair.slice(0, at), value: pair.slice(at + 1), url };
        }),
      );
    const page = await context.newPage();
    const wire = await context.newCDPSession(page);
    await wire.send("Network.enable");
    const scripts = new Map<string, string>();
    const files: Load["files"] = [];
    let last = Date.now();
    wire.on("Network.responseReceived", ({ requestId, response }) => {
      if (response.mimeType.includes("javascript")) scripts.set(requestId, response.url);
    });
    wire.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
      const name = scripts.get(requestId);
      if (name === undefined) return;
      files.push({ name, bytes: encodedDataLength });
      last = Date.now();
    });
    await page.goto(`${url}${path}`, { waitUntil: "load" });
    // The live stream stays open, so the network as a whole is never idle.
    while (Date.now() - last < QUIET_MS) await pause(100);
    return { bytes: files.reduce((sum, { bytes }) => sum + bytes, 0), files };
  } finally {
    await context.close();
  }
}

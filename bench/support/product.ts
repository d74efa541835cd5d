import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { freePort } from "@/scripts/postgres/server.mjs";

export type Product = { url: string; data: string };

const ROOT = resolve(import.meta.dirname, "../..");
const LONGEST_START_MS = 20 * 60_000;

/** The whole product as `npm start` runs it, with demonstration data in a folder of the bench's own. */
export async function withProduct<T>(work: (product: Product) => Promise<T>): Promise<T> {
  const data = mkdtempSync(join(tmpdir(), "wattsecond-bench-"));
  // The database's user must be able to pass this folder.
  chmodSync(data, 0o711);
  try {
    return await whileRunning(ROOT, data, work);
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

/** The product of the clone at `root`, from when its page answers until `work` is done. */
export async function whileRunning<T>(
  root: string,
  data: string,
  work: (product: Product) => Promise<T>,
): Promise<T> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const { PATH, HOME } = process.env;
  // What npm start runs; a signal to npm itself would come through twice.
  const child = spawn(process.execPath, ["scripts/start.mjs"], {
    cwd: root,
    // Of the surroundings nothing but what a shell has: no setting of somebody's real product.
    env: { NODE_ENV: "production", PATH, HOME, PORT: String(port), WATTSECOND_DATA: data },
    stdio: ["ignore", "pipe", "pipe"],
    // Ctrl-C in the terminal reaches us alone, and we stop it in order.
    detached: true,
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      said = `${said}${chunk}`.slice(-4000);
    });
  const gone = once(child, "exit");
  try {
    for (const since = Date.now(); !existsSync(join(data, "endpoints.json")) || !(await answers(url)); ) {
      if (child.exitCode !== null) throw new Error(`npm start ended:\n${said}`);
      if (Date.now() - since > LONGEST_START_MS) throw new Error(`npm start takes too long:\n${said}`);
      await pause(50);
    }
    return await work({ url, data });
  } finally {
    if (child.exitCode === null) child.kill("SIGTERM");
    await gone;
  }
}

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    (response) => response.ok,
    () => false,
  );

/** Signs the demonstration's customer in; the cookie header of that session. */
export async function signIn({ url }: Product): Promise<string> {
  const asked = await fetch(`${url}/api/auth/csrf`);
  const { csrfToken } = (await asked.json()) as { csrfToken: string };
  const answer = await fetch(`${url}/api/auth/callback/credentials`, {
    method: "POST",
    redirect: "manual",
    headers: { cookie: cookiesOf(asked) },
    body: new URLSearchParams({ csrfToken, email: "dev@example.com", password: "wattsecond", json: "true" }),
  });
  const cookies = cookiesOf(answer);
  if (!cookies.includes("session")) throw new Error(`signing in answered ${answer.status} without a session`);
  return cookies;
}

const cookiesOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");

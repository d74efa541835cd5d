// npm run test:e2e [-- arguments of playwright]: the production build, started once as a user starts it, in a real
// Chromium; afterwards the ledger that the tests left is verified.
import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { freePort } from "./postgres/server.mjs";
import { ensureInstalled } from "./start/install.mjs";
import { ensureBrowser } from "./test/browser.mjs";

const root = resolve(import.meta.dirname, "..");
const START_MINUTES = 10;

process.chdir(root);
const say = (/** @type {string} */ line) => void process.stdout.write(`${line}\n`);
await ensureInstalled(root, say);
await ensureBrowser(root, say);

const folder = mkdtempSync(join(tmpdir(), "wattsecond-e2e-"));
// As root the database has a user of its own, who must be able to pass this folder.
chmodSync(folder, 0o711);
const data = join(folder, "data");
const port = await freePort();
/** @type {NodeJS.ProcessEnv} */
const env = { ...process.env, PORT: String(port), WATTSECOND_DATA: data };

/** @param {string} command @param {string[]} args @param {NodeJS.ProcessEnv} environment */
function run(command, args, environment) {
  const child = spawn(command, args, {
    cwd: root,
    env: environment,
    stdio: ["ignore", "inherit", "inherit"],
  });
  /** @type {Promise<number>} */
  const ended = new Promise((done) => {
    child.once("error", () => done(1));
    child.once("exit", (code) => done(code ?? 1));
  });
  return { child, ended };
}

const product = run(process.execPath, ["scripts/start.mjs"], env);
let ended = false;
void product.ended.then(() => {
  ended = true;
});
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => product.child.kill("SIGTERM"));

/** @returns {Promise<number>} */
async function test() {
  const endpoints = join(data, "endpoints.json");
  for (const since = Date.now(); !existsSync(endpoints); await pause(200)) {
    if (ended || Date.now() - since > START_MINUTES * 60_000) {
      say("The product did not start.");
      return 1;
    }
  }
  const { web, database } = JSON.parse(readFileSync(endpoints, "utf8"));
  const playwright = join(root, "node_modules/@playwright/test/cli.js");
  const tested = await run(process.execPath, [playwright, "test", ...process.argv.slice(2)], {
    ...env,
    E2E_WEB_URL: web,
  }).ended;
  say("\nVerifying the ledger that the tests left …");
  const verified = await run(process.execPath, ["--import", "tsx", "scripts/verify-ledger.ts"], {
    ...env,
    DATABASE_URL: database,
  }).ended;
  return tested || verified;
}

try {
  process.exitCode = await test();
} finally {
  product.child.kill("SIGTERM");
  await product.ended;
  if (process.exitCode === 0) rmSync(folder, { recursive: true, force: true });
  else say(`Logs are kept in ${join(data, "logs")}`);
}

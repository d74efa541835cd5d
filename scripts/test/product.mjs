// The production build, started once as a user starts it, for the browser's tests; afterwards the ledger that the tests
// left is verified.
import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { freePort } from "../postgres/server.mjs";

const START_MINUTES = 10;

/** @typedef {{ web: string, database: string, incus: Record<string, string> }} Endpoints */
/** What the tests of one run of Playwright are called, here and in their reports, and its arguments. @typedef {{ name: string, args: string[] }} Pass */

/**
 * Returns the exit code: 0 when every test passed and the ledger holds.
 * @param {object} options
 * @param {string} options.root
 * @param {(line: string) => void} options.say
 * @param {Record<string, string>} [options.settings] the operator's settings of this product
 * @param {Pass[]} options.passes one after the other; one that fails does not keep the next from running
 * @param {(endpoints: Endpoints, data: string) => Promise<boolean>} [options.prepare] once it runs; false: the tests make no sense
 * @returns {Promise<number>}
 */
export async function testProduct({ root, say, settings = {}, passes, prepare }) {
  const folder = mkdtempSync(join(tmpdir(), "wattsecond-e2e-"));
  // As root the database has a user of its own, who must be able to pass this folder.
  chmodSync(folder, 0o711);
  const data = join(folder, "data");
  const port = String(await freePort());
  /** @type {NodeJS.ProcessEnv} */
  const env = { ...process.env, ...settings, PORT: port, WATTSECOND_DATA: data };

  /** @param {string[]} args of node @param {NodeJS.ProcessEnv} environment */
  const run = (args, environment) => {
    const options = { cwd: root, env: environment };
    const child = spawn(process.execPath, args, { ...options, stdio: ["ignore", "inherit", "inherit"] });
    /** @type {Promise<number>} */
    const ended = new Promise((done) => {
      child.once("error", () => done(1));
      child.once("exit", (code) => done(code ?? 1));
    });
    return { child, ended };
  };

  const product = run(["scripts/start.mjs"], env);
  let ended = false;
  void product.ended.then(() => {
    ended = true;
  });
  const stop = () => product.child.kill("SIGTERM");
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, stop);

  /** @returns {Promise<number>} */
  const test = async () => {
    const file = join(data, "endpoints.json");
    for (const since = Date.now(); !existsSync(file); await pause(200)) {
      if (ended || Date.now() - since > START_MINUTES * 60_000) {
        say("The product did not start.");
        return 1;
      }
    }
    /** @type {Endpoints} */
    const endpoints = JSON.parse(readFileSync(file, "utf8"));
    if (prepare && !(await prepare(endpoints, data))) return 1;
    const cli = join(root, "node_modules/@playwright/test/cli.js");
    let tested = 0;
    for (const { name, args } of passes) {
      const environment = { ...env, E2E_WEB_URL: endpoints.web, E2E_PASS: name };
      tested = (await run([cli, "test", ...args], environment).ended) || tested;
    }
    say("\nVerifying the ledger that the tests left …");
    const verifying = ["--import", "tsx", "scripts/verify-ledger.ts"];
    const verified = await run(verifying, { ...env, DATABASE_URL: endpoints.database }).ended;
    return tested || verified;
  };

  let code = 1;
  try {
    code = await test();
  } finally {
    stop();
    await product.ended;
    for (const signal of ["SIGINT", "SIGTERM"]) process.off(signal, stop);
    if (code === 0) rmSync(folder, { recursive: true, force: true });
    else say(`Logs are kept in ${join(data, "logs")}`);
  }
  return code;
}

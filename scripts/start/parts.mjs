// The processes of the product: how each is run, and how one sees that it works.
import { existsSync } from "node:fs";
import { request } from "node:http";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

/** @typedef {import("./child.mjs").Definition} Definition */

const root = join(import.meta.dirname, "../..");
const require = createRequire(import.meta.url);
const LIFELINE = ["--import", pathToFileURL(join(import.meta.dirname, "lifeline.mjs")).href];
const TYPESCRIPT = ["--import", import.meta.resolve("tsx")];
/** A page or a batch makes megabytes that nobody needs a moment later: with more room they are never moved about. */
const ROOM = ["--max-semi-space-size=64"];

/**
 * Whether an HTTP server answers with less than 500.
 * @param {import("node:http").RequestOptions} options
 * @returns {Promise<boolean>}
 */
function answers(options) {
  return new Promise((done) => {
    const asked = request({ timeout: 2_000, ...options }, (response) => {
      response.resume();
      done((response.statusCode ?? 500) < 500);
    });
    asked.once("error", () => done(false));
    asked.once("timeout", () => asked.destroy());
    asked.end();
  });
}

/** @param {string} data @param {string} name */
const logOf = (data, name) => join(data, "logs", `${name}.log`);

/**
 * @param {string} data
 * @param {NodeJS.ProcessEnv} env
 * @param {{ smtp: number, web: number }} ports
 * @returns {Definition}
 */
export function mail(data, env, { smtp, web }) {
  const maildev = join(dirname(require.resolve("maildev/package.json")), "bin/maildev");
  const options = ["--ip", "127.0.0.1", "--smtp", String(smtp), "--web", String(web)];
  return {
    name: "The mail box",
    args: [...LIFELINE, maildev, ...options, "--mail-directory", join(data, "mail"), "--silent"],
    env,
    cwd: root,
    log: logOf(data, "mail"),
    healthy: () => answers({ host: "127.0.0.1", port: web, path: "/healthz" }),
  };
}

/**
 * @param {string} data
 * @param {NodeJS.ProcessEnv} env
 * @param {number} port
 * @returns {Definition}
 */
export function stripe(data, env, port) {
  return {
    name: "The payment sandbox",
    args: [...LIFELINE, ...TYPESCRIPT, join(root, "lib/sandbox/stripe/main.ts")],
    env,
    cwd: root,
    log: logOf(data, "stripe"),
    healthy: () => answers({ host: "127.0.0.1", port, path: "/v1/events" }),
  };
}

/**
 * @param {string} data
 * @param {NodeJS.ProcessEnv} env
 * @param {string[]} folders of the regions
 * @returns {Definition}
 */
export function incus(data, env, folders) {
  const works = (/** @type {string} */ folder) =>
    existsSync(join(folder, "unix.socket")) &&
    answers({ socketPath: join(folder, "unix.socket"), path: "/1.0" });
  return {
    name: "The machine sandbox",
    args: [...LIFELINE, ...TYPESCRIPT, join(root, "lib/sandbox/incus/main.ts")],
    env,
    cwd: root,
    log: logOf(data, "incus"),
    healthy: async () => (await Promise.all(folders.map(works))).every(Boolean),
  };
}

/**
 * @param {string} data
 * @param {NodeJS.ProcessEnv} env
 * @returns {Definition}
 */
export function worker(data, env) {
  return {
    name: "The worker",
    args: [...ROOM, ...LIFELINE, ...TYPESCRIPT, join(root, "lib/worker/main.ts")],
    env,
    cwd: root,
    log: logOf(data, "worker"),
    healthy: async (said) => said.has("ready"),
  };
}

/**
 * @param {string} data
 * @param {NodeJS.ProcessEnv} env
 * @param {{ host: string, port: number }} address
 * @returns {Definition}
 */
export function web(data, env, { host, port }) {
  return {
    name: "The web server",
    args: [...ROOM, ...LIFELINE, ...TYPESCRIPT, join(root, "lib/server/web.ts")],
    env,
    cwd: root,
    log: logOf(data, "web"),
    healthy: () => answers({ host: host === "0.0.0.0" ? "127.0.0.1" : host, port, path: "/api/health" }),
  };
}

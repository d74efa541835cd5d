// What a data folder remembers from one start to the next: secrets, ports, places.
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { freePort } from "../postgres/server.mjs";
import { takeLock } from "./lock.mjs";
import { Trouble } from "./trouble.mjs";

/**
 * @typedef {object} State
 * @property {string} deploymentId
 * @property {string} authSecret
 * @property {string} databasePassword
 * @property {string} stripeSecretKey
 * @property {string} stripeWebhookSecret
 * @property {Record<string, number>} ports
 * @property {string} [outside] a folder for what PostgreSQL's user could not reach in the clone or the data folder
 * @property {boolean} [databaseIsOutside]
 */

/** @param {string} file @param {unknown} content */
export function writeJson(file, content) {
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  renameSync(fresh, file);
}

/**
 * Like `mkdir -p`. Node's own recursive mkdir never returns where a file system refuses with ENOENT, as /proc does.
 * @param {string} folder
 */
function makeFolder(folder) {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder, { mode: 0o755 });
}

/**
 * Makes the data folder ours. Throws `Trouble` when it cannot be written or another running product uses it.
 * @param {string} data
 * @returns {() => void} gives it back
 */
export function occupy(data) {
  try {
    makeFolder(join(data, "logs"));
    // PostgreSQL's user must be able to pass the folder when we are root; nobody else needs to.
    if (process.getuid?.() !== 0) chmodSync(data, 0o700);
    chmodSync(join(data, "logs"), 0o700);
    const lock = takeLock(join(data, "lock"));
    if ("release" in lock) return lock.release;
    throw new Trouble(
      `WATTSECOND_DATA: the folder ${data} is in use by another running instance (process ${lock.owner}); stop that, or choose another folder.`,
    );
  } catch (error) {
    if (error instanceof Trouble) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Trouble(`WATTSECOND_DATA: the folder ${data} cannot be written (${reason}).`);
  }
}

const secret = (/** @type {number} */ bytes) => randomBytes(bytes).toString("hex");

/** Reads the state of the folder, and fills in what is not there yet. @param {string} data @returns {State} */
export function readState(data) {
  const file = join(data, "state.json");
  /** @type {Partial<State>} */
  let kept = {};
  try {
    kept = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT"))
      throw new Trouble(`WATTSECOND_DATA: ${file} cannot be read; without it the data beside it has no key.`);
  }
  /** @type {State} */
  const state = {
    deploymentId: `ws-${secret(5)}`,
    authSecret: secret(32),
    databasePassword: secret(24),
    stripeSecretKey: `sk_test_${secret(20)}`,
    stripeWebhookSecret: `whsec_${secret(20)}`,
    ports: {},
    ...kept,
  };
  writeJson(file, state);
  return state;
}

/** @param {number} port @param {string} host @returns {Promise<boolean>} */
export function isFree(port, host) {
  return new Promise((done) => {
    const probe = createServer();
    probe.once("error", () => done(false));
    probe.listen(port, host, () => probe.close(() => done(true)));
  });
}

/**
 * The port that the folder used last time for this, or a free one.
 * @param {string} data @param {State} state @param {string} name
 */
export async function rememberedPort(data, state, name) {
  const last = state.ports[name];
  if (last !== undefined && (await isFree(last, "127.0.0.1"))) return last;
  const port = await freePort();
  state.ports[name] = port;
  writeJson(join(data, "state.json"), state);
  return port;
}

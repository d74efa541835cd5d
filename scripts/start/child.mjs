// A process of the product under supervision: started, watched, started again, stopped.
import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, renameSync, statSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { Trouble } from "./trouble.mjs";

const STOP_SECONDS = 8;
const READY_SECONDS = 90;
const LARGEST_LOG = 10 * 1024 * 1024;
const LONGEST_BACKOFF = 30_000;
/** After so long a life a process that ends is started again without delay. */
const STEADY = 60_000;

/**
 * @typedef {object} Definition
 * @property {string} name
 * @property {string[]} args of node
 * @property {NodeJS.ProcessEnv} env
 * @property {string} cwd
 * @property {string} log
 * @property {(said: Set<string>) => Promise<boolean>} healthy given what the process has told us
 */
/**
 * @typedef {object} Supervised
 * @property {Promise<void>} ready rejects when the first start fails
 * @property {() => Promise<void>} stop
 * @property {() => void} kill
 */

/** Opens a log file for appending; a large one is put aside first. @param {string} file */
function openLog(file) {
  try {
    if (statSync(file).size > LARGEST_LOG) renameSync(file, `${file}.1`);
  } catch {
    // There is none yet.
  }
  return openSync(file, "a", 0o600);
}

/** @param {string} file */
const lastWords = (file) => readFileSync(file, "utf8").trimEnd().split("\n").slice(-6).join("\n");

/** @param {Definition} definition */
function launch({ args, cwd, env, log }) {
  const output = openLog(log);
  const child = spawn(process.execPath, args, {
    cwd,
    env,
    // Not in our process group: Ctrl-C in the terminal must reach us alone, so that things stop in order.
    detached: true,
    stdio: ["ignore", output, output, "ipc"],
  });
  closeSync(output);
  /** @type {Set<string>} */
  const said = new Set();
  child.on("message", (message) => said.add(String(message)));
  const life = { child, said, since: Date.now(), how: "", ended: Promise.resolve() };
  life.ended = new Promise((done) => {
    child.once("error", (error) => {
      life.how = error.message;
      done();
    });
    child.once("exit", (code, signal) => {
      life.how = signal ?? `code ${code}`;
      done();
    });
  });
  return life;
}

/**
 * Starts the process. Once it was healthy it is started again whenever it ends by itself.
 * @param {Definition} definition
 * @param {(line: string) => void} say
 * @returns {Supervised}
 */
export function supervise(definition, say) {
  const { name, log, healthy } = definition;
  let life = launch(definition);
  let stopping = false;

  async function becomeReady() {
    while (!(await healthy(life.said))) {
      if (stopping) return;
      if (life.how) throw new Trouble(`${name} did not start (${life.how}):\n${lastWords(log)}\n(${log})`);
      if (Date.now() - life.since > READY_SECONDS * 1000)
        throw new Trouble(`${name} does not answer after ${READY_SECONDS} s:\n${lastWords(log)}\n(${log})`);
      await pause(50);
    }
    void keepAlive();
  }

  async function keepAlive() {
    for (let failures = 0; ; ) {
      await life.ended;
      if (stopping) return;
      failures = Date.now() - life.since > STEADY ? 0 : failures + 1;
      const delay = Math.min(LONGEST_BACKOFF, failures * failures * 500);
      say(`${name} ended (${life.how}); starting it again in ${(delay / 1000).toFixed(1)} s. See ${log}`);
      await pause(delay);
      if (stopping) return;
      life = launch(definition);
    }
  }

  return {
    ready: becomeReady(),
    async stop() {
      stopping = true;
      const { child, ended } = life;
      child.kill("SIGTERM");
      const late = setTimeout(() => child.kill("SIGKILL"), STOP_SECONDS * 1000);
      await ended;
      clearTimeout(late);
    },
    kill() {
      stopping = true;
      life.child.kill("SIGKILL");
    },
  };
}

// One embedded PostgreSQL server: creates its data folder, runs it, and never leaves it behind.
import { spawn, spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** @typedef {import("./binaries.mjs").Identity} Identity */
/**
 * @typedef {object} Place
 * @property {string} home the folder with `bin`, `lib` and `share`
 * @property {string} data
 * @property {Identity | null} identity
 */
/**
 * @typedef {object} RunningServer
 * @property {number} pid
 * @property {Promise<number | null>} ended resolves with the exit code
 * @property {() => Promise<void>} stop disconnects clients, writes a checkpoint, ends
 */

// The server runs under this shell, which holds the reading end of a pipe. When the other end closes, because we
// closed it or because we are gone, the shell asks the server for a fast shutdown.
const GUARD = `"$@" 3<&- & server=$!; (read _ <&3; kill -INT $server) & watch=$!
wait $server; code=$?; kill $watch 2>/dev/null; exit $code`;

/** @param {Identity | null} identity */
const as = (identity) => ({ ...identity, cwd: "/" });

/** A free port on the loopback address. @returns {Promise<number>} */
export function freePort() {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once("error", fail);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => (address && typeof address === "object" ? done(address.port) : fail()));
    });
  });
}

/**
 * Creates the data folder, once. The superuser is `wattsecond`.
 * @param {Place} place
 * @param {string} password
 */
export function initialise({ home, data, identity }, password) {
  if (existsSync(join(data, "PG_VERSION"))) return;
  // A folder without PG_VERSION is what an interrupted first start left.
  rmSync(data, { recursive: true, force: true });
  mkdirSync(data, { recursive: true, mode: 0o700 });
  if (identity) chownSync(data, identity.uid, identity.gid);
  // Through a pipe of the shell's: Node's own standard input is a socket, which /dev/stdin cannot open.
  const result = spawnSync(
    "/bin/sh",
    [
      "-c",
      'cat | "$@"',
      "initdb",
      join(home, "bin/initdb"),
      `--pgdata=${data}`,
      "--username=wattsecond",
      "--auth=scram-sha-256",
      "--pwfile=/dev/stdin",
      "--encoding=UTF8",
      // Built in: compares text byte by byte, without asking the C library for each key of an index.
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      "--locale=C.UTF-8",
      "--no-sync",
    ],
    { ...as(identity), input: `${password}\n`, encoding: "utf8" },
  );
  if (result.status === 0) return;
  rmSync(data, { recursive: true, force: true });
  throw new Error(`PostgreSQL could not create its data folder ${data}: ${result.stderr.trim()}`);
}

/**
 * Ends a server that an earlier, killed process may have left on this data folder.
 * @param {string} data
 */
export async function stopLeftover(data) {
  const file = join(data, "postmaster.pid");
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, "utf8").split("\n")[0]);
  for (const started = Date.now(); isServerOf(pid, data) && Date.now() - started < 20_000; await pause(50))
    process.kill(pid, Date.now() - started > 10_000 ? "SIGQUIT" : "SIGINT");
}

/** @param {number} pid @param {string} data */
function isServerOf(pid, data) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").includes(data);
  } catch {
    return false;
  }
}

/**
 * Runs the server on the loopback address and resolves when it takes connections.
 * @param {Place & { port: number, settings: Record<string, string>, log: string }} options
 * @returns {Promise<RunningServer>}
 */
export async function run({ home, data, identity, port, settings, log }) {
  const flags = Object.entries({
    listen_addresses: "127.0.0.1",
    port: String(port),
    unix_socket_directories: "",
    ...settings,
  }).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const pidFile = join(data, "postmaster.pid");
  const stale = readPidFile(pidFile);
  const output = openSync(log, "a", 0o600);
  const child = spawn(
    "/bin/sh",
    ["-c", GUARD, "postgres", join(home, "bin/postgres"), "-D", data, ...flags],
    {
      ...as(identity),
      // Not in our process group: Ctrl-C in the terminal must reach us alone, so that things stop in order.
      detached: true,
      stdio: ["ignore", output, output, "pipe"],
    },
  );
  const { pid } = child;
  if (pid === undefined) throw new Error("PostgreSQL could not be started: /bin/sh is missing.");
  const lifeline = child.stdio[3];
  /** @type {Promise<number | null>} */
  const ended = new Promise((done) => {
    child.once("exit", (code) => {
      lifeline?.destroy();
      done(code);
    });
  });
  let gone = false;
  void ended.then(() => {
    gone = true;
  });
  for (const started = Date.now(); ; await pause(20)) {
    const content = readPidFile(pidFile);
    if (content !== stale && content.split("\n")[7]?.trim() === "ready") break;
    if (gone) throw new Error(`PostgreSQL did not start; ${log} says why.`);
    if (Date.now() - started > 60_000) throw new Error(`PostgreSQL does not answer; ${log} says why.`);
  }
  const stop = async () => {
    lifeline?.destroy();
    await ended;
  };
  return { pid, ended, stop };
}

/** The server's own word that it takes connections: the eighth line of its pid file. @param {string} file */
function readPidFile(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

// The embedded database of a data folder, kept running.
import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { canReach, postgresHome, serverIdentity } from "../postgres/binaries.mjs";
import { initialise, run, stopLeftover } from "../postgres/server.mjs";
import { rememberedPort, writeJson } from "./state.mjs";

/** What the embedded server runs with; a bench runs with the same. */
export const SETTINGS = {
  max_connections: "200",
  shared_buffers: "256MB",
  log_min_duration_statement: "1000",
};

/**
 * Where programs and data are. As root they must be where PostgreSQL's own user can go: not below a home of mode 0700.
 * @param {string} data
 * @param {import("./state.mjs").State} state
 * @param {(line: string) => void} say
 */
function place(data, state, say) {
  const identity = serverIdentity();
  const outside = () => {
    state.outside ??= join("/var/lib", `wattsecond-${randomBytes(4).toString("hex")}`);
    mkdirSync(state.outside, { recursive: true });
    return state.outside;
  };
  state.databaseIsOutside ??= !canReach(data, identity);
  const folder = join(state.databaseIsOutside ? outside() : data, "postgres");
  const home = postgresHome(identity, outside);
  if (state.databaseIsOutside)
    say(`PostgreSQL's user cannot enter ${data}, so the database is in ${folder}.`);
  if (state.outside && home.startsWith(state.outside)) say(`PostgreSQL's programs were copied to ${home}.`);
  writeJson(join(data, "state.json"), state);
  return { home, data: folder, identity };
}

/** @param {string} url @param {string} name */
async function createDatabase(url, name) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1", [name]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${name}`);
  } finally {
    await client.end();
  }
}

/**
 * Starts the database and starts it again if it crashes.
 * @param {string} data
 * @param {import("./state.mjs").State} state
 * @param {(line: string) => void} say
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>}
 */
export async function startDatabase(data, state, say) {
  const where = place(data, state, say);
  await stopLeftover(where.data);
  const port = await rememberedPort(data, state, "database");
  initialise(where, state.databasePassword);
  const start = () => run({ ...where, port, settings: SETTINGS, log: join(data, "logs/postgres.log") });
  let server = await start();
  const address = `postgres://wattsecond:${state.databasePassword}@127.0.0.1:${port}`;
  await createDatabase(`${address}/postgres`, "wattsecond");
  const stopping = new AbortController();

  async function keepAlive() {
    for (let delay = 250; ; delay = Math.min(delay * 2, 30_000)) {
      await server.ended;
      if (stopping.signal.aborted) return;
      say("The database ended; starting it again.");
      try {
        server = await start();
        delay = 250;
      } catch (error) {
        say(error instanceof Error ? error.message : String(error));
        await pause(delay, undefined, { signal: stopping.signal }).catch(() => {});
      }
      // Stopped meanwhile: whoever asked for it knew the server before.
      if (stopping.signal.aborted) return server.stop();
    }
  }
  const keptAlive = keepAlive();

  return {
    url: `${address}/wattsecond`,
    async stop() {
      stopping.abort();
      await server.stop();
      await keptAlive;
    },
  };
}

import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, type Pool } from "pg";
import { connect, poolFor } from "@/lib/server/database";
import { migrateDatabase } from "@/lib/server/migrate";
import type { Database } from "@/lib/services/context";
import { postgresHome, serverIdentity } from "@/scripts/postgres/binaries.mjs";
import { freePort, initialise, run } from "@/scripts/postgres/server.mjs";
import { SETTINGS } from "@/scripts/start/database.mjs";

export type BenchServer = {
  port: number;
  password: string;
  /** A new, empty database. Returns its address. */
  create(name: string): Promise<string>;
};

export type BenchDatabase = { url: string; owner: Pool; app: Pool; db: Database };

/** A PostgreSQL of the bench's own, with the product's settings: what is committed is on disk. */
export async function withServer<T>(work: (server: BenchServer) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "wattsecond-bench-"));
  // The server's user must be able to pass this folder.
  chmodSync(folder, 0o711);
  try {
    const identity = serverIdentity();
    const home = postgresHome(identity, () => join(tmpdir(), "wattsecond-bench-postgresql"));
    const place = { home, data: join(folder, "data"), identity };
    const password = "bench";
    initialise(place, password);
    const port = await freePort();
    const server = await run({ ...place, port, settings: SETTINGS, log: join(folder, "postgres.log") });
    const address = `postgres://wattsecond:${password}@127.0.0.1:${port}`;
    const create = async (name: string): Promise<string> => {
      await statement(`${address}/postgres`, `CREATE DATABASE ${name}`);
      return `${address}/${name}`;
    };
    try {
      return await work({ port, password, create });
    } finally {
      await server.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A migrated database on that server, open as the owner and as the application, for as long as `work` lasts. */
export async function withDatabase<T>(
  server: BenchServer,
  name: string,
  connections: number,
  work: (database: BenchDatabase) => Promise<T>,
): Promise<T> {
  const url = await server.create(name);
  await migrateDatabase(url);
  const owner = poolFor(url, "owner", 2);
  const app = poolFor(url, "app", connections);
  try {
    return await work({ url, owner, app, db: connect(app) });
  } finally {
    // Their sockets close a moment after they have ended; that the server is gone by then is no news.
    for (const pool of [owner, app]) pool.removeAllListeners("error").on("error", () => {});
    await Promise.all([owner.end(), app.end()]);
  }
}

async function statement(url: string, text: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}

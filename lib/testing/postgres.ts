import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import type { TestProject } from "vitest/node";
import { migrateDatabase } from "@/lib/server/migrate";
import { postgresHome, serverIdentity } from "@/scripts/postgres/binaries.mjs";
import { freePort, initialise, run } from "@/scripts/postgres/server.mjs";
import { TEMPLATE_DATABASE } from "./template";

declare module "vitest" {
  interface ProvidedContext {
    postgresUrl: string;
  }
}

/** Nothing of a test outlives a power cut, so the server need not wait for the disk. */
const FAST = {
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  max_connections: "300",
  shared_buffers: "128MB",
  log_min_messages: "fatal",
};

/**
 * Runs once for all integration tests: a throw-away PostgreSQL (or the one at TEST_DATABASE_URL), and in it one
 * migrated template that each test file clones.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_URL;
  const server = given ? { url: given, stop: async () => {} } : await throwAwayServer();
  try {
    await makeTemplate(server.url);
  } catch (error) {
    await server.stop();
    throw error;
  }
  project.provide("postgresUrl", server.url);
  return server.stop;
}

async function throwAwayServer(): Promise<{ url: string; stop: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), "wattsecond-test-"));
  const identity = serverIdentity();
  const home = postgresHome(identity, () => join(tmpdir(), "wattsecond-test-postgresql"));
  // The server's user must be able to pass this folder.
  chmodSync(folder, 0o711);
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const place = { home, data: join(folder, "data"), identity };
    initialise(place, "test");
    const port = await freePort();
    const server = await run({ ...place, port, settings: FAST, log: join(folder, "postgres.log") });
    return {
      url: `postgres://wattsecond:test@127.0.0.1:${port}/postgres`,
      stop: async () => {
        await server.stop();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

async function makeTemplate(serverUrl: string): Promise<void> {
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(`DROP DATABASE IF EXISTS ${TEMPLATE_DATABASE} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${TEMPLATE_DATABASE}`);
    const url = new URL(serverUrl);
    url.pathname = `/${TEMPLATE_DATABASE}`;
    await migrateDatabase(url.href);
  } finally {
    await client.end();
  }
}

import { randomBytes } from "node:crypto";
import type { Pool } from "pg";
import { Client } from "pg";
import { afterAll, inject } from "vitest";
import { connect, poolFor } from "@/lib/server/database";
import type { Database } from "@/lib/services/context";
import { TEMPLATE_DATABASE } from "./template";

export type TestDatabase = {
  /** Address of this file's own database, as its owner. */
  url: string;
  /** The owner: may do everything. For arranging what a test starts from, and for looking at what it left. */
  owner: Pool;
  /** The application's role, with the refusals of the product's own connections. */
  app: Pool;
  /** The same for reads on behalf of one account at a time: `scopedDatabase`. */
  customer: Pool;
  /** The role of staff who act read-only. */
  reader: Pool;
  /** Drizzle on `app`. */
  db: Database;
};

/**
 * A fresh clone of the migrated database for the calling test file; dropped after the file's last test.
 * Call it at the top of the file: `const database = await testDatabase();`
 */
export async function testDatabase(): Promise<TestDatabase> {
  const serverUrl = inject("postgresUrl");
  const name = `test_${randomBytes(8).toString("hex")}`;
  await onServer(serverUrl, `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE_DATABASE}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;

  const { close, ...database } = openDatabase(url.href);
  afterAll(async () => {
    await close();
    await onServer(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  });
  return database;
}

/** A migrated database at an address of the test's own. */
export function openDatabase(url: string): TestDatabase & { close(): Promise<void> } {
  const owner = poolFor(url, "owner", 4);
  const app = poolFor(url, "app", 20);
  const customer = poolFor(url, "customer", 20);
  const reader = poolFor(url, "reader", 4);
  const pools = [owner, app, customer, reader];
  const close = async () => void (await Promise.all(pools.map((pool) => pool.end())));
  return { url, owner, app, customer, reader, db: connect(app), close };
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

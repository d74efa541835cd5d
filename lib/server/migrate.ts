import { join } from "node:path";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import { runMigrations } from "graphile-worker";
import { Client } from "pg";

/** Any number that nothing else in the database locks. */
const MIGRATION_LOCK = 7_283_600_001;

/**
 * Brings the database at `url` (its owner's address) to the newest schema. Several processes may call this at once:
 * one works, the others wait and find nothing to do. Throws what Postgres says; a migration is applied whole or not.
 */
export async function migrateDatabase(url: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock($1)", [MIGRATION_LOCK]);
    // The queue's own tables, in a schema of its own.
    await runMigrations({ connectionString: url });
    await migrate(drizzle(client), { migrationsFolder: join(process.cwd(), "drizzle/migrations") });
  } finally {
    await client.end();
  }
}

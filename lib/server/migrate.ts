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

/** One sentence about what is wrong with the database at `url`, for the person who wrote the address. */
export function explainDatabaseError(error: unknown, url: string): string {
  const { hostname, port, username, pathname } = new URL(url);
  const where = `PostgreSQL at ${hostname}:${port || "5432"}`;
  // Drizzle wraps what the server said.
  const said = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = said instanceof Error && "code" in said ? String(said.code) : "";
  const reason = said instanceof Error ? said.message || code : String(said);
  switch (code) {
    case "ECONNREFUSED":
    case "ENOTFOUND":
    case "EAI_AGAIN":
    case "EHOSTUNREACH":
    case "ETIMEDOUT":
      return `DATABASE_URL: ${where} cannot be reached (${code}).`;
    case "28P01":
    case "28000":
      return `DATABASE_URL: ${where} refuses the user ${username} or its password (${reason}).`;
    case "3D000":
      return `DATABASE_URL: ${where} has no database ${pathname.slice(1)}; create it first.`;
    case "42501":
      return `DATABASE_URL: the user ${username} may not do what the schema needs at ${where} (${reason}).`;
    default:
      return `DATABASE_URL: the database at ${where} could not be prepared (${reason}).`;
  }
}

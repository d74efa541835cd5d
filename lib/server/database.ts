import { drizzle } from "drizzle-orm/node-postgres";
import { Pool } from "pg";
import * as schema from "@/drizzle/schema";
import { env } from "@/lib/server/env";
import { log } from "@/lib/server/log";
import type { Database } from "@/lib/services/context";

/**
 * Who a connection is. `app` and `reader` are roles of their own, so that the database itself refuses what the
 * product must never do: the application cannot rewrite the ledger, and staff who act read-only can only SELECT.
 * `customer` is the application on behalf of one account at a time (`scopedDatabase`).
 */
export type PoolRole = "app" | "customer" | "reader" | "owner";

const SESSION_OPTIONS: Record<PoolRole, string[]> = {
  app: ["role=wattsecond_app", "statement_timeout=30s", "idle_in_transaction_session_timeout=60s"],
  customer: ["role=wattsecond_customer", "statement_timeout=30s"],
  reader: ["role=wattsecond_reader", "default_transaction_read_only=on", "statement_timeout=30s"],
  owner: [],
};

/** A pool on `url` whose connections all are `role`. The caller ends it. */
export function poolFor(url: string, role: PoolRole, max: number): Pool {
  const address = new URL(url);
  // What the operator put into the address stays; ours comes last and wins.
  const options = [
    address.searchParams.get("options") ?? "",
    "-c timezone=UTC",
    ...SESSION_OPTIONS[role].map((option) => `-c ${option}`),
  ];
  address.searchParams.delete("options");
  const pool = new Pool({
    connectionString: address.href,
    options: options.join(" ").trim(),
    max,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
    application_name: `wattsecond-${role}`,
  });
  // An idle connection that breaks (the server restarts) is replaced by the pool; without a listener it ends us.
  pool.on("error", (error) => log.warn("database connection lost", { role, error: error.message }));
  // While somebody holds a connection the pool does not listen to it. Between two statements of a transaction nobody
  // does, and the next statement says what happened; without a listener a server that restarts would end us.
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}

const databases = new WeakMap<Pool, Database>();

/** Drizzle with the product's schema on a pool. Kept per pool: working the schema's relations out takes a millisecond. */
export function connect(pool: Pool): Database {
  const known = databases.get(pool);
  if (known) return known;
  const database = drizzle(pool, { schema });
  databases.set(pool, database);
  return database;
}

type Pools = Partial<Record<PoolRole, Pool>>;
// Next loads server code more than once per process (pages, route handlers, our own server); they share one set.
const shared = globalThis as typeof globalThis & { wattsecondPools?: Pools };

function sharedPool(role: PoolRole): Pool {
  shared.wattsecondPools ??= {};
  const max = role === "reader" ? 5 : env().databasePoolSize;
  shared.wattsecondPools[role] ??= poolFor(env().databaseUrl, role, max);
  return shared.wattsecondPools[role];
}

/** The product's own connections. Made at the first call, so that a build needs no database. */
export const appPool = (): Pool => sharedPool("app");
/** Connections that are told for whom they read, each time (`scopedDatabase`). */
export const customerPool = (): Pool => sharedPool("customer");
/** Connections that can only SELECT: while staff act as a customer read-only, and for reports. */
export const readerPool = (): Pool => sharedPool("reader");

export const appDatabase = (): Database => connect(appPool());

/** Ends every shared pool; for a clean end of the process. */
export async function closePools(): Promise<void> {
  const pools = Object.values(shared.wattsecondPools ?? {});
  shared.wattsecondPools = {};
  await Promise.all(pools.map((pool) => pool.end()));
}

import { createTableRelationsHelpers, extractTablesRelationalConfig } from "drizzle-orm";
import { NodePgDatabase, NodePgSession, NodePgTransaction } from "drizzle-orm/node-postgres";
import { PgDialect } from "drizzle-orm/pg-core";
import { escapeLiteral, type Pool, type PoolClient, type QueryConfig } from "pg";
import * as schema from "@/drizzle/schema";
import type { Database, ServiceContext, Transaction } from "@/lib/services/context";

/** Who acts, for whom and how: what the database's own walls and triggers read. */
export type ContextFacts = Pick<ServiceContext, "actor" | "subject" | "mode" | "acting" | "requestId" | "ip">;

/** The settings that every transaction begins with; an absent value is the empty string. */
export function contextSettings(facts: ContextFacts): Record<string, string> {
  const { actor } = facts;
  return {
    "wattsecond.actor":
      actor.kind === "user" ? actor.userId : actor.kind === "system" ? `system:${actor.name}` : "",
    "wattsecond.subject": facts.subject?.accountId ?? "",
    "wattsecond.mode": facts.mode,
    "wattsecond.acting_id": facts.acting?.id ?? "",
    "wattsecond.request_id": facts.requestId,
  };
}

const dialect = new PgDialect();
const relational = extractTablesRelationalConfig<Transaction["_"]["schema"] & object>(
  schema,
  createTableRelationsHelpers,
);
const tables = { fullSchema: schema, schema: relational.tables, tableNamesMap: relational.tableNamesMap };

/** The settings as one statement, for the transaction or (`false`) for as long as the connection is used so. */
const tellSql = (facts: ContextFacts, locally: boolean): string =>
  Object.entries(contextSettings(facts))
    .map(([name, value]) => `set_config(${escapeLiteral(name)}, ${escapeLiteral(value)}, ${locally})`)
    .join(", ");

// Next loads server code more than once per process; what a connection was told belongs to the pools that all copies
// share. With one memory per copy each would rely on what another has changed since.
const shared = globalThis as typeof globalThis & { wattsecondTold?: WeakMap<PoolClient, string> };
shared.wattsecondTold ??= new WeakMap();
/** What each connection of a scoped pool was last told. */
const told = shared.wattsecondTold;

/**
 * Reads outside a transaction, on a pool that nobody else uses: each runs on a connection that has been told who acts,
 * so that row-level security holds here too. A connection that was told the same before is not told again.
 */
export function scopedDatabase(pool: Pool, facts: ContextFacts): Database {
  // Of a request's identity only what row-level security asks for; its number would make every telling a new one.
  const statement = `SELECT ${tellSql({ ...facts, requestId: "" }, false)}`;
  const query = async (config: QueryConfig, values?: unknown[]) => {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      if (told.get(client) !== statement) {
        told.delete(client);
        await client.query(statement);
        told.set(client, statement);
      }
      return await client.query(config, values);
    } catch (error) {
      if (error instanceof Error && !("severity" in error)) broken = error;
      throw error;
    } finally {
      client.release(broken);
    }
  };
  const scoped: Pool = Object.create(pool, { query: { value: query } });
  return new NodePgDatabase(dialect, new NodePgSession(scoped, dialect, tables), tables);
}

/**
 * One transaction on a connection of its own that first tells Postgres who acts. Beginning and telling are one
 * round trip, which is what makes an interactive transaction nearly as quick as a bare one.
 */
export async function transact<T>(
  pool: Pool,
  facts: ContextFacts,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query(`BEGIN; SELECT ${tellSql(facts, true)}`);
    const result = await work(
      new NodePgTransaction(dialect, new NodePgSession(client, dialect, tables), tables),
    );
    await client.query("COMMIT");
    return result;
  } catch (error) {
    // A connection that cannot even roll back is not given back to the pool.
    await client.query("ROLLBACK").catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

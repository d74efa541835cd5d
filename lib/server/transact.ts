import { createTableRelationsHelpers, extractTablesRelationalConfig } from "drizzle-orm";
import { NodePgSession, NodePgTransaction } from "drizzle-orm/node-postgres";
import { PgDialect } from "drizzle-orm/pg-core";
import { escapeLiteral, type Pool } from "pg";
import * as schema from "@/drizzle/schema";
import type { ServiceContext, Transaction } from "@/lib/services/context";

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
    const settings = Object.entries(contextSettings(facts)).map(
      ([name, value]) => `set_config(${escapeLiteral(name)}, ${escapeLiteral(value)}, true)`,
    );
    await client.query(`BEGIN; SELECT ${settings.join(", ")}`);
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

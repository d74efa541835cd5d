import { and, eq } from "drizzle-orm";
import { instances } from "@/drizzle/schema";
import { DomainError } from "@/lib/domain/errors";
import { allows, type InstanceVerb } from "@/lib/domain/states";
import type { Database, Transaction } from "@/lib/services/context";

export type InstanceRow = typeof instances.$inferSelect;

/** The account's instance. Another account's is answered like an unknown one: `not_found`. */
export async function ownInstance(
  db: Database | Transaction,
  accountId: string,
  instanceId: string,
): Promise<InstanceRow> {
  const [row] = await db
    .select()
    .from(instances)
    .where(and(eq(instances.id, instanceId), eq(instances.accountId, accountId)));
  if (!row) throw new DomainError("not_found", { what: "instance" });
  return row;
}

/** Throws `wrong_state` unless the table of states offers the verb now. */
export function requireVerb(row: InstanceRow, verb: InstanceVerb): void {
  if (!allows(row.state, verb)) throw new DomainError("wrong_state", { state: row.state, verb });
}

import { and, eq, inArray, sql } from "drizzle-orm";
import { firewallSets } from "@/drizzle/schema";
import { DomainError } from "@/lib/domain/errors";
import type { Database, Transaction } from "@/lib/services/context";

export type FirewallSetRow = typeof firewallSets.$inferSelect;

/** Changes of one account's firewalls follow each other: what one verb has looked at stays so until it has written. */
export async function lockFirewalls(tx: Transaction, accountId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`firewall ${accountId}`}, 0))`);
}

/** The account's rule set. Another account's is answered like an unknown one: `not_found`. */
export async function ownSet(
  db: Database | Transaction,
  accountId: string,
  setId: string,
): Promise<FirewallSetRow> {
  const [row] = await db
    .select()
    .from(firewallSets)
    .where(and(eq(firewallSets.id, setId), eq(firewallSets.accountId, accountId)));
  if (!row) throw new DomainError("not_found", { what: "firewall_set" });
  return row;
}

/** All of them, in the order in which their rules count. Throws `invalid_input` with the field for one that is not there. */
export async function ownSets(
  tx: Transaction,
  accountId: string,
  setIds: readonly string[],
  field: string,
): Promise<FirewallSetRow[]> {
  if (setIds.length === 0) return [];
  const rows = await tx
    .select()
    .from(firewallSets)
    .where(and(inArray(firewallSets.id, [...setIds]), eq(firewallSets.accountId, accountId)))
    .orderBy(firewallSets.createdAt, firewallSets.id);
  if (rows.length < setIds.length) throw new DomainError("invalid_input", { reason: "unknown" }, field);
  return rows;
}

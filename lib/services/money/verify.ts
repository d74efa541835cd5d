import { sql } from "drizzle-orm";
import { isConsistent } from "@/lib/domain/account";
import { endOfBalance, nextDue } from "@/lib/domain/catch-up";
import type { Policies } from "@/lib/domain/policies";
import type { Database, Transaction } from "../context";
import { parseSnapshot, type Snapshot } from "./snapshot";
import { checks } from "./verify-checks";

export type Verdict = { invariant: number; name: string; violations: string[] };

const ACCOUNTS_AT_ONCE = 1000;

/**
 * Proves MONEY's invariants on a live database: one consistent snapshot, read only. Every verdict without violations
 * holds. The one about the payment provider's own books is asked by `verifyClearing`.
 */
export function verifyMoney(db: Database, policies: Policies): Promise<Verdict[]> {
  return db.transaction((tx) => verifyWithin(tx, policies), {
    isolationLevel: "repeatable read",
    accessMode: "read only",
  });
}

/** The same inside a transaction. */
export async function verifyWithin(tx: Transaction, policies: Policies): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const { invariant, name, question } of checks) {
    const { rows } = await tx.execute<{ violation: string }>(sql.raw(question));
    verdicts.push({ invariant, name, violations: rows.map((row) => row.violation) });
  }
  const violations = await everyAccountRecomputed(tx, policies);
  verdicts.push({ invariant: 5, name: "what comes next recomputes, and is never too late", violations });
  return verdicts.sort((a, b) => a.invariant - b.invariant);
}

async function everyAccountRecomputed(tx: Transaction, policies: Policies): Promise<string[]> {
  const violations: string[] = [];
  for (let after = ""; ; ) {
    const { rows } = await tx.execute<Row>(sql`
      select s.account_id, s.snapshot, m.next_due::text, m.runs_out_at::text
      from account_snapshots(array(select account_id from account_meters where account_id > ${after}
        order by account_id limit ${ACCOUNTS_AT_ONCE})) s
      join account_meters m on m.account_id = s.account_id order by s.account_id`);
    const last = rows.at(-1);
    if (!last) return violations;
    after = last.account_id;
    for (const row of rows) violations.push(...recomputed(row, policies));
  }
}

type Row = { account_id: string; snapshot: Snapshot; next_due: string | null; runs_out_at: string | null };

/** A credit may leave an earlier second in place; a later one, or none, would be found out too late. */
function recomputed(row: Row, policies: Policies): string[] {
  const account = parseSnapshot(row.account_id, row.snapshot);
  const due = nextDue(account, policies);
  const ends = endOfBalance(account);
  const found: string[] = [];
  if (due !== null && (row.next_due === null || BigInt(row.next_due) > due))
    found.push(`account ${row.account_id}: next due ${row.next_due}, should be ${due}`);
  if ((row.runs_out_at ?? null) !== (ends === null ? null : ends.toString()))
    found.push(`account ${row.account_id}: runs out at ${row.runs_out_at}, should be ${ends}`);
  if (!isConsistent(account)) found.push(`account ${row.account_id}: settled is not cash and grants`);
  return found;
}

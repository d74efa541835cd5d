import { sql } from "drizzle-orm";
import type { Page } from "@/lib/contracts/billing";
import type { LedgerLineView } from "@/lib/contracts/views";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";

const PAGE = 30;
/** More than a customer settles in ten years of days. */
const WHOLE_LEDGER = 10_000;

type Row = {
  id: string;
  seq: string;
  kind: string;
  effective: string;
  note: string | null;
  ticks: string;
  balance: string;
};

/** The account's entries in the ledger, newest first, each with the balance after it. `cursor`: the last page's. */
export async function listLedger(ctx: ServiceContext, cursor?: string): Promise<Page<LedgerLineView>> {
  const { accountId } = authorise(ctx, "view");
  const before = cursor && /^\d{1,18}$/.test(cursor) ? cursor : null;
  const rows = await readLedger(ctx, accountId, before, PAGE + 1);
  const shown = rows.slice(0, PAGE);
  return { lines: shown.map(lineView), cursor: rows.length > PAGE ? (shown.at(-1)?.seq ?? null) : null };
}

/** All of it, oldest first, for an export. */
export async function wholeLedger(ctx: ServiceContext): Promise<LedgerLineView[]> {
  const { accountId } = authorise(ctx, "view");
  return (await readLedger(ctx, accountId, null, WHOLE_LEDGER)).map(lineView).reverse();
}

const lineView = (row: Row): LedgerLineView => ({
  id: row.id,
  effectiveAt: new Date(Number(row.effective) * 1000).toISOString(),
  kind: row.kind,
  ticks: row.ticks,
  balanceTicks: row.balance,
  note: row.note,
});

/** One line per transaction that moved cash or promotional credit; fees and the like are not the customer's. */
async function readLedger(
  ctx: ServiceContext,
  accountId: string,
  beforeSeq: string | null,
  limit: number,
): Promise<Row[]> {
  const { rows } = await ctx.db.execute<Row>(sql`
    with moves as (
      select e.transaction_id, min(e.seq) as seq, sum(e.ticks) as ticks
        from ledger_entries e
       where e.account_id = ${accountId} and e.kind in ('cash', 'grant')
       group by e.transaction_id
    ), running as (
      select transaction_id, seq, ticks, sum(ticks) over (order by seq) as balance from moves
    )
    select t.id, r.seq::text as seq, t.kind, t.effective::text as effective, t.note,
           r.ticks::text as ticks, r.balance::text as balance
      from running r join ledger_transactions t on t.id = r.transaction_id
     where ${beforeSeq === null ? sql`true` : sql`r.seq < ${beforeSeq}::bigint`}
     order by r.seq desc
     limit ${limit}`);
  return rows;
}

import type { Pool } from "pg";
import { newId } from "@/lib/services/id";

/**
 * So many accounts, each with some top-ups of the past: a ledger that has been in use, with the statistics that the
 * planner has of one. Returns their ids.
 */
export async function addAccounts(owner: Pool, count: number, topUps = 0): Promise<string[]> {
  const ids = Array.from({ length: count }, () => newId("acc")).sort();
  await owner.query(
    "INSERT INTO accounts (id, name, currency, gpu_quota) SELECT id, 'Bench', 'usd', 8 FROM unnest($1::text[]) AS id",
    [ids],
  );
  if (topUps > 0) await owner.query(PAST, [ids, topUps]);
  await owner.query("VACUUM ANALYZE");
  return ids;
}

const PAST = `
  WITH booked AS (
    INSERT INTO ledger_transactions (id, key, input_hash, kind, account_id, effective, actor, mode)
    SELECT 'ltx_' || md5(id || n), 'pi_' || md5(id || n), sha256(''), 'top_up', id, app_second(), 'system:bench', 'system'
    FROM unnest($1::text[]) AS id, generate_series(1, $2::integer) AS n
    RETURNING id, account_id
  ), entered AS (
    INSERT INTO ledger_entries (transaction_id, kind, account_id, currency, ticks)
    SELECT id, 'cash', account_id, 'usd', 36000000 FROM booked
    UNION ALL SELECT id, 'payment_clearing', NULL, 'usd', -36000000 FROM booked
  )
  UPDATE account_meters SET cash = $2::integer * 36000000::bigint, settled = $2::integer * 36000000::bigint
  WHERE account_id = ANY ($1)`;

import { sql } from "drizzle-orm";
import type { Second } from "@/lib/domain/time";
import type { Transaction } from "@/lib/services/context";

/**
 * Nobody paid in time: private images are deleted at the date that was announced, with the disks, and the account is
 * told once. Returns the accounts that had any.
 */
export async function deleteImagesOf(
  tx: Transaction,
  over: readonly { accountId: string; at: Second }[],
): Promise<string[]> {
  const list = JSON.stringify(over.map(({ accountId, at }) => ({ accountId, at: `${at}` })));
  const { rows } = await tx.execute<{ account_id: string }>(sql`
    with over as (select * from jsonb_to_recordset(${list}::jsonb) as o("accountId" text, at bigint)),
    going as (
      update private_images p
      set state = 'deleting', state_detail = 'grace_ended', attempts = 0, next_attempt_at = clock_timestamp()
      from over o where p.account_id = o."accountId" and p.state in ('creating', 'ready', 'failed')
      returning p.id, p.account_id, p.name, o.at
    ), told as (
      insert into notices (account_id, kind, second, threshold_seconds)
      select distinct account_id, 'grace_ended', at, 0 from going on conflict do nothing
    ), audited as (
      insert into audit_log (account_id, mode, action, target_id, detail)
      select account_id, 'system', 'image.deleted', id, jsonb_build_object('name', name, 'reason', 'grace_ended')
      from going
    )
    select distinct account_id from going`);
  return rows.map((row) => row.account_id);
}

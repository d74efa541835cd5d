import { sql } from "drizzle-orm";
import type { FoundAccountView, Match } from "@/lib/contracts/support";
import { authoriseStaff } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";

const MOST = 50;

/** Only what the words mean: `%` and `_` in a search are ordinary letters. */
const contains = (text: string): string => `%${text.replace(/[\\%_]/g, (letter) => `\\${letter}`)}%`;

type Row = {
  account_id: string;
  account_name: string;
  owner_name: string | null;
  owner_email: string | null;
  created_at: Date | string;
  matched_by: Match;
};

/**
 * Accounts by account, instance or payment id, by the address of an instance, by e-mail, or by name. Exact matches
 * first, at most 50. For staff only.
 */
export async function findAccounts(ctx: ServiceContext, text: string): Promise<FoundAccountView[]> {
  authoriseStaff(ctx);
  const like = contains(text);
  // One rank per way of matching; an account is listed once, by the closest.
  const { rows } = await ctx.db.execute<Row>(sql`
    with found(account_id, matched_by, rank) as (
      select id, 'account', 1 from accounts where id = ${text}
      union all select account_id, 'instance', 2 from instances where id = ${text}
      union all select account_id, 'payment', 3 from payments
        where id = ${text} or payment_intent_id = ${text} or checkout_session_id = ${text}
      union all select account_id, 'address', 4 from instances where address_host = ${text}
      union all select m.account_id, 'email', 5 from memberships m join users u on u.id = m.user_id
        where u.email like lower(${like})
      union all select id, 'name', 6 from accounts where name ilike ${like}
      union all select m.account_id, 'name', 6 from memberships m join users u on u.id = m.user_id
        where u.name ilike ${like}
      union all select account_id, 'instance', 7 from instances where name ilike ${like} and terminated_at is null
    ), closest as (
      select distinct on (account_id) account_id, matched_by, rank from found order by account_id, rank
    )
    select a.id as account_id, a.name as account_name, o.name as owner_name, o.email as owner_email,
           a.created_at, c.matched_by
      from closest c
      join accounts a on a.id = c.account_id
      left join lateral (
        select u.name, u.email from memberships m join users u on u.id = m.user_id
         where m.account_id = a.id and m.role = 'owner' order by m.created_at limit 1) o on true
     order by c.rank, a.created_at desc, a.id
     limit ${MOST}`);
  return rows.map((row) => ({
    accountId: row.account_id,
    accountName: row.account_name,
    ownerName: row.owner_name ?? "",
    ownerEmail: row.owner_email ?? "",
    createdAt: new Date(row.created_at).toISOString(),
    matchedBy: row.matched_by,
  }));
}

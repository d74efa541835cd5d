import { sql } from "drizzle-orm";
import type { UsageLine, UsageMonthView } from "@/lib/contracts/billing";
import { centsColumn, floorToCents, ticks } from "@/lib/domain/money";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";

type Row = {
  day: string;
  item_id: string;
  item_name: string;
  type_id: string;
  kind: UsageLine["kind"];
  rate: string;
  seconds: string;
};

type Head = { currency: string; as_of: Date | string; this_month: string; first_month: string };

/**
 * A month of usage, cut at UTC midnights: per day, instance or volume, kind and price, whole seconds × rate, to the tick. Open
 * runs count up to now, never past the second at which they are due to end. `month` is "2026-01"; none: the current.
 */
export async function usageByDay(ctx: ServiceContext, month?: string): Promise<UsageMonthView> {
  const { accountId } = authorise(ctx, "view");
  const head = await usageHead(ctx, accountId);
  const shown = month ?? head.this_month;
  const { rows } = await ctx.db.execute<Row>(sql`
    with days as (
      select to_char(d, 'YYYY-MM-DD') as day,
             extract(epoch from d)::bigint as lower, extract(epoch from d)::bigint + 86400 as upper
        from generate_series(${`${shown}-01`}::timestamp,
                             ${`${shown}-01`}::timestamp + interval '1 month' - interval '1 day', '1 day') d
    ), segments as (
      select s.id, coalesce(s.instance_id, s.volume_id) as item_id, s.kind, s.rate, s.lower, coalesce(s.upper, greatest(s.lower, least(
               floor(extract(epoch from app_now()))::bigint, m.runs_out_at, i.stop_due,
               case s.kind when 'run' then i.next_run_price_at when 'disk' then i.next_disk_price_at else v.next_price_at end))) as upper,
             case s.kind when 'volume' then s.rate / p.micros_per_hour end as gib
        from usage_segments s
        join prices p on p.id = s.price_id
        left join instances i on i.id = s.instance_id
        left join volumes v on v.id = s.volume_id
        join account_meters m on m.account_id = s.account_id
       where s.account_id = ${accountId}
    ), used as (
      select d.day, s.item_id, s.kind, s.rate, s.gib,
             least(s.upper, d.upper) - greatest(s.lower, d.lower) as seconds
        from segments s join days d on s.lower < d.upper and s.upper > d.lower
      union all
      select d.day, c.item_id, s.kind, s.rate, s.gib,
             greatest(c.lower, d.lower) - least(c.upper, d.upper)
        from usage_credits c join segments s on s.id = c.segment_id
        join days d on c.lower < d.upper and c.upper > d.lower
       where c.account_id = ${accountId}
    )
    select u.day, u.item_id, n.name as item_name, n.type_id, u.kind,
           u.rate::text as rate, sum(u.seconds)::text as seconds
      from used u
      cross join lateral (
        select i.name, i.instance_type_id as type_id, i.created_at from instances i where i.id = u.item_id
        union all
        select v.name, u.gib || ' GiB', v.created_at from volumes v where v.id = u.item_id) n
     group by u.day, u.item_id, n.name, n.type_id, n.created_at, u.kind, u.rate
    having sum(u.seconds) <> 0
     order by u.day, n.created_at, u.item_id, u.kind desc, u.rate`);
  return monthView(shown, head, rows);
}

function monthView(month: string, head: Head, rows: readonly Row[]): UsageMonthView {
  const amounts = rows.map((row) => ticks(BigInt(row.seconds) * BigInt(row.rate)));
  const shown = centsColumn(amounts);
  const total = ticks(amounts.reduce<bigint>((sum, amount) => sum + amount, 0n));
  const lines = rows.map(
    (row, index): UsageLine => ({
      day: row.day,
      itemId: row.item_id,
      itemName: row.item_name,
      typeId: row.type_id,
      kind: row.kind,
      microsPerHour: row.rate,
      seconds: row.seconds,
      ticks: `${amounts[index] ?? 0n}`,
      cents: `${shown[index] ?? 0n}`,
    }),
  );
  return {
    month,
    currency: head.currency,
    lines,
    totalTicks: `${total}`,
    totalCents: `${floorToCents(total)}`,
    firstMonth: head.first_month,
    thisMonth: head.this_month,
    asOf: new Date(head.as_of).toISOString(),
  };
}

async function usageHead(ctx: ServiceContext, accountId: string): Promise<Head> {
  const { rows } = await ctx.db.execute<Head>(sql`
    select a.currency, date_trunc('second', app_now()) as as_of,
           to_char(app_now() at time zone 'UTC', 'YYYY-MM') as this_month,
           to_char(coalesce(to_timestamp((select min(lower) from usage_segments where account_id = a.id)), app_now())
                   at time zone 'UTC', 'YYYY-MM') as first_month
      from accounts a where a.id = ${accountId}`);
  const head = rows[0];
  if (!head) throw new Error(`account ${accountId} is gone`);
  return head;
}

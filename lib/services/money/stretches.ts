import { type SQL, sql } from "drizzle-orm";
import type { SegmentKind } from "@/lib/domain/account";
import { parseRate, parseWhole } from "@/lib/domain/money";
import type { Stretch } from "@/lib/domain/statement";
import { second } from "@/lib/domain/time";
import type { ServiceContext } from "../context";

/** A segment, or a stretch of one that was given back, with what a statement says about it. */
export type BilledStretch = Stretch & {
  /** The instance or the volume. */
  itemId: string;
  itemName: string;
  /** The instance's type, or the volume's size in GiB. */
  typeId: string;
  kind: SegmentKind;
  closedBy: string | null;
  /** Still running: `upper` is as far as it is known to have got. */
  open: boolean;
};

type Row = {
  item_id: string;
  name: string;
  type_id: string;
  kind: SegmentKind;
  rate: string;
  lower: string;
  upper: string;
  closed_by: string | null;
  open: boolean;
  credit: boolean;
};

/**
 * Segments `s` that fulfil a condition, oldest first, each followed by its credits. An open one reaches to now, but
 * never past the second at which the clockwork must look again.
 */
export async function billedStretches(ctx: ServiceContext, condition: SQL): Promise<BilledStretch[]> {
  const { rows } = await ctx.db.execute<Row>(sql`
    with clock as materialized (select app_second() as now),
    chosen as (
      select s.id, coalesce(s.instance_id, s.volume_id) as item_id, coalesce(i.name, v.name) as name,
        coalesce(i.instance_type_id, (s.rate / p.micros_per_hour) || ' GiB') as type_id, s.kind, s.rate, s.lower, s.closed_by,
        s.upper is null as open,
        coalesce(s.upper, greatest(s.lower, least((select now from clock), m.next_due))) as upper
      from usage_segments s left join instances i on i.id = s.instance_id left join volumes v on v.id = s.volume_id
      join account_meters m on m.account_id = s.account_id
      join prices p on p.id = s.price_id
      where ${condition}
    )
    select item_id, name, type_id, kind, rate::text, lower::text, upper::text, closed_by, open,
      false as credit, lower as at from chosen
    union all
    select s.item_id, s.name, s.type_id, s.kind, s.rate::text, c.lower::text, c.upper::text, s.closed_by,
      false, true, s.lower from chosen s join usage_credits c on c.segment_id = s.id
    order by at, item_id, credit, lower`);
  return rows.map((row) => ({
    itemId: row.item_id,
    itemName: row.name,
    typeId: row.type_id,
    kind: row.kind,
    rate: parseRate(row.rate),
    lower: second(parseWhole(row.lower)),
    upper: second(parseWhole(row.upper)),
    closedBy: row.closed_by,
    open: row.open,
    sign: row.credit ? -1n : 1n,
  }));
}

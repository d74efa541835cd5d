import { sql } from "drizzle-orm";
import type { RunwayView } from "@/lib/contracts/overview";
import type { Grant } from "@/lib/domain/grants";
import { parseRate, parseTicks, parseWhole } from "@/lib/domain/money";
import { runway } from "@/lib/domain/runway";
import { second, secondToIso } from "@/lib/domain/time";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";

/** Whole numbers that meet money come as text. */
type Row = {
  currency: string;
  settled: string;
  accrued: string;
  burn: string;
  anchor: string;
  cash: string;
  now: string;
  changes: { at: string; added: string }[];
  grants: {
    id: string;
    name: string;
    priority: number;
    granted: string;
    remaining: string;
    from: string;
    expires: string | null;
    created: string;
    status: Grant["status"];
  }[];
};

/** The account's way to the end of its balance; null while nothing burns, and after the end. */
export async function runwayView(ctx: ServiceContext): Promise<RunwayView | null> {
  const { accountId } = authorise(ctx, "view");
  // One statement, so that meter and grants are of one moment.
  const { rows } = await ctx.db.execute<Row>(sql`
    select m.currency, m.settled::text, m.accrued::text, m.burn::text, m.anchor::text, m.cash::text,
      greatest(app_second(), m.anchor)::text as now,
      coalesce((select jsonb_agg(jsonb_build_object('at', v.next_price_at::text,
          'added', (v.size_gib * (v.next_gib_rate - v.gib_rate))::text))
        from volumes v where v.account_id = m.account_id and v.state = 'available' and v.next_price_at is not null), '[]') as changes,
      coalesce((select jsonb_agg(jsonb_build_object('id', g.id, 'name', g.name, 'priority', g.priority,
          'granted', g.granted::text, 'remaining', g.remaining::text, 'from', g.usable_from::text,
          'expires', g.expires::text, 'created', g.created_at::text,
          'status', g.status))
        from promotional_grants g where g.account_id = m.account_id and g.status <> 'ended'), '[]') as grants
    from account_meters m where m.account_id = ${accountId} and m.exhausted_at is null`);
  const [row] = rows;
  if (!row) return null;
  const at = (text: string) => second(parseWhole(text));
  const line = runway(
    {
      meter: {
        settled: parseTicks(row.settled),
        accrued: parseTicks(row.accrued),
        burn: parseRate(row.burn),
        anchor: at(row.anchor),
      },
      cash: parseTicks(row.cash),
      burnChanges: row.changes.map((change) => ({ at: at(change.at), added: parseWhole(change.added) })),
      grants: row.grants.map(({ created, ...grant }) => ({
        ...grant,
        granted: parseTicks(grant.granted),
        remaining: parseTicks(grant.remaining),
        from: at(grant.from),
        expires: grant.expires === null ? null : at(grant.expires),
        createdAt: at(created),
      })),
    },
    at(row.now),
    ctx.policies.warningSeconds,
  );
  if (!line) return null;
  const point = (each: (typeof line.points)[number]) => ({
    at: secondToIso(each.at),
    balanceTicks: each.balance.toString(),
  });
  return {
    currency: row.currency,
    points: line.points.map(point),
    marks: line.marks.map((mark) => ({ kind: mark.kind, ...point(mark) })),
  };
}

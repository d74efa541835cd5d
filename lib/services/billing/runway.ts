import { sql } from "drizzle-orm";
import type { RunwayView } from "@/lib/contracts/overview";
import { fundsOf } from "@/lib/domain/catch-up";
import { runway } from "@/lib/domain/runway";
import { later, second, secondToIso } from "@/lib/domain/time";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";
import { parseSnapshot, type Snapshot } from "@/lib/services/money/snapshot";

/** The account's way to the end of its balance; null while nothing burns, and after the end. */
export async function runwayView(ctx: ServiceContext): Promise<RunwayView | null> {
  const { accountId } = authorise(ctx, "view");
  const { rows } = await ctx.db.execute<{ snapshot: Snapshot }>(
    sql`select snapshot from account_snapshots(array[${accountId}]::text[])`,
  );
  const [row] = rows;
  if (!row || row.snapshot.exhaustedAt !== null) return null;
  const account = parseSnapshot(accountId, row.snapshot);
  const now = later(second(BigInt(row.snapshot.now)), account.meter.anchor);
  const line = runway(fundsOf(account), now, ctx.policies.warningSeconds);
  if (!line) return null;
  const point = (each: (typeof line.points)[number]) => ({
    at: secondToIso(each.at),
    balanceTicks: each.balance.toString(),
  });
  return {
    currency: account.currency,
    points: line.points.map(point),
    marks: line.marks.map((mark) => ({ kind: mark.kind, ...point(mark) })),
  };
}

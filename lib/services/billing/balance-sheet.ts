import { and, asc, eq, ne, sql } from "drizzle-orm";
import { accountMeters, promotionalGrants } from "@/drizzle/schema";
import type { BalanceSheetView } from "@/lib/contracts/billing";
import type { GrantView } from "@/lib/contracts/views";
import { DomainError } from "@/lib/domain/errors";
import { balance } from "@/lib/domain/meter";
import { rate, ticks } from "@/lib/domain/money";
import { second, secondToIso } from "@/lib/domain/time";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";

/** Promotional credit that is left, in the order in which it is used. */
export async function listGrants(ctx: ServiceContext): Promise<GrantView[]> {
  const { accountId } = authorise(ctx, "view");
  const rows = await ctx.db
    .select()
    .from(promotionalGrants)
    .where(and(eq(promotionalGrants.accountId, accountId), ne(promotionalGrants.status, "ended")))
    .orderBy(
      asc(promotionalGrants.priority),
      sql`${promotionalGrants.expires} asc nulls last`,
      asc(promotionalGrants.createdAt),
      asc(promotionalGrants.id),
    );
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    remainingTicks: `${row.remaining}`,
    grantedTicks: `${row.granted}`,
    usableFrom: secondToIso(second(row.usableFrom)),
    expiresAt: row.expires === null ? null : secondToIso(second(row.expires)),
  }));
}

/**
 * What the balance is made of at this second: cash and grants as the ledger has them, less what was used since the
 * last settlement. Throws `not_found`.
 */
export async function balanceSheet(ctx: ServiceContext): Promise<BalanceSheetView> {
  const { accountId } = authorise(ctx, "view");
  const [meter] = await ctx.db
    .select({
      row: accountMeters,
      // Past the end of the balance nothing is charged, also while nobody has written that down yet.
      now: sql<string>`least(floor(extract(epoch from app_now()))::bigint, ${accountMeters.runsOutAt})::text`,
    })
    .from(accountMeters)
    .where(eq(accountMeters.accountId, accountId));
  if (!meter) throw new DomainError("not_found");
  const { row } = meter;
  const now = second(BigInt(meter.now));
  const left = balance(
    {
      settled: ticks(row.settled),
      accrued: ticks(row.accrued),
      burn: rate(row.burn),
      anchor: second(row.anchor),
    },
    now,
  );
  return {
    currency: row.currency,
    cashTicks: `${row.cash}`,
    grants: await listGrants(ctx),
    heldTicks: `${row.held}`,
    unsettledTicks: `${row.settled - left}`,
    balanceTicks: `${left}`,
    asOf: secondToIso(now),
  };
}

import { sql } from "drizzle-orm";
import type { MeterView } from "@/lib/contracts/views";
import { DomainError } from "@/lib/domain/errors";
import { parseWhole } from "@/lib/domain/money";
import { second, secondToIso } from "@/lib/domain/time";
import type { ServiceContext } from "../context";

type Row = {
  currency: string;
  balance: string;
  burn: string;
  pending: string;
  anchor: string;
  runs_out_at: string | null;
  next_due: string | null;
  exhausted_at: string | null;
  grace_until: string | null;
  now_ms: string;
};

const instant = (text: string | null): string | null =>
  text === null ? null : secondToIso(second(parseWhole(text)));

/** An account's money now: one row, whatever runs. Authorisation is the caller's. Throws `not_found`. */
export async function accountBalanceView(ctx: ServiceContext, accountId: string): Promise<MeterView> {
  const { rows } = await ctx.db.execute<Row>(sql`
    select currency, (settled - accrued)::text as balance, burn::text, pending_burn::text as pending, anchor::text,
      runs_out_at::text, next_due::text, exhausted_at::text, grace_until::text,
      floor(extract(epoch from app_now()) * 1000)::text as now_ms
    from account_meters where account_id = ${accountId}`);
  const [row] = rows;
  if (!row) throw new DomainError("not_found", { what: "account" });
  return {
    currency: row.currency,
    balanceTicks: row.balance,
    burnTicksPerSecond: row.burn,
    pendingTicksPerSecond: row.pending,
    anchorSecond: row.anchor,
    runsOutAt: instant(row.runs_out_at),
    nextEventSecond: row.next_due,
    exhaustedAt: instant(row.exhausted_at),
    graceEndsAt: instant(row.grace_until),
    serverNowMs: Number(row.now_ms),
  };
}

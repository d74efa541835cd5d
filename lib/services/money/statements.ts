import { sql } from "drizzle-orm";
import type { ReceiptView, SegmentView, UsageDayView } from "@/lib/contracts/views";
import { DomainError } from "@/lib/domain/errors";
import { centsColumn, ticks } from "@/lib/domain/money";
import { cutAtMidnights, type StatementLine, statementCsv } from "@/lib/domain/statement";
import { type Second, secondToIso, utcDay } from "@/lib/domain/time";
import type { ServiceContext } from "../context";
import { idleEvidence } from "../telemetry/evidence";
import { type BilledStretch, billedStretches } from "./stretches";

/**
 * A run's receipt: its segments cut at UTC midnight, seconds × rate = amount, less what was given back. It adds up to
 * the ledger's entries to the tick. Authorisation is the caller's; the account must own the run. Throws `not_found`.
 */
export async function runReceipt(
  ctx: ServiceContext,
  input: { accountId: string; runId: string },
): Promise<ReceiptView> {
  const stretches = await billedStretches(
    ctx,
    sql`s.account_id = ${input.accountId} and s.run_id = ${input.runId}`,
  );
  const charged = stretches.filter((stretch) => stretch.sign === 1n);
  const [first] = charged;
  const last = charged.at(-1);
  if (!first || !last) throw new DomainError("not_found", { what: "run" });
  const lines = charged.flatMap((stretch) => cutAtMidnights(stretch));
  const credits = stretches
    .filter((stretch) => stretch.sign === -1n)
    .flatMap((stretch) => cutAtMidnights(stretch));
  return {
    instanceId: first.itemId,
    instanceName: first.itemName,
    runId: input.runId,
    currency: ctx.currency,
    from: secondToIso(first.lower),
    to: last.open ? null : secondToIso(last.upper),
    segments: segmentViews(lines),
    credits: credits.map((line) => ({ ticks: `${-line.ticks}`, reason: "usage_credit" })),
    totalSeconds: `${sum([...lines, ...credits].map((line) => line.seconds))}`,
    totalTicks: `${sum([...lines, ...credits].map((line) => line.ticks))}`,
    idleStop: await idleEvidence(ctx.db, input.runId),
  };
}

/** The receipt of a run for a spreadsheet. */
export async function runReceiptCsv(
  ctx: ServiceContext,
  input: { accountId: string; runId: string },
): Promise<string> {
  const stretches = await billedStretches(
    ctx,
    sql`s.account_id = ${input.accountId} and s.run_id = ${input.runId}`,
  );
  if (stretches.length === 0) throw new DomainError("not_found", { what: "run" });
  return csvOf(stretches);
}

/** Usage per UTC day in [from, to): what the day's statement shows, oldest first. Days without usage are left out. */
export async function usageDays(
  ctx: ServiceContext,
  input: { accountId: string; from: Second; to: Second },
): Promise<UsageDayView[]> {
  const lines = (await stretchesWithin(ctx, input)).flatMap((stretch) => cutAtMidnights(stretch));
  const days = new Map<string, StatementLine<BilledStretch>[]>();
  for (const line of lines) {
    const day = utcDay(line.from);
    days.set(day, [...(days.get(day) ?? []), line]);
  }
  return [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([day, ofDay]) => dayView(day, ofDay));
}

/** The same stretches for a spreadsheet, one line per segment and day. */
export async function usageCsv(
  ctx: ServiceContext,
  input: { accountId: string; from: Second; to: Second },
): Promise<string> {
  return csvOf(await stretchesWithin(ctx, input));
}

async function stretchesWithin(
  ctx: ServiceContext,
  { accountId, from, to }: { accountId: string; from: Second; to: Second },
): Promise<BilledStretch[]> {
  const within = sql`s.account_id = ${accountId} and s.lower < ${to.toString()}::bigint
    and coalesce(s.upper, 9223372036854775807) > ${from.toString()}::bigint`;
  return (await billedStretches(ctx, within)).flatMap((stretch) => {
    const lower = stretch.lower > from ? stretch.lower : from;
    const upper = stretch.upper < to ? stretch.upper : to;
    return lower < upper ? [{ ...stretch, lower, upper }] : [];
  });
}

function dayView(day: string, lines: readonly StatementLine<BilledStretch>[]): UsageDayView {
  const groups = new Map<string, StatementLine<BilledStretch>[]>();
  for (const line of lines) {
    const key = `${line.of.itemId}/${line.of.kind}`;
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  const totals = [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const { itemId, itemName, typeId, kind } = first.of;
    const amount = ticks(sum(group.map((line) => line.ticks)));
    return [{ itemId, itemName, typeId, kind, amount, seconds: sum(group.map((line) => line.seconds)) }];
  });
  const cents = centsColumn(totals.map((line) => line.amount));
  return {
    day,
    lines: totals.map(({ amount, seconds, ...line }, at) => ({
      ...line,
      seconds: `${seconds}`,
      ticks: `${amount}`,
      cents: `${cents[at] ?? 0n}`,
    })),
    totalTicks: `${sum(totals.map((line) => line.amount))}`,
  };
}

function segmentViews(lines: readonly StatementLine<BilledStretch>[]): SegmentView[] {
  const cents = centsColumn(lines.map((line) => line.ticks));
  return lines.map((line, at) => ({
    kind: line.of.kind,
    from: secondToIso(line.from),
    to: line.of.open && line.to === line.of.upper ? null : secondToIso(line.to),
    seconds: `${line.seconds}`,
    microsPerHour: `${line.of.rate}`,
    ticks: `${line.ticks}`,
    cents: `${cents[at] ?? 0n}`,
    note: line.to === line.of.upper ? line.of.closedBy : null,
  }));
}

const csvOf = (stretches: readonly BilledStretch[]): string =>
  statementCsv(
    stretches
      .flatMap((stretch) => cutAtMidnights(stretch))
      .map((line) => ({
        from: line.from,
        to: line.to,
        what: line.of.itemName,
        kind: line.of.sign === 1n ? line.of.kind : "credit",
        seconds: line.seconds,
        rate: line.of.rate,
        ticks: line.ticks,
      })),
  );

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n);

import { type SQL, sql } from "drizzle-orm";
import type { ClosedSegment, SegmentKind } from "@/lib/domain/account";
import { parseRate, parseWhole, type Ticks, ticks } from "@/lib/domain/money";
import type { StateReason } from "@/lib/domain/states";
import { later, type Second, second } from "@/lib/domain/time";
import { closeLate, creditLate, loseVolume } from "@/lib/domain/transitions/late";
import type { LockedAccount } from "./with-account";

/**
 * A machine is found dead; `lastAlive` is the floor of the last instant it was proven alive. Ends its run there, or,
 * when a stop or the end of the balance had closed it already, credits what was charged after it. Returns what had
 * been counted after that second and is not charged, or given back.
 */
export async function endRunLate(
  account: LockedAccount,
  input: { instanceId: string; lastAlive: Second; reason: StateReason; diskLost?: boolean },
): Promise<Ticks> {
  const { instanceId, lastAlive } = input;
  const open = account.state.segments.find((segment) => segment.itemId === instanceId);
  const segments = await runAfter(account, instanceId, lastAlive, open?.runId ?? null);
  if (open?.kind === "run") account.apply(closeLate({ at: account.now, ...input, earlier: segments }));
  else account.apply(creditLate({ at: account.now, instanceId, lastAlive, segments }));
  const counted = open?.kind === "run" ? [...segments, { ...open, upper: account.now }] : segments;
  return sumAfter(counted, lastAlive);
}

/** The same of a volume that is not there any more; `lastKnown`: when the provider had it last. */
export async function endVolumeLate(
  account: LockedAccount,
  input: { volumeId: string; lastKnown: Second; reason: StateReason },
): Promise<Ticks> {
  const { volumeId, lastKnown } = input;
  const open = account.state.segments.filter((segment) => segment.itemId === volumeId);
  const earlier = await closedAfter(account, volumeId, lastKnown, sql`s.volume_id = ${volumeId}`);
  const counted = [...earlier, ...open.map((segment) => ({ ...segment, upper: account.now }))];
  account.apply(loseVolume({ at: account.now, ...input, earlier }));
  return sumAfter(counted, lastKnown);
}

const sumAfter = (segments: readonly Counted[], last: Second): Ticks =>
  ticks(segments.reduce((sum, segment) => sum + countedAfter(segment, last), 0n));

type Counted = Pick<ClosedSegment, "rate" | "lower" | "upper"> & Partial<Pick<ClosedSegment, "creditedFrom">>;

function countedAfter(segment: Counted, last: Second): bigint {
  const from = later(last, segment.lower);
  const to = segment.creditedFrom ?? segment.upper;
  return from < to ? segment.rate * (to - from) : 0n;
}

type Row = {
  run_id: string | null;
  kind: SegmentKind;
  price_id: string;
  rate: string;
  lower: string;
  upper: string;
  credited_from: string | null;
};

/** The closed segments of the run that reach past a second: the given run, or the instance's last one. */
async function runAfter(
  account: LockedAccount,
  instanceId: string,
  after: Second,
  openRunId: string | null,
): Promise<ClosedSegment[]> {
  const justEnded = account.closedSince(instanceId).findLast(({ kind }) => kind === "run");
  const runId = openRunId ?? justEnded?.runId ?? null;
  const closed = await closedAfter(
    account,
    instanceId,
    after,
    sql`s.instance_id = ${instanceId} and s.kind = 'run'
      and s.run_id = coalesce(${runId}, (select l.run_id from usage_segments l
        where l.instance_id = ${instanceId} and l.kind = 'run' order by l.lower desc limit 1))`,
  );
  return closed.filter(({ kind, runId: of }) => kind === "run" && (runId === null || of === runId));
}

/** What is in the tables, and what the catch-up or the verb itself has just closed. */
async function closedAfter(
  account: LockedAccount,
  itemId: string,
  after: Second,
  which: SQL,
): Promise<ClosedSegment[]> {
  const { rows } = await account.tx.execute<Row>(sql`
    select s.run_id, s.kind, s.price_id, s.rate::text, s.lower::text, s.upper::text,
      (select min(c.lower)::text from usage_credits c where c.segment_id = s.id) as credited_from
    from usage_segments s
    where ${which} and s.account_id = ${account.id} and s.upper > ${after.toString()}::bigint and s.upper > s.lower
    order by s.lower`);
  const written = rows.map((row) => ({
    itemId,
    runId: row.run_id,
    kind: row.kind,
    priceId: row.price_id,
    rate: parseRate(row.rate),
    lower: second(parseWhole(row.lower)),
    upper: second(parseWhole(row.upper)),
    creditedFrom: row.credited_from === null ? null : second(parseWhole(row.credited_from)),
  }));
  return [...written, ...account.closedSince(itemId).filter(({ upper }) => upper > after)];
}

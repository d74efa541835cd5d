import { sql } from "drizzle-orm";
import { decideIdleStop, type IdleEvidence, type IdleVerdict } from "@/lib/domain/telemetry/idle-stop";
import { second } from "@/lib/domain/time";
import { utcText } from "@/lib/domain/time-text";
import { stop } from "@/lib/domain/transitions/run";
import { recordAudit } from "@/lib/services/audit";
import type { ServiceContext, Transaction } from "@/lib/services/context";
import { readSecond } from "@/lib/services/fleet/known";
import { instanceHints, recordEvent } from "@/lib/services/instances/record";
import { type LockedAccount, withAccount } from "@/lib/services/money/with-account";
import { mailMembers } from "@/lib/services/notices/mail-members";
import { type IdleCandidate, idleCandidates, loadStretches } from "./idle-watch";

/** A load this fresh at the threshold needs no further looking. */
const FRESH_SECONDS = 60;

/**
 * Looks at the instances that are to stop when they idle: announces, withdraws, stops. What is seen from outside is decided
 * again under the account's lock, so that two workers, a snooze and a stop by hand come one after the other. One that
 * fails holds up no other; the first failure is thrown at the end.
 */
export async function applyIdleStops(ctx: ServiceContext): Promise<void> {
  const candidates = await idleCandidates(
    ctx.db,
    sql`coalesce(s.snoozed_until, 0) <= app_second()
      and (s.stop_at is not null or not exists (
        select from card_readings r where r.instance_id = i.id and r.step = 10
          and r.bucket > app_second() - ${FRESH_SECONDS} and r.load_max >= s.threshold_percent))`,
  );
  const failures: unknown[] = [];
  for (const candidate of candidates) {
    try {
      const verdict = await decide(ctx.db, candidate, Number(await readSecond(ctx)));
      if (verdict.kind !== "nothing") await actOn(ctx, candidate);
    } catch (failure) {
      failures.push(failure);
    }
  }
  if (failures.length > 0) throw failures[0];
}

async function actOn(ctx: ServiceContext, { accountId, instanceId }: IdleCandidate): Promise<void> {
  const acted = await withAccount(ctx, accountId, async (account) => {
    // What became due while we waited for the lock may have stopped it.
    const state = account.state.instances.find((each) => each.id === instanceId)?.state;
    const [candidate] = await idleCandidates(account.tx, sql`i.id = ${instanceId}`);
    if (state !== "running" || !candidate) return false;
    const verdict = await decide(account.tx, candidate, Number(account.now));
    if (verdict.kind === "announce") await announce(ctx, account.tx, candidate, verdict.stopAt);
    if (verdict.kind === "withdraw") await withdraw(account.tx, candidate, verdict.why);
    if (verdict.kind === "stop") await stopIdle(ctx, account, candidate, verdict.evidence);
    return verdict.kind !== "nothing";
  });
  if (acted) ctx.notify(...instanceHints(accountId));
}

async function decide(
  db: Parameters<typeof loadStretches>[0],
  candidate: IdleCandidate,
  now: number,
): Promise<IdleVerdict> {
  return decideIdleStop(candidate, await loadStretches(db, candidate, now), now);
}

async function announce(
  ctx: ServiceContext,
  tx: Transaction,
  candidate: IdleCandidate,
  stopAt: number,
): Promise<void> {
  await setStopAt(tx, candidate, stopAt);
  const detail = ruleDetail(candidate, { at: timeText(stopAt) });
  await recordEvent(tx, candidate.instanceId, "idle_stop_announced", detail);
  await mail(ctx, tx, candidate, "idle_stop_announced", { ...detail, key: `${stopAt}` });
}

async function withdraw(tx: Transaction, candidate: IdleCandidate, why: "busy" | "unknown"): Promise<void> {
  await setStopAt(tx, candidate, null);
  await recordEvent(tx, candidate.instanceId, `idle_stop_withdrawn_${why}`);
}

/** A stop like any other, whose reason and evidence stand on the run's receipt. */
async function stopIdle(
  ctx: ServiceContext,
  account: LockedAccount,
  candidate: IdleCandidate,
  evidence: IdleEvidence,
): Promise<void> {
  const { tx } = account;
  const { instanceId, runId } = candidate;
  account.apply(stop({ at: account.now, instanceId, reason: "idle_stop" }));
  await tx.execute(sql`
    insert into idle_stop_evidence (run_id, instance_id, window_from, window_to, threshold_percent, average_percent,
      maximum_percent, readings, readings_possible)
    values (${runId}, ${instanceId}, ${evidence.from}::bigint, ${evidence.to}::bigint, ${evidence.thresholdPercent},
      ${evidence.averagePercent}, ${evidence.maximumPercent}, ${evidence.readings}, ${evidence.readingsPossible})`);
  await setStopAt(tx, candidate, null);
  const detail = ruleDetail(candidate, {
    average: evidence.averagePercent.toFixed(1),
    maximum: evidence.maximumPercent.toFixed(1),
  });
  await recordEvent(tx, instanceId, "idle_stopped", detail);
  await recordAudit(ctx, tx, {
    action: "instance.idle_stopped",
    accountId: account.id,
    targetId: instanceId,
    detail,
  });
  await mail(ctx, tx, candidate, "idle_stopped", { ...detail, key: runId });
}

async function setStopAt(
  tx: Transaction,
  { instanceId }: IdleCandidate,
  stopAt: number | null,
): Promise<void> {
  await tx.execute(
    sql`update idle_stops set stop_at = ${stopAt}::bigint, snoozed_until = null where instance_id = ${instanceId}`,
  );
}

const timeText = (at: number): string => utcText(second(BigInt(at)));

const ruleDetail = ({ name, rule }: IdleCandidate, more: Record<string, string>): Record<string, string> => ({
  name,
  minutes: `${rule.minutes}`,
  percent: `${rule.thresholdPercent}`,
  ...more,
});

function mail(
  ctx: ServiceContext,
  tx: Transaction,
  candidate: IdleCandidate,
  template: "idle_stop_announced" | "idle_stopped",
  { key, name, ...params }: Record<string, string>,
): Promise<void> {
  return mailMembers(ctx, tx, {
    accountId: candidate.accountId,
    template,
    roles: ["owner", "admin", "developer"],
    params: {
      ...params,
      instance: name ?? "",
      url: `${ctx.publicUrl}/console/instances/${candidate.instanceId}`,
    },
    key: `${template}:${candidate.instanceId}:${key}`,
  });
}

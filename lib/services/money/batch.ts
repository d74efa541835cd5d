import type { AccountState, Effect, Instance } from "@/lib/domain/account";
import { endOfBalance, nextDue } from "@/lib/domain/catch-up";
import { contentOf } from "@/lib/domain/ledger";
import type { Policies } from "@/lib/domain/policies";
import { nextGrantBoundary } from "@/lib/domain/projection";
import { newId } from "../id";
import { foldSegments } from "./fold-segments";

/** Rows for `apply_effects`: JSON in which every ticks, rate and second is a decimal string. */
type Row = Record<string, unknown>;
export type Batch = Record<
  | "newGrants"
  | "transactions"
  | "closings"
  | "openings"
  | "credits"
  | "grants"
  | "instances"
  | "events"
  | "meters"
  | "notices",
  Row[]
>;

export type Outcome = {
  loaded: AccountState;
  account: AccountState;
  effects: readonly Effect[];
};

/** Everything that several accounts' catch-up and verbs have decided, as one write. */
export function batchOf(outcomes: readonly Outcome[], policies: Policies): Batch {
  const batch: Batch = {
    newGrants: [],
    transactions: [],
    closings: [],
    openings: [],
    credits: [],
    grants: [],
    instances: [],
    events: [],
    meters: [],
    notices: [],
  };
  for (const outcome of outcomes) addOutcome(batch, outcome, policies);
  return batch;
}

function addOutcome(batch: Batch, { loaded, account, effects }: Outcome, policies: Policies): void {
  const { accountId, currency } = account;
  const folded = foldSegments(effects);
  batch.closings.push(...folded.closings);
  batch.openings.push(...folded.openings.map((opening) => ({ id: newId("seg"), accountId, ...opening })));
  const since = new Map<string, bigint>();
  for (const effect of effects) {
    if (effect.type === "posted")
      batch.transactions.push({
        id: newId("ltx"),
        content: contentOf(effect.transaction),
        ...effect.transaction,
      });
    if (effect.type === "usage_credited") batch.credits.push({ id: newId("seg"), accountId, ...effect });
    if (effect.type === "grant_added") batch.newGrants.push({ accountId, currency, ...effect.grant });
    if (effect.type === "notice") batch.notices.push({ accountId, ...effect.notice });
    if (effect.type === "instance_changed") {
      since.set(effect.instanceId, effect.at);
      batch.events.push({
        id: newId("evt"),
        instanceId: effect.instanceId,
        at: effect.at,
        kind: effect.to,
        detail: { from: effect.from, ...(effect.reason === null ? {} : { reason: effect.reason }) },
      });
    }
  }
  batch.instances.push(
    ...changedInstances(loaded, account).map((instance) => ({
      ...instance,
      since: since.get(instance.id) ?? null,
    })),
  );
  batch.grants.push(...changedGrants(loaded, account));
  batch.meters.push(meterRow(account, policies));
}

function changedInstances(loaded: AccountState, account: AccountState): Instance[] {
  const before = new Map(loaded.instances.map((instance) => [instance.id, instance]));
  return account.instances.filter((instance) => {
    const old = before.get(instance.id);
    return (
      !old || (Object.keys(instance) as (keyof Instance)[]).some((field) => instance[field] !== old[field])
    );
  });
}

function changedGrants(loaded: AccountState, account: AccountState): Row[] {
  const before = new Map(loaded.grants.map((grant) => [grant.id, grant]));
  return account.grants
    .filter((grant) => {
      const old = before.get(grant.id);
      return !old || old.remaining !== grant.remaining || old.status !== grant.status;
    })
    .map(({ id, remaining, status }) => ({ id, remaining, status }));
}

function meterRow(account: AccountState, policies: Policies): Row {
  return {
    accountId: account.accountId,
    ...account.meter,
    cash: account.cash,
    held: account.held,
    refundPending: account.refundPending,
    pendingBurn: account.pendingBurn,
    lastSettlement: account.lastSettlement,
    exhaustedAt: account.exhaustedAt,
    graceUntil: account.graceUntil,
    graceSpans: account.graceSpans.map((span) => [span.from, span.until]),
    watchedFrom: account.watchedFrom,
    runsOutAt: endOfBalance(account),
    fundsChangeAt: nextGrantBoundary(account.grants),
    nextDue: nextDue(account, policies),
  };
}

/** JSON whose ticks, rates and seconds are text: beyond a double's reach a number would lose digits. */
export const toJson = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? part.toString() : part));

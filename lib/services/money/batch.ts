import type { AccountState, Effect, Instance, Volume } from "@/lib/domain/account";
import { endOfBalance, nextBend, nextDue } from "@/lib/domain/catch-up";
import { contentOf } from "@/lib/domain/ledger";
import { priceText } from "@/lib/domain/money";
import type { Policies } from "@/lib/domain/policies";
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
  | "volumes"
  | "volumeClosings"
  | "volumeOpenings"
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
    volumes: [],
    volumeClosings: [],
    volumeOpenings: [],
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
  for (const { itemId, kind, ...closing } of folded.closings)
    if (kind === "volume") batch.volumeClosings.push({ itemId, ...closing });
    else batch.closings.push({ instanceId: itemId, ...closing });
  for (const { itemId, ...segment } of folded.openings) {
    const opening = { id: newId("seg"), accountId, ...segment };
    if (segment.kind === "volume") batch.volumeOpenings.push({ itemId, ...opening });
    else batch.openings.push({ instanceId: itemId, ...opening });
  }
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
    if (effect.type === "price_changed" && effect.kind !== "volume")
      batch.events.push({
        id: newId("evt"),
        instanceId: effect.itemId,
        at: effect.at,
        kind: "price_changed",
        detail: {
          reason: effect.kind,
          price: priceText(effect.to, currency),
          before: priceText(effect.from, currency),
        },
      });
    if (effect.type === "volume_changed") since.set(effect.volumeId, effect.at);
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
  const withSince = <T extends Instance | Volume>(item: T) => ({
    ...item,
    since: since.get(item.id) ?? null,
  });
  batch.instances.push(...changedItems(loaded.instances, account.instances).map(withSince));
  batch.volumes.push(...changedItems(loaded.volumes, account.volumes).map(withSince));
  batch.grants.push(...changedGrants(loaded, account));
  batch.meters.push(meterRow(account, policies));
}

function changedItems<T extends { id: string }>(loaded: readonly T[], items: readonly T[]): T[] {
  const before = new Map(loaded.map((item) => [item.id, item]));
  return items.filter((item) => {
    const old = before.get(item.id);
    return !old || (Object.keys(item) as (keyof T)[]).some((field) => item[field] !== old[field]);
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
    fundsChangeAt: nextBend(account),
    nextDue: nextDue(account, policies),
  };
}

/** JSON whose ticks, rates and seconds are text: beyond a double's reach a number would lose digits. */
export const toJson = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? part.toString() : part));

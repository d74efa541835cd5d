import { type AccountState, copyAccount, type Draft, type Effect } from "./account";
import { endGrace, exhaust, expireGrant, startGrant, stopAtStopTime, warn } from "./due-events";
import { runsOutAt } from "./meter";
import { announcedPrices, burnChanges, changePrice } from "./next-prices";
import type { Policies } from "./policies";
import { settleAccount } from "./postings";
import { type Funds, nextBurnChange, nextGrantBoundary, projectEnd, warningsAhead } from "./projection";
import { isPending } from "./states";
import { earliest, midnightAfter, midnightFrom, type Second } from "./time";

/**
 * Whoever locks an account first catches it up: everything that is due is applied, each at its own second, in the
 * order (second, rank, id). So an account's history is a function of the seconds at which things happened, never of
 * who was late. Only notices look at the present: a warning that was overtaken is skipped.
 */
type Due = { at: Second; rank: number; id: string; apply: (draft: Draft, now: Second) => void };

const RANK = { stopTime: 0, price: 1, grant: 2, exhaustion: 3, settlement: 4, endOfGrace: 5, warning: 6 };

/** Applies what is due up to and including `now`. The state that goes in is left as it is. */
export function catchUp(
  state: AccountState,
  now: Second,
  policies: Policies,
): { state: AccountState; effects: Effect[] } {
  const draft: Draft = { account: copyAccount(state), effects: [] };
  catchUpDraft(draft, now, policies);
  return { state: draft.account, effects: draft.effects };
}

/** The same on a draft. */
export function catchUpDraft(draft: Draft, now: Second, policies: Policies): void {
  for (;;) {
    const next = first(allDue(draft.account, policies));
    if (next === null || next.at > now) return;
    next.apply(draft, now);
  }
}

/** The second at which the clockwork must look again: never later than anything that will be due. */
export const nextDue = (account: AccountState, policies: Policies): Second | null =>
  earliest(allDue(account, policies).map((due) => due.at));

/** When the balance ends as things are now; null while nothing burns or after it has ended. */
export const endOfBalance = (account: AccountState): Second | null =>
  account.exhaustedAt === null ? (projectEnd(fundsOf(account))?.at ?? null) : null;

/** With what is announced to burn. */
export const fundsOf = (account: AccountState): Funds => ({ ...account, burnChanges: burnChanges(account) });

/** The next second at which a straight line from now would be wrong: credit starts or expires, or a price changes. */
export const nextBend = (account: AccountState): Second | null =>
  earliest([nextGrantBoundary(account.grants), nextBurnChange(burnChanges(account))]);

function allDue(account: AccountState, policies: Policies): Due[] {
  return [
    ...stopTimes(account),
    ...prices(account),
    ...grantBoundaries(account),
    ...exhaustion(account, policies),
    ...settlement(account),
    ...endOfGrace(account),
    ...warnings(account, policies),
  ];
}

function first(dues: Due[]): Due | null {
  let found: Due | null = null;
  for (const due of dues) if (found === null || compare(due, found) < 0) found = due;
  return found;
}

function compare(a: Due, b: Due): number {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1;
  if (a.rank !== b.rank) return a.rank - b.rank;
  return a.id < b.id ? -1 : 1;
}

const stopTimes = (account: AccountState): Due[] =>
  account.instances.flatMap((instance) => {
    const at = instance.stopDue;
    if (at === null || !(instance.state === "running" || isPending(instance.state))) return [];
    return [
      { at, rank: RANK.stopTime, id: instance.id, apply: (draft) => stopAtStopTime(draft, instance.id, at) },
    ];
  });

const prices = (account: AccountState): Due[] =>
  announcedPrices(account).map((announced) => ({
    ...{ at: announced.next.at, rank: RANK.price, id: announced.itemId },
    apply: (draft) => changePrice(draft, announced),
  }));

const grantBoundaries = (account: AccountState): Due[] =>
  account.grants.flatMap((grant): Due[] => {
    const { id } = grant;
    if (grant.status === "future")
      return [{ at: grant.from, rank: RANK.grant, id, apply: (draft) => startGrant(draft, id, grant.from) }];
    const at = grant.expires;
    if (grant.status === "ended" || at === null) return [];
    return [{ at, rank: RANK.grant, id, apply: (draft) => expireGrant(draft, id, at) }];
  });

/** What changes funds or burn before the end is due before it, so the straight line is enough here. */
function exhaustion(account: AccountState, policies: Policies): Due[] {
  const at = account.exhaustedAt === null ? runsOutAt(account.meter) : null;
  if (at === null) return [];
  return [{ at, rank: RANK.exhaustion, id: "", apply: (draft) => exhaust(draft, at, policies) }];
}

/** Usage is booked on its day: at the midnight that ends the stretch accrued so far, or the next one while it burns. */
function settlement({ meter }: AccountState): Due[] {
  if (meter.accrued === 0n && meter.burn === 0n) return [];
  const at = meter.accrued !== 0n ? midnightFrom(meter.anchor) : midnightAfter(meter.anchor);
  return [{ at, rank: RANK.settlement, id: "", apply: (draft) => settleAccount(draft, at) }];
}

function endOfGrace(account: AccountState): Due[] {
  const at = account.graceUntil;
  if (at === null) return [];
  return [{ at, rank: RANK.endOfGrace, id: "", apply: (draft) => endGrace(draft, at) }];
}

function warnings(account: AccountState, policies: Policies): Due[] {
  const end = endOfBalance(account);
  if (end === null) return [];
  const ahead = warningsAhead(end, account.watchedFrom, policies.warningSeconds);
  return ahead.slice(0, 1).map(({ at, threshold }) => ({
    at,
    rank: RANK.warning,
    id: "",
    apply: (draft, now) => {
      const overtaken = end <= now || ahead.some((other) => other.at > at && other.at <= now);
      warn(draft, { at, end, threshold, overtaken });
    },
  }));
}

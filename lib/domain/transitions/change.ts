import { type AccountState, copyAccount, type Draft, type Effect } from "../account";
import { catchUpDraft } from "../catch-up";
import type { Policies } from "../policies";
import { later, type Second } from "../time";

/** What a verb does to an account. Throws a DomainError, and then nothing has happened. */
export type Transition<R = void> = (draft: Draft, policies: Policies) => R;

/** Carries a transition out on a copy. */
export function change<R>(
  state: AccountState,
  policies: Policies,
  transition: Transition<R>,
): { state: AccountState; effects: Effect[]; result: R } {
  const draft: Draft = { account: copyAccount(state), effects: [] };
  const result = transition(draft, policies);
  return { state: draft.account, effects: draft.effects, result };
}

/**
 * Every transition begins so: what was due before it has happened, and per account time never goes back. Returns the
 * second at which the transition takes place. From here on only warnings that are still ahead count.
 */
export function begin(draft: Draft, at: Second, policies: Policies): Second {
  const moment = later(at, draft.account.meter.anchor);
  catchUpDraft(draft, moment, policies);
  draft.account.watchedFrom = later(draft.account.watchedFrom, moment);
  return moment;
}

import { smaller, type Ticks, ticks } from "./money";
import type { Second } from "./time";

/** Promotional credit, usable in [from, expires). */
export type Grant = {
  id: string;
  name: string;
  /** Lower goes first. */
  priority: number;
  granted: Ticks;
  remaining: Ticks;
  from: Second;
  /** Null: never. */
  expires: Second | null;
  createdAt: Second;
  /** `future` before its start; `ended` when it is used up, expired or revoked. */
  status: "future" | "usable" | "ended";
};

/** Order of use: priority, then the one that expires first, then the oldest; the id decides the rest. */
export function compareGrants(a: Grant, b: Grant): number {
  if (a.priority !== b.priority) return a.priority - b.priority;
  if (a.expires !== b.expires) {
    if (a.expires === null) return 1;
    if (b.expires === null) return -1;
    return a.expires < b.expires ? -1 : 1;
  }
  if (a.createdAt !== b.createdAt) return a.createdAt < b.createdAt ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

export const usableGrants = (grants: readonly Grant[]): Grant[] =>
  grants.filter((grant) => grant.status === "usable" && grant.remaining > 0n).sort(compareGrants);

/** Cash and usable promotional credit. */
export const spendable = (cash: Ticks, grants: readonly Grant[]): Ticks =>
  ticks(usableGrants(grants).reduce((sum, grant) => sum + grant.remaining, cash as bigint));

export type Allocation = { fromGrants: { grantId: string; ticks: Ticks }[]; fromCash: Ticks };

/**
 * Takes an amount from the usable grants in their order, the rest from cash. Cash can only fall below zero when a
 * dispute or a correction took it away under running instances: the clockwork ends usage before.
 */
export function allocate(amount: Ticks, grants: readonly Grant[]): Allocation {
  const fromGrants: Allocation["fromGrants"] = [];
  let rest: bigint = amount;
  for (const grant of usableGrants(grants)) {
    if (rest === 0n) break;
    const part = smaller<bigint>(rest, grant.remaining);
    fromGrants.push({ grantId: grant.id, ticks: ticks(part) });
    rest -= part;
  }
  return { fromGrants, fromCash: ticks(rest) };
}

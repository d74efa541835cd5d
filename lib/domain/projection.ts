import { allocate, type Grant, spendable } from "./grants";
import { type Meter, runsOutAt } from "./meter";
import { type Rate, rate, type Ticks, ticks } from "./money";
import { earliest, type Second } from "./time";

/** From `at` on, the burn is so much more, or less: an announced price comes into force. */
export type BurnChange = { at: Second; added: bigint };

export type Funds = {
  meter: Meter;
  cash: Ticks;
  grants: readonly Grant[];
  /** Of what burns now. */
  burnChanges?: readonly BurnChange[];
};
export type Projection = {
  /** The second at which the balance ends. */
  at: Second;
  /** What is left of it then: less than one second of burn. */
  remainder: Ticks;
};

/**
 * A piece of the way to the end over which no grant starts or expires and no price changes: `balance` at `from`, less
 * `burn` a second.
 */
export type Stretch = {
  from: Second;
  to: Second;
  balance: Ticks;
  burn: Rate;
  begins: "now" | "credit" | "price";
};

/**
 * When the money ends at this burn, piecewise over grants that start and expire and prices that change on the way. At
 * the same second those come before the end. Null while nothing burns.
 */
export function projectEnd(funds: Funds, burn: Rate = funds.meter.burn): Projection | null {
  const last = projectStretches(funds, burn).at(-1);
  return last ? { at: last.to, remainder: ticks(last.balance - last.burn * (last.to - last.from)) } : null;
}

/** The same way piece by piece, from the meter's anchor to the end; none while nothing burns. */
export function projectStretches(funds: Funds, burn: Rate = funds.meter.burn): Stretch[] {
  const stretches: Stretch[] = [];
  let meter: Meter = { ...funds.meter, burn };
  let { cash } = funds;
  let grants = funds.grants.filter((grant) => grant.status !== "ended");
  let changes = funds.burnChanges ?? [];
  let begins: Stretch["begins"] = "now";
  for (;;) {
    const end = runsOutAt(meter);
    if (end === null) return stretches;
    const [ofGrants, ofPrices] = [nextGrantBoundary(grants), nextBurnChange(changes)];
    const boundary = earliest([ofGrants, ofPrices]);
    const to = boundary === null || boundary > end ? end : boundary;
    const balance = ticks(meter.settled - meter.accrued);
    stretches.push({ from: meter.anchor, to, balance, burn: meter.burn, begins });
    if (to !== boundary) return stretches;
    const used = ticks(meter.accrued + meter.burn * (boundary - meter.anchor));
    const allocation = allocate(used, grants);
    cash = ticks(cash - allocation.fromCash);
    grants = grants.map((grant) => passBoundary(grant, allocation.fromGrants, boundary));
    const added = changes.filter(({ at }) => at <= boundary).reduce((sum, change) => sum + change.added, 0n);
    changes = changes.filter(({ at }) => at > boundary);
    begins = boundary === ofGrants ? "credit" : "price";
    meter = {
      ...{ burn: rate(meter.burn + added), anchor: boundary },
      ...{ accrued: ticks(0n), settled: spendable(cash, grants) },
    };
  }
}

export const nextBurnChange = (changes: readonly BurnChange[]): Second | null =>
  earliest(changes.map(({ at }) => at));

/** The next second at which a grant starts or expires; null when none will. */
export const nextGrantBoundary = (grants: readonly Grant[]): Second | null =>
  earliest(
    grants.map((grant) => {
      if (grant.status === "ended") return null;
      return grant.status === "future" ? grant.from : grant.expires;
    }),
  );

function passBoundary(grant: Grant, used: { grantId: string; ticks: Ticks }[], at: Second): Grant {
  const taken = used.find((part) => part.grantId === grant.id)?.ticks ?? 0n;
  const remaining = ticks(grant.remaining - taken);
  if (grant.status === "future") return grant.from <= at ? { ...grant, status: "usable" } : grant;
  const over = remaining === 0n || (grant.expires !== null && grant.expires <= at);
  return { ...grant, remaining, status: over ? "ended" : "usable" };
}

/** The warning seconds that are still ahead of `after`, earliest first: `end − 24 h`, `end − 6 h`, … */
export function warningsAhead(
  end: Second,
  after: Second,
  warningSeconds: readonly bigint[],
): { at: Second; threshold: bigint }[] {
  return warningSeconds
    .map((threshold) => ({ at: (end - threshold) as Second, threshold }))
    .filter((warning) => warning.at > after)
    .sort((a, b) => (a.at < b.at ? -1 : 1));
}

import { type Ticks, ticks } from "./money";
import { type Funds, projectStretches, type Stretch, warningsAhead } from "./projection";
import { later, type Second } from "./time";

/** A point of the line. Two points share a second where a grant starts or expires: the line jumps there, and bends where a price changes. */
export type RunwayPoint = { at: Second; balance: Ticks };

export type RunwayMark = RunwayPoint & {
  kind: "now" | "warning" | "credit_changes" | "price_changes" | "end";
};

export type Runway = {
  /** From now to the end, in order; straight between two points. */
  points: RunwayPoint[];
  /** What is worth naming on the way, in order: now, each warning ahead, each grant's start or expiry, each change of a price, the end. */
  marks: RunwayMark[];
};

/**
 * The balance from `now` to its end if nothing changes. Null while nothing burns, and when the end is not ahead: then
 * there is no way to draw.
 */
export function runway(funds: Funds, now: Second, warningSeconds: readonly bigint[]): Runway | null {
  const stretches = projectStretches(funds).filter((stretch) => stretch.to > now);
  const last = stretches.at(-1);
  if (!last) return null;
  const points = stretches.flatMap((stretch): RunwayPoint[] => {
    const from = later(stretch.from, now);
    return [
      { at: from, balance: balanceOn(stretch, from) },
      { at: stretch.to, balance: balanceOn(stretch, stretch.to) },
    ];
  });
  const on = (at: Second): Ticks => {
    const stretch = stretches.findLast((each) => each.from <= at) ?? last;
    return balanceOn(stretch, at);
  };
  const ahead: RunwayMark[] = [
    ...warningsAhead(last.to, now, warningSeconds).map(({ at }) => ({
      kind: "warning" as const,
      at,
      balance: on(at),
    })),
    ...stretches.slice(1).map(({ from, balance, begins }) => ({
      kind: begins === "price" ? ("price_changes" as const) : ("credit_changes" as const),
      ...{ at: from, balance },
    })),
  ].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  return {
    points,
    marks: [
      { kind: "now", at: now, balance: on(now) },
      ...ahead,
      { kind: "end", at: last.to, balance: balanceOn(last, last.to) },
    ],
  };
}

const balanceOn = (stretch: Stretch, at: Second): Ticks =>
  ticks(stretch.balance - stretch.burn * (at - stretch.from));

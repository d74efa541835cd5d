import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Grant } from "./grants";
import { rate, smaller, ticks } from "./money";
import { projectEnd, warningsAhead } from "./projection";
import { second } from "./time";

const anyGrant = fc
  .record({
    from: fc.nat(60),
    length: fc.option(fc.integer({ min: 1, max: 60 })),
    amount: fc.integer({ min: 1, max: 300 }),
    priority: fc.nat(1),
  })
  .map(
    ({ from, length, amount, priority }): Omit<Grant, "id"> => ({
      name: "g",
      priority,
      granted: ticks(BigInt(amount)),
      remaining: ticks(BigInt(amount)),
      from: second(BigInt(from)),
      expires: length === null ? null : second(BigInt(from + length)),
      createdAt: second(0n),
      status: from === 0 ? "usable" : "future",
    }),
  );

/** Prices that are announced, in their order, and the burn from then on. */
const anyChange = fc.record({ at: fc.integer({ min: 1, max: 80 }), to: fc.bigInt({ min: 1n, max: 9n }) });

/** Pays each second from what is usable in it, the soonest to expire of the first priority first. */
function secondBySecond(cash: bigint, grants: Grant[], burnAt: (at: bigint) => bigint): bigint {
  const left = grants.map((grant) => ({ ...grant, remaining: BigInt(grant.remaining) }));
  for (let at = 0n; ; at++) {
    const burn = burnAt(at);
    const usable = left
      .filter((g) => g.from <= at && (g.expires === null || at < g.expires))
      .sort((a, b) => {
        const [x, y] = [a.expires ?? 1n << 60n, b.expires ?? 1n << 60n];
        return a.priority - b.priority || (x < y ? -1 : x > y ? 1 : a.id < b.id ? -1 : 1);
      });
    if (usable.reduce((sum, g) => sum + g.remaining, cash) < burn) return at;
    let rest = burn;
    for (const g of usable) {
      const part = smaller(g.remaining, rest);
      g.remaining -= part;
      rest -= part;
    }
    cash -= rest;
  }
}

describe("the end of the balance", () => {
  it("is where paying second by second ends, over any grants and prices that change on the way", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 500n }),
        fc.array(anyGrant, { maxLength: 4 }),
        fc.bigInt({ min: 1n, max: 9n }),
        fc.array(anyChange, { maxLength: 4 }).map((all) => all.sort((a, b) => a.at - b.at)),
        (cash, some, burn, changes) => {
          const grants = some.map((grant, at) => ({ ...grant, id: `grt_${at}` }));
          const usable = grants
            .filter((g) => g.status === "usable")
            .reduce((sum, g) => sum + g.remaining, 0n);
          const meter = {
            settled: ticks(cash + usable),
            accrued: ticks(0n),
            burn: rate(burn),
            anchor: second(0n),
          };
          // Whatever falls, something goes on burning.
          const burnChanges = changes.map(({ at, to }, index) => ({
            at: second(BigInt(at)),
            added: to - (index === 0 ? burn : (changes[index - 1]?.to ?? 0n)),
          }));
          const burnAt = (at: bigint) =>
            burnChanges.reduce((sum, change) => (change.at <= at ? sum + change.added : sum), burn);
          const end = projectEnd({ meter, cash: ticks(cash), grants, burnChanges });
          expect(end?.at).toBe(secondBySecond(cash, grants, burnAt));
          expect(end && end.remainder >= 0n && end.remainder < burnAt(end.at)).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("is warned of only where the warning still fits", () => {
    const ahead = warningsAhead(second(1000n), second(500n), [86_400n, 600n, 300n, 60n]);
    expect(ahead).toEqual([
      { at: 700n, threshold: 300n },
      { at: 940n, threshold: 60n },
    ]);
  });
});

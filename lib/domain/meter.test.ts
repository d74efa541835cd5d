import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { advance, balance, closeRate, closeRateLate, type Meter, openRate, runsOutAt, settle } from "./meter";
import { rate, ticks } from "./money";
import { meterVectors } from "./testing/meter-vectors";
import { type Second, second } from "./time";

const meter = (settled: bigint, accrued: bigint, burn: bigint, anchor: bigint): Meter => ({
  settled: ticks(settled),
  accrued: ticks(accrued),
  burn: rate(burn),
  anchor: second(anchor),
});
const big = (max: bigint) => fc.bigInt({ min: 0n, max });
const anyMeter = fc
  .tuple(big(10n ** 15n), big(10n ** 9n), big(10n ** 8n), big(2n ** 32n))
  .map(([settled, accrued, burn, anchor]) => meter(settled, accrued, burn, anchor));
const plus = (from: Second, seconds: bigint) => second(from + seconds);

describe("the meter", () => {
  it.each(meterVectors)("$settled − $accrued − $burn × ($now − $anchor) = $balance", (vector) => {
    const one = meter(vector.settled, vector.accrued, vector.burn, vector.anchor);
    expect(balance(one, second(vector.now))).toBe(vector.balance);
    expect(advance(one, second(vector.now)).accrued).toBe(vector.advanced);
    expect(runsOutAt(one)).toBe(vector.runsOut);
  });

  it("is not moved by being looked at: advancing in two steps is advancing in one", () => {
    fc.assert(
      fc.property(anyMeter, big(10n ** 6n), big(10n ** 6n), (one, a, b) => {
        const there = plus(one.anchor, a + b);
        expect(advance(advance(one, plus(one.anchor, a)), there)).toEqual(advance(one, there));
        expect(balance(advance(one, there), there)).toBe(balance(one, there));
        expect(balance(settle(one, there).meter, there)).toBe(balance(one, there));
      }),
    );
  });

  it("costs the same when a segment is split", () => {
    fc.assert(
      fc.property(anyMeter, big(10n ** 6n), big(10n ** 6n), big(10n ** 8n), (one, a, b, price) => {
        const [start, middle, end] = [one.anchor, plus(one.anchor, a), plus(one.anchor, a + b)];
        const whole = closeRate(openRate(one, start, rate(price)), end, rate(price));
        const first = closeRate(openRate(one, start, rate(price)), middle, rate(price));
        const both = closeRate(openRate(first, middle, rate(price)), end, rate(price));
        expect(both).toEqual(whole);
      }),
    );
  });

  it("found out late costs the same as found out in time, while it is not settled", () => {
    fc.assert(
      fc.property(anyMeter, big(10n ** 6n), big(10n ** 6n), big(10n ** 8n), (one, a, b, price) => {
        const [died, found] = [plus(one.anchor, a), plus(one.anchor, a + b)];
        const running = openRate(one, one.anchor, rate(price));
        const late = closeRateLate(advance(running, found), rate(price), died, one.anchor);
        expect(late).toEqual(advance(closeRate(running, died, rate(price)), found));
      }),
    );
  });

  it("ends in the last second that is paid for in full", () => {
    fc.assert(
      fc.property(anyMeter, (one) => {
        const end = runsOutAt(one);
        if (end === null || balance(one, one.anchor) < 0n) return;
        expect(balance(one, end)).toBeGreaterThanOrEqual(0n);
        expect(balance(one, end)).toBeLessThan(one.burn);
      }),
    );
  });
});

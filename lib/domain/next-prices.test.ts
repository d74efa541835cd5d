import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AccountState } from "./account";
import { catchUp, endOfBalance, fundsOf, nextBend, nextDue } from "./catch-up";
import { rate, ticks } from "./money";
import { defaultPolicies, policiesWith } from "./policies";
import { runway } from "./runway";
import { emptyAccount, START, type Step, testPolicies, verbs } from "./testing/histories";
import { Pair } from "./testing/pair";
import { second } from "./time";
import { change, type Transition } from "./transitions/change";
import { creditTopUp } from "./transitions/credit";
import { announcePrice } from "./transitions/price";
import { becomeReady, beginStart, cancelPending, reserve, runwayWith } from "./transitions/reserve";
import { confirmStopped, removeInstance, setStopTime, stop } from "./transitions/run";

const [RUN, DISK, NEXT] = [rate(1000n), rate(10n), rate(1500n)];
/** Longer than any story here, so that no boot is refused and no grace ends. */
const policies = policiesWith({ ...defaultPolicies, minimumRunwaySeconds: 1n });
const at = (seconds: bigint) => second(START + seconds);
const a = { instanceId: "ins_a" };
const on = (state: AccountState, ...transitions: Transition<unknown>[]) =>
  transitions.reduce((before, one) => change(before, policies, one).state, state);
const seen = (state: AccountState, when: bigint) => catchUp(state, at(when), policies).state;
const credit = (amount: bigint, when = 0n) =>
  creditTopUp({ at: at(when), paymentIntentId: `pi_${amount}_${when}`, net: ticks(amount) });
const announce = (kind: "run" | "disk", when: bigint, changes: bigint, price = NEXT) =>
  announcePrice({
    ...{ at: at(when), itemId: "ins_a", kind },
    next: { at: at(changes), priceId: `next_${kind}`, rate: price },
  });
const begin = (balance: bigint) =>
  on(
    emptyAccount(),
    credit(balance),
    reserve({
      at: at(0n),
      instance: {
        id: "ins_a",
        runPriceId: "r",
        diskPriceId: "d",
        runRate: RUN,
        diskRate: DISK,
        stopDue: null,
      },
    }),
  );
const running = (balance = 10_000_000n) => on(begin(balance), becomeReady({ at: at(0n), ...a }));
const start = (when: bigint, runRate = NEXT) =>
  beginStart({ at: at(when), ...a, runPriceId: "today", runRate, stopDue: null });

describe("an announced price", () => {
  it("splits the run at its second, keeps the run, and is what comes next", () => {
    const told = on(running(), announce("run", 10n, 100n));
    expect(nextBend(told)).toBe(at(100n));
    expect(nextDue(told, policies)).toBe(at(100n));
    expect(seen(told, 99n).meter.burn).toBe(RUN);
    const after = seen(told, 5000n);
    const [first] = told.segments;
    expect(after.segments).toEqual([{ ...first, priceId: "next_run", rate: NEXT, lower: at(100n) }]);
    expect(after.instances[0]).toMatchObject({ runRate: NEXT, runPriceId: "next_run", nextRun: null });
  });

  it("of the disk waits while it runs, and counts when it is stopped", () => {
    const told = on(running(), announce("disk", 10n, 100n));
    // The burn of now does not change: nothing bends.
    expect(nextBend(told)).toBeNull();
    const stopped = on(told, stop({ at: at(50n), ...a, reason: "customer" }));
    expect(nextBend(stopped)).toBe(at(100n));
    expect(seen(stopped, 200n).segments).toMatchObject([{ kind: "disk", rate: NEXT, lower: at(100n) }]);
    const later = on(seen(told, 150n), stop({ at: at(200n), ...a, reason: "customer" }));
    expect(later.segments).toMatchObject([{ kind: "disk", priceId: "next_disk", rate: NEXT }]);
  });

  it("is reserved anew for what is not ready", () => {
    const told = on(begin(10_000_000n), announce("run", 10n, 100n));
    expect(seen(told, 99n).pendingBurn).toBe(RUN);
    expect(seen(told, 100n).pendingBurn).toBe(NEXT);
    const ready = on(told, becomeReady({ at: at(150n), ...a }));
    expect(ready).toMatchObject({ pendingBurn: 0n, meter: { burn: NEXT } });
  });

  it("ends with the run: a start takes today's price, and keeps that of the disk as it was told", () => {
    const off = on(
      running(),
      announce("run", 10n, 100n),
      announce("disk", 10n, 100n, rate(20n)),
      stop({ at: at(20n), ...a, reason: "customer" }),
      confirmStopped({ at: at(21n), ...a }),
    );
    expect(off.instances[0]).toMatchObject({ nextRun: null, nextDisk: { rate: 20n } });
    const again = on(off, start(30n, RUN), becomeReady({ at: at(40n), ...a }));
    expect(seen(again, 200n)).toMatchObject({
      instances: [{ runRate: RUN, diskRate: 20n }],
      segments: [{ kind: "run", rate: RUN, lower: at(40n) }],
    });
    const cancelled = on(
      off,
      start(30n, RUN),
      announce("run", 31n, 100n),
      cancelPending({ at: at(40n), ...a, reason: "customer" }),
    );
    expect(cancelled.instances[0]).toMatchObject({ nextRun: null, nextDisk: { rate: 20n } });
  });

  it("is dropped with what is terminated", () => {
    const told = on(running(), announce("run", 10n, 100n), announce("disk", 10n, 100n));
    const gone = on(told, removeInstance({ at: at(20n), ...a, reason: "customer" }));
    expect(gone.instances[0]).toMatchObject({ nextRun: null, nextDisk: null });
    expect(() => on(gone, announce("run", 30n, 100n))).toThrow("wrong_state");
  });

  it("comes after a stop at the same second", () => {
    const told = on(
      running(),
      announce("run", 10n, 100n),
      setStopTime({ at: at(11n), ...a, stopDue: at(100n) }),
    );
    const { effects } = catchUp(told, at(100n), policies);
    expect(effects.filter(({ type }) => type === "price_changed")).toEqual([]);
  });

  it("comes before the end of the balance at the same second: a lower one lets it go on", () => {
    const told = on(running(RUN * 100n + 500n), announce("run", 10n, 100n, rate(100n)));
    expect(seen(told, 104n)).toMatchObject({ exhaustedAt: null, meter: { burn: 100n } });
    expect(seen(told, 200n).exhaustedAt).toBe(at(105n));
    expect(endOfBalance(told)).toBe(at(105n));
  });

  it("is taken back by the old price", () => {
    const told = on(running(), announce("run", 10n, 100n), announce("run", 20n, 200n, RUN));
    expect(told.instances[0]?.nextRun).toBeNull();
    expect(nextBend(told)).toBeNull();
  });

  it.each([
    ["paid before its second: at the old price, and still to come", 90n, RUN, at(100n)],
    ["paid after it: at the new one", 110n, NEXT, undefined],
  ])("of a run that the end of the balance had closed and that goes on, %s", (_, when, price, next) => {
    const told = on(running(RUN * 50n), announce("run", 10n, 100n));
    const ended = seen(told, 60n);
    expect(ended).toMatchObject({ exhaustedAt: at(50n), instances: [{ state: "stopping" }] });
    const paid = on(ended, credit(10_000_000n, when));
    expect(paid.segments).toMatchObject([{ kind: "run", rate: price, lower: at(when) }]);
    expect(paid.instances[0]?.nextRun?.at).toBe(next);
    expect(seen(paid, 1000n).meter.burn).toBe(NEXT);
  });

  it("is counted in where money is reserved", () => {
    const told = on(running(RUN * 100n), announce("run", 10n, 50n, rate(4n * RUN)));
    // 50 at the old price leave 50 × RUN: 12 seconds at the new one.
    expect(endOfBalance(told)).toBe(at(62n));
    expect(runwayWith(told, rate(0n), at(10n), policies).end.at).toBe(at(62n));
  });
});

const steps = fc.array(
  fc.record({
    wait: fc.nat(25),
    verb: fc.constantFrom(...verbs),
    which: fc.nat(3),
    a: fc.nat(400),
    b: fc.nat(120),
  }),
  { minLength: 5, maxLength: 40 },
);

describe("the end that is shown", () => {
  it("is the one that comes, and so is every second on the way, over whatever is announced", () => {
    fc.assert(
      fc.property(steps, (history: Step[]) => {
        const pair = new Pair();
        let now: bigint = START;
        for (const step of [{ wait: 0, verb: "topUp", which: 0, a: 400, b: 0 } as const, ...history]) {
          now += BigInt(step.wait);
          pair.writeDown(second(now));
          pair.do(step, second(now));
        }
        // What the way does not know: a stop time on it, which makes the balance last longer.
        for (const instance of pair.real.instances) instance.stopDue = null;
        const end = endOfBalance(pair.real);
        const line = runway(fundsOf(pair.real), second(now), testPolicies.warningSeconds);
        if (end === null || line === null) return;
        const changes = line.marks.filter(
          ({ kind }) => kind === "price_changes" || kind === "credit_changes",
        );
        for (const { at, balance } of [...changes, ...line.points.slice(-1)]) {
          const then = catchUp(pair.real, at, testPolicies).state;
          expect(then.exhaustedAt).toBe(at === end ? end : null);
          expect(ticks(then.meter.settled - then.meter.accrued)).toBe(balance);
        }
      }),
      { numRuns: 150 },
    );
  });
});

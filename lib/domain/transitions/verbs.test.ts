import { describe, expect, it } from "vitest";
import type { AccountState } from "../account";
import { balanceAt } from "../account";
import { catchUp } from "../catch-up";
import { topUp } from "../ledger";
import { cents, centsToTicks, rate, ticks } from "../money";
import { defaultPolicies } from "../policies";
import { allows, instanceStates, mayBecome, stateRules } from "../states";
import { emptyAccount, START } from "../testing/histories";
import { second } from "../time";
import { change, type Transition } from "./change";
import { addGrant, correct, creditTopUp, requestRefund } from "./credit";
import { closeLate, creditLate } from "./late";
import { becomeReady, beginStart, reserve, runwayWith } from "./reserve";
import { recordDispute } from "./reversals";
import { confirmStopped, stop } from "./run";

const RATE = rate(2_490_000n);
const DISK = rate(137n);
const at = (seconds: bigint) => second(START + seconds);
const on = (state: AccountState, ...transitions: Transition<unknown>[]) =>
  transitions.reduce((before, one) => change(before, defaultPolicies, one).state, state);
const credit = (amount: bigint, when = 0n) =>
  creditTopUp({ at: at(when), paymentIntentId: `pi_${amount}_${when}`, net: ticks(amount) });
const launch = (id: string, when = 0n) =>
  reserve({
    at: at(when),
    instance: { id, runPriceId: "r", diskPriceId: "d", runRate: RATE, diskRate: DISK, stopDue: null },
  });
const ready = (id: string, when = 0n) => becomeReady({ at: at(when), instanceId: id });

describe("reserving", () => {
  it("needs the runway at burn, pending and new together, to the tick", () => {
    const need = RATE * 600n;
    expect(() => on(emptyAccount(), credit(need - 1n), launch("a"))).toThrow("insufficient_credit");
    const one = on(emptyAccount(), credit(need), launch("a"));
    expect(one.pendingBurn).toBe(RATE);
    expect(() => on(one, launch("b"))).toThrow("insufficient_credit");
    expect(runwayWith(one, RATE, at(0n), defaultPolicies).missing).toBe(need);
    expect(() => on(one, credit(need, 1n), launch("b", 1n))).not.toThrow();
  });

  it("does not count credit that expires within the runway", () => {
    const granted = centsToTicks(cents(10_000n));
    const grant = { id: "g", name: "g", priority: 0, granted, from: at(0n), expires: at(300n) };
    const state = on(emptyAccount(), addGrant({ at: at(0n), grant }));
    expect(() => on(state, launch("a"))).toThrow("insufficient_credit");
  });
});

describe("a top-up around the end of the balance", () => {
  const running = on(emptyAccount(), credit(RATE * 1000n), launch("a"), ready("a"));
  const at1000 = (when: bigint) => {
    const caughtUp = catchUp(running, at(when), defaultPolicies).state;
    return on(caughtUp, credit(RATE * 10n, when));
  };

  it("just before: the run goes on as if nothing had been near", () => {
    const state = at1000(999n);
    expect(state.instances[0]).toMatchObject({ state: "running", runCount: 1 });
    expect(balanceAt(state, at(1000n))).toBe(RATE * 10n);
  });

  it.each([1000n, 1001n, 1060n])(
    "at or after it (%s s): goes on from that second, the gap is free",
    (when) => {
      const state = at1000(when);
      expect(state.instances[0]).toMatchObject({ state: "running", runCount: 2 });
      expect(state.segments[0]?.lower).toBe(at(when));
      expect(balanceAt(state, at(when))).toBe(RATE * 10n);
    },
  );

  it("after the stop was sent: the disk is billed again, the run is offered", () => {
    const ended = catchUp(running, at(1000n), defaultPolicies).state;
    for (const instance of ended.instances) instance.stopSent = true;
    const state = on(ended, credit(RATE * 10n, 1001n));
    expect(state.instances[0]).toMatchObject({ state: "stopping", stoppedByExhaustion: at(1000n) });
    expect(state.segments).toMatchObject([{ kind: "disk", lower: at(1001n) }]);
  });
});

describe("a machine found dead", () => {
  const running = on(emptyAccount(), credit(RATE * 1_000_000n), launch("a"), ready("a"));

  it("costs what it lived, across a midnight that was settled", () => {
    const late = closeLate({ at: at(5000n), instanceId: "a", lastAlive: at(100n), reason: "host_died" });
    const state = on(running, late);
    expect(balanceAt(state, at(5000n))).toBe(RATE * 1_000_000n - RATE * 100n);
    expect(state.instances[0]?.state).toBe("stopped");
    expect(state.segments).toMatchObject([{ kind: "disk", lower: at(5000n) }]);
  });

  it("gives back what a stop had closed already, and not twice", () => {
    const stopped = on(running, stop({ at: at(50n), instanceId: "a", reason: "customer" }));
    const segment = {
      ...{ itemId: "a", runId: "run_a_1", kind: "run" as const, priceId: "r", rate: RATE },
      ...{ lower: at(0n), upper: at(50n) },
    };
    const again = (creditedFrom: bigint | null, lastAlive: bigint) =>
      creditLate({
        at: at(60n),
        instanceId: "a",
        lastAlive: at(lastAlive),
        segments: [{ ...segment, creditedFrom: creditedFrom === null ? null : at(creditedFrom) }],
      });
    const once = on(stopped, again(null, 20n));
    expect(balanceAt(once, at(60n)) - balanceAt(stopped, at(60n))).toBe(RATE * 30n);
    const twice = on(once, again(20n, 10n));
    expect(balanceAt(twice, at(60n)) - balanceAt(once, at(60n))).toBe(RATE * 10n);
    expect(balanceAt(on(twice, again(10n, 30n)), at(60n))).toBe(balanceAt(twice, at(60n)));
  });
});

describe("disputes, refunds and corrections", () => {
  it("a dispute may take the balance below zero; then nothing launches until it is paid", () => {
    const none = ticks(0n);
    const dispute = { disputeId: "dp_1", amount: ticks(RATE * 5000n), feeBefore: none, fee: none };
    const held = on(
      emptyAccount(),
      credit(RATE * 5000n),
      launch("a"),
      ready("a"),
      recordDispute({ ...dispute, at: at(100n), from: null, to: "open" }),
    );
    const ended = catchUp(held, at(100n), defaultPolicies).state;
    expect(ended).toMatchObject({ exhaustedAt: at(100n), cash: -RATE * 100n, held: RATE * 5000n });
    expect(() => on(ended, launch("b", 200n))).toThrow("balance_negative");
    const won = recordDispute({ ...dispute, at: at(300n), from: "open", to: "won" });
    expect(on(ended, won)).toMatchObject({ exhaustedAt: null, held: 0n });
  });

  it("a refund takes whole cents that are there, after what was used is paid", () => {
    const state = on(emptyAccount(), credit(36_000_000n * 10n));
    const refund = (amount: bigint) => requestRefund({ at: at(1n), refundId: "r", amount: cents(amount) });
    expect(() => on(state, refund(11n))).toThrow("refund_exceeds_balance");
    expect(on(state, refund(10n))).toMatchObject({ cash: 0n, refundPending: 360_000_000n });
  });

  it("a correction turns every sign", () => {
    const state = on(emptyAccount(), credit(500n));
    const wrong = topUp({ accountId: "acc_1", currency: "usd", at: at(0n) }, "pi_500_0", ticks(500n));
    expect(on(state, correct({ at: at(5n), wrong, note: "twice" })).cash).toBe(0n);
  });
});

describe("the table of states", () => {
  it("bills a start's disk until it is ready, then its run", () => {
    const stopped = on(
      emptyAccount(),
      credit(RATE * 5000n),
      launch("a"),
      ready("a"),
      stop({ at: at(10n), instanceId: "a", reason: "customer" }),
      confirmStopped({ at: at(12n), instanceId: "a" }),
    );
    const start = beginStart({
      at: at(20n),
      instanceId: "a",
      runPriceId: "r2",
      runRate: RATE,
      stopDue: null,
    });
    const starting = on(stopped, start);
    expect(starting.meter.burn).toBe(DISK);
    const state = on(starting, ready("a", 30n));
    expect(state.meter.burn).toBe(RATE);
    expect(balanceAt(state, at(40n))).toBe(RATE * 4980n - DISK * 20n);
  });

  it("lets nothing come back from the gone, and offers verbs only where they lead somewhere", () => {
    for (const state of instanceStates) {
      expect(mayBecome("terminated", state)).toBe(false);
      if (allows(state, "stop")) expect(stateRules[state].next).toContain("stopping");
      if (allows(state, "start")) expect(stateRules[state].next).toContain("starting");
      if (allows(state, "cancel")) expect(stateRules[state].segment).not.toBe("run");
    }
  });
});

import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { isConsistent } from "./account";
import { nextDue } from "./catch-up";
import { sumOfEntries } from "./ledger";
import { overlap } from "./price";
import { isPending } from "./states";
import { START, type Step, testPolicies, verbs } from "./testing/histories";
import { Pair } from "./testing/pair";
import { naiveVisible, visible } from "./testing/visible";
import { second } from "./time";
import { pendingOfVolume } from "./volumes";

/** Runs a history; `late` says at which seconds somebody happens to write down what is due. */
function run(
  history: Step[],
  late: (index: number) => boolean,
  look: (pair: Pair, at: bigint) => void,
): Pair {
  const pair = new Pair();
  let at: bigint = START;
  let index = 0;
  pair.do({ wait: 0, verb: "topUp", which: 0, a: 400, b: 0 }, START);
  for (const step of [...history, { wait: 60, verb: "confirm", which: 0, a: 0, b: 0 } as const]) {
    for (let waited = 0; waited < step.wait; waited++) {
      pair.naive.charge(at);
      at += 1n;
      pair.naive.due(at);
      index += 1;
      if (late(index)) pair.writeDown(second(at));
      look(pair, at);
    }
    pair.do(step, second(at));
    pair.naive.due(at);
    look(pair, at);
  }
  pair.writeDown(second(at));
  return pair;
}

vi.setConfig({ testTimeout: 120_000 });

const stepsOf = (
  some: readonly Step["verb"][],
  { wait, b, least = 5 }: { wait: number; b: number; least?: number },
  size?: "max",
) =>
  fc.array(
    fc.record({
      wait: fc.nat(wait),
      verb: fc.constantFrom(...some),
      which: fc.nat(3),
      a: fc.nat(400),
      b: fc.nat(b),
    }),
    { minLength: least, maxLength: 60, ...(size && { size }) },
  );
const steps = stepsOf(verbs, { wait: 25, b: 120 });
/** Long ones in which prices change all the time: over stops and starts, and over ends that credit takes back. */
const stepsOverPrices = fc.oneof(
  stepsOf(
    ["announce", "announce", "launch", "ready", "ready", "ready", "stop", "confirm", "start"],
    { wait: 4, b: 60, least: 20 },
    "max",
  ),
  stepsOf(
    ["announce", "announce", "launch", "ready", "ready", "ready", "topUp"],
    { wait: 15, b: 120, least: 20 },
    "max",
  ),
);

const lateness = fc.tuple(fc.integer({ min: 1, max: 97 }), fc.nat(96));

describe("a random history", () => {
  it.each([
    ["all sorts", steps, 200],
    ["prices that change all the time", stepsOverPrices, 150],
  ])(
    "of %s is at every second what the naive simulation says, however late each step is",
    (_, some, numRuns) => {
      fc.assert(
        fc.property(some, lateness, (history, [every, phase]) => {
          run(
            history,
            (index) => index % every === phase,
            (pair, at) => {
              expect(visible(pair.seen(second(at)), second(at))).toEqual(naiveVisible(pair.naive));
            },
          );
        }),
        { numRuns },
      );
    },
  );

  it("books the same whoever is late", () => {
    fc.assert(
      fc.property(steps, lateness, (history, [every, phase]) => {
        const booked = (pair: Pair) =>
          pair.effects.flatMap((effect) => (effect.type === "posted" ? [effect.transaction] : []));
        const timely = run(
          history,
          () => true,
          () => {},
        );
        const late = run(
          history,
          (index) => index % every === phase,
          () => {},
        );
        expect(booked(late)).toEqual(booked(timely));
        expect(late.closed).toEqual(timely.closed);
      }),
      { numRuns: 60 },
    );
  });

  it("balances, never goes below zero, and ends with less than one second of burn", () => {
    fc.assert(
      fc.property(steps, (history) => {
        const burnBefore = { value: 0n };
        const pair = run(
          history,
          () => false,
          (pair, at) => {
            const state = pair.seen(second(at));
            expect(isConsistent(state)).toBe(true);
            expect(visible(state, second(at)).balance).toBeGreaterThanOrEqual(0n);
            if (state.exhaustedAt === at && burnBefore.value > 0n && state.lastSettlement === at)
              expect(state.meter.accrued).toBe(0n);
            burnBefore.value = state.meter.burn;
            expect(nextDue(state, testPolicies) ?? at + 1n).toBeGreaterThan(at);
          },
        );
        for (const effect of pair.effects)
          if (effect.type === "posted") expect(sumOfEntries(effect.transaction.entries)).toBe(0n);
      }),
      { numRuns: 50 },
    );
  });

  it("settles, for each stretch, exactly what its segments say", () => {
    fc.assert(
      fc.property(steps, (history) => {
        const pair = run(
          history,
          () => false,
          () => {},
        );
        let from = START;
        for (const effect of pair.effects) {
          if (effect.type !== "posted" || effect.transaction.kind !== "usage") continue;
          const { effective, entries } = effect.transaction;
          const used = pair
            .segmentsUntil(effective)
            .reduce((sum, s) => sum + overlap(s.lower, s.upper, from, effective) * s.rate, 0n);
          expect(entries.find((entry) => entry.kind === "usage_revenue")?.ticks).toBe(used);
          from = effective;
        }
        const { meter } = pair.real;
        const open = pair
          .segmentsUntil(meter.anchor)
          .reduce((sum, s) => sum + overlap(s.lower, s.upper, from, meter.anchor) * s.rate, 0n);
        expect(meter.accrued).toBe(open);
        expect(meter.burn).toBe(pair.real.segments.reduce((sum, segment) => sum + segment.rate, 0n));
        const wanted = pair.real.instances.reduce(
          (sum, i) => sum + (isPending(i.state) ? i.runRate : 0n),
          0n,
        );
        const growing = pair.real.volumes.reduce((sum, volume) => sum + pendingOfVolume(volume), 0n);
        expect(pair.real.pendingBurn).toBe(wanted + growing);
      }),
      { numRuns: 80 },
    );
  });

  it("reaches every corner", () => {
    const reached = new Set<string>();
    for (const history of fc.sample(steps, { numRuns: 3500, seed: 2 }))
      for (const effect of run(
        history,
        () => false,
        () => {},
      ).effects) {
        if (effect.type === "posted") reached.add(effect.transaction.kind);
        if (effect.type === "notice") reached.add(effect.notice.kind);
        if (effect.type === "price_changed") reached.add(`another price: ${effect.kind}`);
        if (effect.type === "instance_changed" || effect.type === "volume_changed")
          reached.add(`${effect.from} → ${effect.to}, ${effect.reason}`);
      }
    expect([...reached].sort()).toMatchInlineSnapshot(`
      [
        "another price: disk",
        "another price: run",
        "another price: volume",
        "available → deleted, machine_lost",
        "available → deleting, customer",
        "available → deleting, grace_ended",
        "balance_ended",
        "balance_ends_in",
        "creating → available, null",
        "creating → deleting, balance_ended",
        "creating → deleting, customer",
        "creating → failed, boot_failed",
        "deleting → deleted, customer",
        "deleting → deleted, grace_ended",
        "grace_ended",
        "grant_added",
        "grant_expired",
        "grant_revoked",
        "provisioning → running, null",
        "provisioning → terminating, balance_ended",
        "provisioning → terminating, customer",
        "provisioning → terminating, stop_time",
        "refund_pending",
        "running → stopped, host_died",
        "running → stopping, balance_ended",
        "running → stopping, customer",
        "running → stopping, stop_time",
        "running → terminating, customer",
        "starting → running, null",
        "starting → stopping, customer",
        "starting → stopping, stop_time",
        "starting → terminating, customer",
        "stopped → starting, null",
        "stopped → terminating, customer",
        "stopped → terminating, grace_ended",
        "stopping → running, null",
        "stopping → stopped, balance_ended",
        "stopping → stopped, customer",
        "stopping → stopped, stop_time",
        "stopping → terminating, grace_ended",
        "top_up",
        "usage",
        "usage_credit",
      ]
    `);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decideIdleStop, type IdleRule, type IdleWatch, type LoadStretch, noticeSeconds } from "./idle-stop";

const NOW = 1_800_000_000;
const rule = (minutes: number, thresholdPercent = 5): IdleRule => ({ minutes, thresholdPercent });
const watch = (given: Partial<IdleWatch> = {}): IdleWatch => ({
  rule: rule(30),
  since: 0,
  snoozedUntil: null,
  stopAt: null,
  ...given,
});

/** A reading every ten seconds of the last `seconds`. */
const readings = (seconds: number, load: (index: number) => number = () => 1, now = NOW): LoadStretch[] =>
  Array.from({ length: Math.floor(seconds / 10) }, (_, index) => ({
    from: now - (index + 1) * 10,
    seconds: 10,
    readings: 1,
    average: load(index),
    maximum: load(index),
  }));

describe("notice", () => {
  it("is given ten minutes before, or a third of the time before", () => {
    expect([5, 15, 30, 240].map((minutes) => noticeSeconds(rule(minutes)))).toEqual([100, 300, 600, 600]);
    expect(decideIdleStop(watch(), readings(1200), NOW)).toEqual({ kind: "announce", stopAt: NOW + 600 });
    expect(decideIdleStop(watch(), readings(1100), NOW)).toEqual({ kind: "nothing" });
  });

  it("is not given for what was before the rule or the run", () => {
    expect(decideIdleStop(watch({ since: NOW - 1199 }), readings(3600), NOW)).toEqual({ kind: "nothing" });
  });

  it("is withdrawn when there is load again, and when readings fail", () => {
    const announced = watch({ stopAt: NOW + 300 });
    const idle = readings(1500);
    expect(decideIdleStop(announced, idle, NOW)).toEqual({ kind: "nothing" });
    const busy = idle.map((each, index) => (index === 0 ? { ...each, maximum: 5 } : each));
    expect(decideIdleStop(announced, busy, NOW)).toEqual({ kind: "withdraw", why: "busy" });
    expect(decideIdleStop(announced, idle.slice(7), NOW)).toEqual({ kind: "withdraw", why: "unknown" });
  });
});

it("stops at the announced second with what it saw", () => {
  const announced = watch({ stopAt: NOW });
  expect(
    decideIdleStop(
      announced,
      readings(1800, (index) => index % 2),
      NOW,
    ),
  ).toEqual({
    kind: "stop",
    evidence: {
      from: NOW - 1800,
      to: NOW,
      thresholdPercent: 5,
      averagePercent: 0.5,
      maximumPercent: 1,
      readings: 180,
      readingsPossible: 180,
    },
  });
});

it("counts minutes like the readings they are made of", () => {
  const minute = (index: number, held: number): LoadStretch => ({
    from: NOW - (index + 1) * 60,
    seconds: 60,
    readings: held,
    average: 1,
    maximum: 2,
  });
  const announced = watch({ rule: rule(60), stopAt: NOW });
  const whole = Array.from({ length: 60 }, (_, index) => minute(index, 6));
  expect(decideIdleStop(announced, whole, NOW).kind).toBe("stop");
  const thin = Array.from({ length: 60 }, (_, index) => minute(index, 5));
  expect(decideIdleStop(announced, thin, NOW)).toEqual({ kind: "withdraw", why: "unknown" });
});

describe("whatever the readings", () => {
  const world = fc.record({
    minutes: fc.integer({ min: 5, max: 90 }),
    threshold: fc.integer({ min: 1, max: 50 }),
    loads: fc.array(fc.option(fc.double({ min: 0, max: 100, noNaN: true }), { freq: 20 }), {
      minLength: 10,
      maxLength: 600,
    }),
    late: fc.integer({ min: 0, max: 400 }),
    snooze: fc.option(fc.integer({ min: -4000, max: 4000 })),
  });
  const stretchesOf = (loads: (number | null)[]): LoadStretch[] =>
    loads.flatMap((load, index) =>
      load === null
        ? []
        : [{ from: NOW - (index + 1) * 10, seconds: 10, readings: 1, average: load, maximum: load }],
    );
  type World = typeof world extends fc.Arbitrary<infer Given> ? Given : never;
  const decide = (given: World, stopAt: number | null) => {
    const stretches = stretchesOf(given.loads);
    const snoozedUntil = given.snooze === null ? null : NOW + given.snooze;
    const at = watch({ rule: rule(given.minutes, given.threshold), stopAt, snoozedUntil });
    return { stretches, verdict: decideIdleStop(at, stretches, NOW) };
  };
  /** Mostly idle, or there would be little to see. */
  const quiet = world.map((given) => ({
    ...given,
    loads: given.loads.map((load) => (load === null || load > 99 ? load : load / 100)),
  }));

  it("never stops with a reading in the window that reaches the threshold", () => {
    fc.assert(
      fc.property(quiet, (given) => {
        const { stretches, verdict } = decide(given, NOW - given.late);
        if (verdict.kind !== "stop") return;
        const from = NOW - given.minutes * 60;
        const inside = stretches.filter((each) => each.from >= from);
        for (const each of inside) expect(each.maximum).toBeLessThan(given.threshold);
        expect(verdict.evidence.maximumPercent).toBeLessThan(given.threshold);
      }),
    );
  });

  it("never stops without enough readings, nor with a hole among them", () => {
    fc.assert(
      fc.property(quiet, (given) => {
        const { stretches, verdict } = decide(given, NOW - given.late);
        if (verdict.kind !== "stop") return;
        const { from, to, readings: read } = verdict.evidence;
        expect(read).toBeGreaterThanOrEqual((to - from) * 0.09);
        const starts = stretches.map((each) => each.from).filter((each) => each > from - 10);
        for (const [index, start] of starts.entries())
          expect((starts[index - 1] ?? NOW) - start).toBeLessThanOrEqual(70);
      }),
    );
  });

  it("never stops while snoozed, and never before it was announced", () => {
    fc.assert(
      fc.property(quiet, (given) => {
        expect(decide(given, null).verdict.kind).not.toBe("stop");
        expect(decide(given, NOW + 1 + given.late).verdict.kind).not.toBe("stop");
        if (given.snooze !== null && given.snooze > 0)
          expect(decide(given, NOW - given.late).verdict).toEqual({ kind: "nothing" });
      }),
    );
  });
});

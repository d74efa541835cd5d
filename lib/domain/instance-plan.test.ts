import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  backoffSeconds,
  bootExpired,
  isReady,
  type PlanInstance,
  type PlanMachine,
  planStep,
} from "./instance-plan";
import { instanceStates } from "./states";

const launch: PlanInstance = {
  state: "provisioning",
  wanted: "running",
  generation: 1,
  appliedGeneration: 0,
  restartRequested: 0,
  restartApplied: 0,
  everReady: false,
  stateSinceMs: 0,
  bootStartedMs: null,
  moveTo: null,
  movedMs: null,
};
const start: PlanInstance = {
  ...launch,
  state: "starting",
  generation: 3,
  appliedGeneration: 2,
  everReady: true,
};
const up: PlanMachine = { status: "running", hasAddress: true, host: "a", unfinished: false };
const off: PlanMachine = { status: "stopped", hasAddress: false, host: "a", unfinished: false };
const TIMEOUT = 900;
const step = (instance: PlanInstance, machine: PlanMachine | null, nowMs = 1000) =>
  planStep(instance, machine, nowMs, { bootTimeoutSeconds: TIMEOUT, copyTimeoutSeconds: 7200 });

describe("planStep", () => {
  it("creates, starts, waits: from whatever is there", () => {
    expect(step(launch, null)).toBe("create");
    expect(step(launch, off)).toBe("start");
    expect(step(launch, up)).toBe("await_ready");
    expect(step(start, off)).toBe("start");
    expect(step(start, up)).toBe("await_ready");
  });

  it("makes a machine that was made by half again, as long as the boot may last", () => {
    const half: PlanMachine = { ...off, unfinished: true };
    expect(step(launch, half)).toBe("create");
    expect(step(launch, half, TIMEOUT * 1000)).toBe("boot_failed");
    expect(step({ ...launch, wanted: "removed" }, half)).toBe("remove");
    expect(step(start, half)).toBe("start");
  });

  it("stops, and says off only when the provider does", () => {
    const stopping: PlanInstance = { ...start, state: "stopping", wanted: "stopped" };
    expect(step(stopping, up)).toBe("stop");
    expect(step(stopping, { ...up, status: "stopping" })).toBe("stop");
    expect(step(stopping, off)).toBe("off");
    expect(step(stopping, null)).toBe("lost");
  });

  it("removes, and says gone only when the provider does", () => {
    const terminating: PlanInstance = { ...launch, state: "terminating", wanted: "removed", generation: 2 };
    expect(step(terminating, up)).toBe("remove");
    expect(step(terminating, off)).toBe("remove");
    expect(step(terminating, null)).toBe("gone");
  });

  it("does not make a second disk for a machine that was deleted by hand", () => {
    expect(step(start, null)).toBe("lost");
  });

  it("gives up a boot after the limit, counted from the provider's running", () => {
    const booting: PlanInstance = { ...launch, state: "booting", bootStartedMs: 10_000 };
    expect(step(booting, up, 909_999)).toBe("await_ready");
    expect(step(booting, up, 910_000)).toBe("boot_failed");
    expect(step(launch, null, 900_000)).toBe("boot_failed");
  });

  it("restarts without ever leaving running, also when it dies halfway", () => {
    const running: PlanInstance = {
      ...start,
      state: "running",
      appliedGeneration: 3,
      restartRequested: 1,
    };
    expect(step(running, up)).toBe("restart");
    expect(step(running, off)).toBe("start");
    expect(step({ ...running, restartApplied: 1 }, up)).toBe("nothing");
  });

  it("a stop that was taken back finds the machine up, or learns that it is off", () => {
    const reopened: PlanInstance = { ...start, state: "running", generation: 4, appliedGeneration: 2 };
    expect(step(reopened, up)).toBe("up");
    expect(step(reopened, off)).toBe("found_off");
    expect(step(reopened, { ...up, status: "frozen" })).toBe("found_paused");
    expect(step(reopened, null)).toBe("lost");
  });

  it("moves a disk first, from wherever an earlier worker left it", () => {
    const elsewhere: PlanInstance = { ...start, moveTo: "b" };
    expect(step(elsewhere, off)).toBe("move");
    expect(step(elsewhere, up)).toBe("stop");
    // Between the original's end and the copy's name there is none of the name.
    expect(step(elsewhere, null)).toBe("move");
    expect(step(elsewhere, { ...off, host: "b" })).toBe("moved");
    expect(step({ ...start, movedMs: 5000 }, { ...off, host: "b" })).toBe("start");
  });

  it("gives a copy its own limit, and the boot after it the whole of its own", () => {
    const elsewhere: PlanInstance = { ...start, moveTo: "b" };
    expect(step(elsewhere, off, 7_199_999)).toBe("move");
    expect(step(elsewhere, off, 7_200_000)).toBe("boot_failed");
    const moved: PlanInstance = { ...start, movedMs: 7_000_000 };
    expect(step(moved, { ...off, host: "b" }, 7_899_999)).toBe("start");
    expect(step(moved, { ...off, host: "b" }, 7_900_000)).toBe("boot_failed");
  });

  it("a copy that was given up is settled before the disk's host is known", () => {
    const given: PlanInstance = { ...start, state: "stopping", wanted: "stopped", moveTo: "b" };
    expect(step(given, null)).toBe("move");
    expect(step(given, off)).toBe("off");
    expect(step(given, { ...off, host: "b" })).toBe("off");
  });

  it("does nothing to what is as wanted, and never creates or starts what is not wanted running", () => {
    const anyInstance = fc.record<PlanInstance>({
      state: fc.constantFrom(...instanceStates),
      wanted: fc.constantFrom("running", "stopped", "removed"),
      generation: fc.integer({ min: 1, max: 4 }),
      appliedGeneration: fc.integer({ min: 0, max: 4 }),
      restartRequested: fc.nat(2),
      restartApplied: fc.nat(2),
      everReady: fc.boolean(),
      stateSinceMs: fc.nat(2_000_000),
      moveTo: fc.constantFrom(null, "a", "b"),
      movedMs: fc.option(fc.nat(2_000_000)),
      bootStartedMs: fc.option(fc.nat(2_000_000)),
    });
    const anyMachine = fc.option(
      fc.record<PlanMachine>({
        status: fc.constantFrom("running", "stopped", "starting", "stopping", "frozen", "error"),
        hasAddress: fc.boolean(),
        host: fc.constantFrom("a", "b"),
        unfinished: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(anyInstance, anyMachine, fc.nat(4_000_000), (instance, machine, now) => {
        const next = step(instance, machine, now);
        const settled =
          instance.generation <= instance.appliedGeneration &&
          !(instance.state === "running" && instance.restartRequested > instance.restartApplied);
        if (settled) return next === "nothing";
        if (next === "create")
          return instance.wanted === "running" && (machine?.unfinished ?? true) && !instance.everReady;
        if (next === "start" || next === "restart") return instance.wanted === "running";
        if (next === "move") return instance.moveTo !== null && machine?.host !== instance.moveTo;
        if (next === "remove") return instance.wanted === "removed" && machine !== null;
        return next !== "nothing";
      }),
    );
  });
});

describe("isReady", () => {
  const base = {
    banner: false,
    carriesCustomers: true,
    bootStartedMs: 0,
    nowMs: 89_999,
    readyAssumedAfterSeconds: 90,
  };
  it("at the banner, or after 90 s for what carries something of the customer's", () => {
    expect(isReady(base)).toBe(false);
    expect(isReady({ ...base, banner: true })).toBe(true);
    expect(isReady({ ...base, nowMs: 90_000 })).toBe(true);
    expect(isReady({ ...base, nowMs: 900_000, carriesCustomers: false })).toBe(false);
  });
});

describe("bootExpired", () => {
  it("gives a machine that never runs as long from its beginning", () => {
    expect(bootExpired({ ...launch, stateSinceMs: 5000 }, 904_999, TIMEOUT)).toBe(false);
    expect(bootExpired({ ...launch, stateSinceMs: 5000 }, 905_000, TIMEOUT)).toBe(true);
  });
});

describe("backoffSeconds", () => {
  it("doubles up to half a minute", () => {
    expect([0, 1, 2, 3, 4, 5, 6, 60].map(backoffSeconds)).toEqual([1, 1, 2, 4, 8, 16, 30, 30]);
  });
});

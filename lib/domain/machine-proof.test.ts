import { describe, expect, it } from "vitest";
import { judgeMachine } from "./machine-proof";

const base = {
  shown: { status: "running" as const, bootId: "boot-1" },
  bootId: "boot-1",
  provenAliveAt: 1000n,
  inVainSince: null,
  now: 1005n,
  unprovenSeconds: 900,
};

describe("judgeMachine", () => {
  it("the same boot proves any gap", () => {
    expect(judgeMachine({ ...base, now: 1_000_000n })).toBe("alive");
  });

  it("another boot proves only a short one", () => {
    const shown = { status: "running" as const, bootId: "boot-2" };
    expect(judgeMachine({ ...base, shown, now: 1899n })).toBe("alive");
    expect(judgeMachine({ ...base, shown, now: 1900n })).toBe("unproven");
  });

  it("off and absent are what they are", () => {
    expect(judgeMachine({ ...base, shown: { status: "off", bootId: null } })).toBe("off");
    expect(judgeMachine({ ...base, shown: null })).toBe("absent");
  });

  it("a paused machine is not alive, whichever boot it is in", () => {
    expect(judgeMachine({ ...base, shown: { status: "paused", bootId: "boot-1" } })).toBe("paused");
    expect(judgeMachine({ ...base, shown: { status: "paused", bootId: null } })).toBe("paused");
  });

  it("what cannot be asked is unproven after we looked in vain for the limit, not after we were away", () => {
    const shown = { status: "unknown" as const, bootId: null };
    expect(judgeMachine({ ...base, shown, now: 10_000n })).toBe("unknown");
    expect(judgeMachine({ ...base, shown, now: 10_000n, inVainSince: 9_101n })).toBe("unknown");
    expect(judgeMachine({ ...base, shown, now: 10_000n, inVainSince: 9_100n })).toBe("unproven");
  });

  it("a first boot id is believed", () => {
    expect(judgeMachine({ ...base, bootId: null })).toBe("alive");
  });
});

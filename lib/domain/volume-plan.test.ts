import { describe, expect, it } from "vitest";
import { type PlanStored, type PlanVolume, planVolumeStep } from "./volume-plan";

const kept: PlanVolume = {
  ...{ state: "available", sizeGib: 10n, wantedGib: 10n, instanceId: null, wantedInstanceId: null },
  ...{ wantedInstanceState: null, snapshot: null },
};
const there = { sizeGib: 10, instanceIds: [], snapshots: [], machineThere: true };
const attaching: Partial<PlanVolume> = { wantedInstanceId: "a", wantedInstanceState: "running" };
const whole = { snapshots: [{ name: "s", whole: true }] };
const halfMade = { snapshots: [{ name: "s", whole: false }] };
const snapshot = (state: "creating" | "restoring" | "deleting") => ({ snapshot: { name: "s", state } });

describe("the next step of a volume", () => {
  it.each<[string, Partial<PlanVolume>, Partial<NonNullable<PlanStored>> | null, string]>([
    ["is asked for", { state: "creating" }, null, "create"],
    ["was created by somebody who died", { state: "creating" }, {}, "created"],
    ["is unchanged", {}, {}, "nothing"],
    ["was deleted by hand", {}, null, "lost"],
    ["should grow", { wantedGib: 20n }, {}, "grow"],
    ["has grown", { wantedGib: 20n }, { sizeGib: 20 }, "grown"],
    ["should be attached", attaching, {}, "attach"],
    ["waits for the machine", attaching, { machineThere: false }, "wait"],
    ["is attached", attaching, { instanceIds: ["a"] }, "attached"],
    ["is still somewhere else", attaching, { instanceIds: ["b"] }, "detach"],
    ["was wanted by what has ended", { ...attaching, wantedInstanceState: "failed" }, {}, "release"],
    ["should be detached", { instanceId: "a" }, { instanceIds: ["a"] }, "detach"],
    ["is detached", { instanceId: "a" }, {}, "detached"],
    ["should have a snapshot", snapshot("creating"), {}, "snapshot"],
    ["has the snapshot", snapshot("creating"), whole, "snapshotted"],
    ["has half of it", snapshot("creating"), halfMade, "snapshot"],
    ["loses half of one", snapshot("deleting"), halfMade, "drop_snapshot"],
    ["goes back", snapshot("restoring"), whole, "restore"],
    ["loses a snapshot", snapshot("deleting"), whole, "drop_snapshot"],
    ["has lost it", snapshot("deleting"), {}, "snapshot_gone"],
    ["goes while attached", { state: "deleting" }, { instanceIds: ["a"] }, "detach"],
    ["goes", { state: "deleting" }, {}, "remove"],
    ["is gone", { state: "deleting" }, null, "gone"],
  ])("when it %s: %s", (_, volume, stored, step) => {
    expect(planVolumeStep({ ...kept, ...volume }, stored === null ? null : { ...there, ...stored })).toBe(
      step,
    );
  });
});

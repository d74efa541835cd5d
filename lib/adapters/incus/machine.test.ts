import { describe, expect, it } from "vitest";
import { computeErrorOf } from "./errors";
import { configOfTags, machineOf } from "./machine";
import { readEvent } from "./watch";

const instance = {
  name: "m1",
  status_code: 103,
  location: "gpu-1",
  created_at: "2026-01-02T03:04:05Z",
  last_used_at: "2026-01-02T04:00:00Z",
  config: { "user.deployment": "d", "user.a.b": "c", "limits.cpu": "2" },
  expanded_devices: {
    eth0: { type: "nic" },
    gpu10: { type: "gpu", pci: "0000:0a:00.0" },
    gpu9: { type: "gpu", pci: "0000:09:00.0" },
    ssh: { type: "proxy", listen: "tcp:[::1]:22001", connect: "tcp:127.0.0.1:22" },
  },
};
const network = {
  lo: { addresses: [{ family: "inet", address: "127.0.0.1", scope: "local" }] },
  eth0: {
    addresses: [
      { family: "inet6", address: "fd00::2", scope: "global" },
      { family: "inet", address: "10.0.0.2", scope: "global" },
    ],
  },
};
const state = { status_code: 103, pid: 77, network };

describe("what the daemon says of an instance", () => {
  it("becomes a machine", () => {
    expect(machineOf(instance, state, "own")).toEqual({
      name: "m1",
      host: "gpu-1",
      status: "running",
      tags: { deployment: "d", "a.b": "c" },
      bootId: "2026-01-02T04:00:00Z/77",
      address: { host: "::1", port: 22001 },
      cards: ["0000:09:00.0", "0000:0a:00.0"],
      createdAt: new Date("2026-01-02T03:04:05Z"),
    });
    expect(configOfTags({ "a.b": "c" })).toEqual({ "user.a.b": "c" });
  });

  it("is reached at its own address where no port is forwarded", () => {
    const direct = { ...instance, expanded_devices: {}, location: "none" };
    expect(machineOf(direct, state, "own")).toMatchObject({
      host: "own",
      address: { host: "10.0.0.2", port: 22 },
    });
  });

  it.each([
    [{ ...instance, status_code: 102 }, { ...state, status_code: 102, pid: 0 }, "stopped"],
    [{ ...instance, status_code: 112 }, null, "error"],
    [{ ...instance, status_code: 999 }, { ...state, status_code: 999 }, "error"],
  ])("has no boot unless it runs", (shown, itsState, status) => {
    expect(machineOf(shown, itsState, "own")).toMatchObject({ status, bootId: null });
  });
});

describe("the daemon's refusals", () => {
  it.each([
    [404, "Instance not found", "not_found", false],
    [404, "Image not found", "image_missing", false],
    [400, 'Instance is busy running a "start" operation', "refused", true],
    [400, 'Failed to start device "gpu0": Invalid PCI address (no device found): x', "no_capacity", false],
    [500, "Failed to connect to cluster member: no route to host", "unreachable", true],
    [412, "ETag doesn't match: a vs b", "refused", true],
    [400, "something else", "failed", false],
    [500, "something else", "failed", true],
  ])("%i %s", (status, sentence, code, retry) => {
    expect(computeErrorOf(status, sentence)).toMatchObject({ code, retry, message: sentence });
  });
});

describe("events", () => {
  const event = (action: string, source: string, type = "lifecycle") =>
    JSON.stringify({ type, timestamp: "2026-01-02T03:04:05Z", metadata: { action, source } });

  it("are read from the name of the action and the path of the instance", () => {
    expect(readEvent(event("instance-shutdown", "/1.0/instances/m1?project=default"))).toEqual({
      name: "m1",
      kind: "shutdown",
      at: new Date("2026-01-02T03:04:05Z"),
    });
    expect(readEvent(event("instance-updated", "/1.0/instances/m1"))?.kind).toBe("other");
    expect(readEvent(event("constructor", "/1.0/instances/m1"))?.kind).toBe("other");
  });

  it("of other things are passed over", () => {
    expect(readEvent(event("image-created", "/1.0/images/abc"))).toBeNull();
    expect(readEvent(event("instance-started", "/1.0/instances/m1", "operation"))).toBeNull();
    expect(readEvent("not json")).toBeNull();
  });
});

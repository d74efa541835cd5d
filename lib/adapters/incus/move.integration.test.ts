import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { OWN_ADDRESS } from "@/lib/ports/clusters";
import type { SandboxFault } from "@/lib/sandbox/incus/config";
import { newKeyPair } from "@/lib/sandbox/incus/ssh/key-pair";
import { startIncusSandbox } from "@/lib/sandbox/incus/start";
import { reservePorts } from "@/lib/testing/ports";
import { IncusClient } from "./client";
import { createIncusCompute } from "./compute";
import { moveContract } from "./move.contract";
import { codeOf } from "./testing/bench.contract";
import { transportTo } from "./transport";

const firstPort = await reservePorts();
const host = (name: string, address: string) => ({
  name,
  address,
  vcpus: 16,
  memoryMib: 65_536,
  diskGib: 500,
  cards: [],
});

async function startCluster(copyMs: number, faults: SandboxFault[] = []) {
  const folder = mkdtempSync(join(tmpdir(), "incus "));
  const timing = { imageMs: 0, createMs: 0, startMs: 0, bootMs: 0, stopMs: 0, deleteMs: 0, copyMs };
  const config = {
    regions: { here: { hosts: [host("one", "127.0.0.1"), host("two", "127.0.0.2")] } },
    timing,
    faults,
  };
  const sandbox = await startIncusSandbox({ folder, config });
  const address = { kind: "unix", folder: join(folder, "here") } as const;
  const connect = (deploymentId: string) =>
    createIncusCompute({
      address,
      deploymentId,
      sshHost: OWN_ADDRESS,
      portRange: [firstPort, firstPort + 39],
    });
  const close = async () => {
    await sandbox.close();
    rmSync(folder, { recursive: true });
  };
  return { address, connect, close };
}

moveContract("the sandbox", async () => {
  const { address, connect, close } = await startCluster(300);
  const client = new IncusClient(transportTo(address), 10_000, 60_000);
  return {
    compute: connect("test-deployment"),
    stranger: connect("another-deployment"),
    deploymentId: "test-deployment",
    imageAlias: "ubuntu-24.04",
    folder: address.folder,
    keys: newKeyPair(),
    bootTimeoutMs: 5000,
    change: (method, path, body) => client.change(method, path, { body }),
    close,
  };
});

it("a copy that fails leaves the machine where it was; one whose answer was lost is found where it went", async () => {
  const { connect, close } = await startCluster(0, [
    { match: "*", on: "move", kind: "fail", times: 1 },
    { match: "*", on: "move", kind: "timeout-after-success", times: 2 },
  ]);
  try {
    const compute = connect("test-deployment");
    const name = "traveller";
    const sizes = { vcpus: 1, memoryMib: 256, diskGib: 2, cards: [] };
    const first = { sshPublicKeys: [], startupScript: null, hostname: name, tags: { instance: name } };
    await compute.create({ name, host: "one", imageAlias: "ubuntu-24.04", ...sizes, ...first });
    // The first fault strikes with the second: no answer, and no copy.
    expect(await codeOf(compute.move(name, "two"))).toBe("unreachable");
    await compute.settleMove(name);
    expect(await compute.machines()).toMatchObject([{ name, host: "one", status: "stopped" }]);
    expect(await codeOf(compute.move(name, "two"))).toBe("unreachable");
    await compute.move(name, "two");
    expect(await compute.machines()).toMatchObject([{ name, host: "two", status: "stopped" }]);
  } finally {
    await close();
  }
});

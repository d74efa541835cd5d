import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { WantedFirewall } from "@/lib/domain/firewall/plan";
import type { SandboxNetwork } from "@/lib/sandbox/incus/config";
import { newKeyPair } from "@/lib/sandbox/incus/ssh/key-pair";
import { startIncusSandbox } from "@/lib/sandbox/incus/start";
import { reservePorts } from "@/lib/testing/ports";
import { createIncusCompute } from "./compute";
import { forwardDevice } from "./devices";
import { forwardsContract } from "./firewall.contract";
import { aclContract } from "./firewall-acl.contract";
import { Bench } from "./testing/bench.contract";

const deploymentId = "test-deployment";
const keys = newKeyPair();
const timing = { imageMs: 0, createMs: 0, startMs: 0, bootMs: 0, stopMs: 0, deleteMs: 0 };
const firstPort = await reservePorts();

async function sandboxCluster(network: SandboxNetwork, portRange: [number, number] | null) {
  const folder = mkdtempSync(join(tmpdir(), "incus "));
  const host = { name: "one", vcpus: 64, memoryMib: 65_536, diskGib: 500, cards: [] };
  const config = { regions: { here: { hosts: [host], network } }, timing };
  const sandbox = await startIncusSandbox({ folder, config });
  const connect = (id: string) =>
    createIncusCompute({
      address: { kind: "unix", folder: join(folder, "here") },
      deploymentId: id,
      sshHost: "127.0.0.1",
      portRange,
    });
  return {
    compute: connect(deploymentId),
    stranger: connect("another-deployment"),
    folder: join(folder, "here"),
    deploymentId,
    imageAlias: "ubuntu-24.04",
    keys,
    bootTimeoutMs: 5000,
    runs: false,
    async close() {
      await sandbox.close();
      rmSync(folder, { recursive: true });
    },
  };
}

forwardsContract("the sandbox", () => sandboxCluster("bridge", [firstPort, firstPort + 29]));

/** Guests answer on port 22 of addresses of their own, which not everybody may listen on. */
const lowPorts = await new Promise<boolean>((resolve) => {
  const probe = createServer();
  probe.once("error", () => resolve(false));
  probe.listen(22, "127.254.254.254", () => probe.close(() => resolve(true)));
});
describe.runIf(lowPorts)("with ports below 1024", () => {
  aclContract("the sandbox", () => sandboxCluster("ovn", null));
});

describe("on a bridge, without ports of the hosts", () => {
  it("there is no firewall to be had, and an interface takes no ACL", async () => {
    const cluster = await sandboxCluster("bridge", null);
    onTestFinished(cluster.close);
    expect(await cluster.compute.firewallMode()).toBe("none");
    const bench = await Bench.open(cluster);
    const wish = bench.wish();
    await cluster.compute.create(wish);
    const rules = cluster.compute.applyFirewall(wish.name, { kind: "acl", rules: [] });
    await expect(rules).rejects.toThrow('Invalid device option "security.acls"');
  });
});

describe("a port that some other program of the host has", () => {
  it("is left to it when the machine starts: whatever was there moves, and the rest stays", async () => {
    const cluster = await sandboxCluster("bridge", [firstPort + 30, firstPort + 39]);
    onTestFinished(cluster.close);
    const bench = await Bench.open(cluster);
    const wish = bench.wish();
    await cluster.compute.create(wish);
    const wanted = { kind: "forwards", ssh: true, forwards: [{ protocol: "tcp", port: 8888 }] } as const;
    const before = await cluster.compute.applyFirewall(wish.name, {
      ...wanted,
      forwards: [...wanted.forwards],
    });
    const squatter = createServer();
    const port = before.forwards[0]?.outside.port ?? 0;
    await new Promise<void>((resolve) => squatter.listen(port, "127.0.0.1", resolve));
    await cluster.compute.start(wish.name);
    squatter.close();
    const after = await cluster.compute.applyFirewall(wish.name, {
      ...wanted,
      forwards: [...wanted.forwards],
    });
    expect(after).toMatchObject({ changed: false, ssh: before.ssh });
    expect(after.forwards[0]?.outside.port).not.toBe(port);
  });
});

describe("a port that is open already", () => {
  it("stays where it is, whatever is opened beside it", async () => {
    const cluster = await sandboxCluster("bridge", [firstPort + 30, firstPort + 33]);
    onTestFinished(cluster.close);
    const bench = await Bench.open(cluster);
    const wish = bench.wish({ name: "t-steady" });
    await cluster.compute.create(wish);
    const open = async (...ports: number[]) => {
      const forwards = ports.map((port) => ({ protocol: "tcp" as const, port }));
      const found = await cluster.compute.applyFirewall(wish.name, { kind: "forwards", ssh: true, forwards });
      return found.forwards.find(({ port }) => port === 9000)?.outside.port;
    };
    const steady = await open(9000);
    // Each asks for another of the four ports first; some of them for the one that is taken.
    for (let port = 8001; port <= 8016; port += 1) expect(await open(port, 9000)).toBe(steady);
  });
});

describe("a port that two machines have", () => {
  it("stays with the older one; the younger one gets another, and its place in the list stays", async () => {
    const cluster = await sandboxCluster("bridge", [firstPort + 30, firstPort + 39]);
    onTestFinished(cluster.close);
    const bench = await Bench.open(cluster);
    const [elder, younger] = [bench.wish({ name: "t-elder" }), bench.wish({ name: "t-younger" })];
    for (const wish of [elder, younger]) await cluster.compute.create(wish);
    const open = (): WantedFirewall => ({
      kind: "forwards",
      ssh: true,
      forwards: [{ protocol: "tcp", port: 80 }],
    });
    const first = await cluster.compute.applyFirewall(elder.name, open());
    const port = first.forwards[0]?.outside.port ?? 0;
    // As another process does that chose in the same moment.
    const devices = { "open-tcp-80": forwardDevice("127.0.0.1", port, { protocol: "tcp", port: 80 }) };
    await bench.byHand("PATCH", `/1.0/instances/${younger.name}`, { devices });
    expect(await cluster.compute.applyFirewall(elder.name, open())).toEqual({ ...first, changed: false });
    const second = await cluster.compute.applyFirewall(younger.name, open());
    expect(second.changed).toBe(true);
    expect(second.forwards[0]?.outside.port).not.toBe(port);
  });
});

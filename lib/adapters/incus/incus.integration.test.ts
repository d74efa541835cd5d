import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Compute, ComputeError, type CreateMachine } from "@/lib/ports/compute";
import type { SandboxConfig, SandboxFault } from "@/lib/sandbox/incus/config";
import { newKeyPair } from "@/lib/sandbox/incus/ssh/key-pair";
import { type IncusSandbox, startIncusSandbox } from "@/lib/sandbox/incus/start";
import { patience } from "@/lib/testing/patience";
import { reservePorts } from "@/lib/testing/ports";
import { accessContract } from "./access.contract";
import { createIncusCompute } from "./compute";
import { computeContract } from "./compute.contract";
import { privateImageContract } from "./private-image.contract";
import { probeSsh } from "./ssh-probe";
import { telemetryContract } from "./telemetry.contract";

const deploymentId = "test-deployment";
const keys = newKeyPair();
const publicKey = keys.public;
const firstPort = await reservePorts();

const card = (pciAddress: string) => ({
  pciAddress,
  vendor: "NVIDIA Corporation",
  product: "A100 80GB PCIe",
});
const host = (name: string, cards: string[] = []) => ({
  name,
  vcpus: 16,
  memoryMib: 65_536,
  diskGib: 500,
  cards: cards.map(card),
});
const timing = { imageMs: 0, createMs: 0, startMs: 0, bootMs: 0, stopMs: 0, deleteMs: 0 };

function configWith(overrides: Partial<SandboxConfig> = {}): SandboxConfig {
  const hosts = [host("gpu-1", ["0000:41:00.0", "0000:42:00.0"]), host("cpu-1")];
  return { regions: { here: { hosts } }, timing, ...overrides };
}

async function startCluster(config = configWith()) {
  const folder = mkdtempSync(join(tmpdir(), "incus "));
  const sandbox = await startIncusSandbox({ folder, config });
  const connect = (id: string, extra: { requestTimeoutMs?: number } = {}): Compute =>
    createIncusCompute({
      address: { kind: "unix", folder: join(folder, "here") },
      deploymentId: id,
      sshHost: "127.0.0.1",
      portRange: [firstPort, firstPort + 39],
      ...extra,
    });
  const close = async () => {
    await sandbox.close();
    rmSync(folder, { recursive: true });
  };
  return { folder, sandbox, connect, close };
}

async function sandboxCluster() {
  const { folder, sandbox, connect, close } = await startCluster();
  return {
    compute: connect(deploymentId),
    stranger: connect("another-deployment"),
    folder: join(folder, "here"),
    deploymentId,
    imageAlias: "ubuntu-24.04",
    keys,
    bootTimeoutMs: 5000,
    async evacuate(name: string, away: boolean) {
      const config = configWith();
      for (const each of config.regions.here?.hosts ?? [])
        if (each.name === name && away) each.status = "evacuated";
      await sandbox.reconfigure(config);
    },
    close,
  };
}

computeContract("the sandbox", sandboxCluster);
accessContract("the sandbox", sandboxCluster);
privateImageContract("the sandbox", sandboxCluster);
telemetryContract("the sandbox", sandboxCluster);

describe("the adapter when things go wrong", () => {
  let cluster: Awaited<ReturnType<typeof startCluster>>;
  let compute: Compute;

  const input = (name: string, extra: Partial<CreateMachine> = {}): CreateMachine => ({
    name,
    host: "gpu-1",
    imageAlias: "ubuntu-24.04",
    vcpus: 2,
    memoryMib: 1024,
    diskGib: 10,
    cards: [],
    sshPublicKeys: [publicKey],
    startupScript: null,
    hostname: name,
    tags: { instance: name },
    ...extra,
  });
  const errorOf = async (promise: Promise<unknown>): Promise<ComputeError> => {
    const error: unknown = await promise.then(
      () => null,
      (reason: unknown) => reason,
    );
    if (error instanceof ComputeError) return error;
    throw new Error(`Expected a ComputeError, got ${String(error)}`);
  };
  const faulty = (fault: Omit<SandboxFault, "match">) =>
    cluster.sandbox.reconfigure(configWith({ faults: [{ match: "*", ...fault }] }));

  beforeEach(async () => {
    cluster = await startCluster();
    compute = cluster.connect(deploymentId);
  });
  afterEach(() => cluster.close());

  it("finds the machine that was created although the answer never came", async () => {
    await faulty({ on: "create", kind: "timeout-after-success", times: 1 });
    expect(await errorOf(compute.create(input("m1")))).toMatchObject({ code: "unreachable", retry: true });
    await compute.create(input("m1"));
    expect(await compute.machine("m1")).toMatchObject({ status: "stopped" });
    expect(await compute.machines()).toHaveLength(1);
  });

  it.each(["start", "stop", "delete"] as const)("repeats a %s whose answer was lost", async (on) => {
    await compute.create(input("m1"));
    if (on !== "start") await compute.start("m1");
    await faulty({ on, kind: "timeout-after-success", times: 1 });
    const act = () =>
      on === "start" ? compute.start("m1") : on === "stop" ? compute.stop("m1", 5) : removeStopped();
    const removeStopped = async () => {
      await compute.stop("m1", 0);
      await compute.remove("m1");
    };
    expect(await errorOf(act())).toMatchObject({ code: "unreachable", retry: true });
    await (on === "delete" ? compute.remove("m1") : act());
    const after = await compute.machine("m1");
    expect(after?.status).toBe({ start: "running", stop: "stopped", delete: undefined }[on]);
  });

  it("moves to another port when a program outside the cluster listens on the machine's", async () => {
    await compute.create(input("m1"));
    const first = (await compute.machine("m1"))?.address?.port;
    const intruder = createServer().listen(first, "127.0.0.1");
    await once(intruder, "listening");
    await compute.start("m1");
    const machine = await compute.machine("m1");
    expect(machine?.status).toBe("running");
    expect(machine?.address?.port).not.toBe(first);
    intruder.close();
  });

  it("reports a creation that failed, and leaves nothing behind", async () => {
    await faulty({ on: "create", kind: "fail", message: "disk controller on fire" });
    const error = await errorOf(compute.create(input("m1")));
    expect(error).toMatchObject({ code: "failed" });
    expect(error.message).toContain("disk controller on fire");
    expect(await compute.machine("m1")).toBeNull();
  });

  it("switches off a guest that does not shut down in time", async () => {
    await compute.create(input("m1"));
    await compute.start("m1");
    await faulty({ on: "stop", kind: "slow", seconds: 3600 });
    await compute.stop("m1", 1);
    expect(await compute.machine("m1")).toMatchObject({ status: "stopped" });
  });

  it("never hears SSH from a machine whose SSH does not come up", async () => {
    await faulty({ on: "start", kind: "no-ssh" });
    await compute.create(input("m1"));
    await compute.start("m1");
    const machine = await compute.machine("m1");
    expect(machine?.status).toBe("running");
    expect(machine?.address && (await probeSsh(machine.address, 500))).toBe(false);
  });

  it("sees a guest that shut itself down", async () => {
    await faulty({ on: "start", kind: "die-after-seconds", seconds: 0 });
    await compute.create(input("m1"));
    await compute.start("m1");
    await expect.poll(async () => (await compute.machine("m1"))?.status, patience).toBe("stopped");
  });

  it("sees a host die with its machines, and come back without them running", async () => {
    await compute.create(input("m1"));
    await compute.start("m1");
    const before = await compute.machine("m1");
    const dead = configWith();
    const [first] = dead.regions.here?.hosts ?? [];
    if (first) first.status = "offline";
    await cluster.sandbox.reconfigure(dead);
    expect(await compute.machine("m1")).toMatchObject({ status: "error", bootId: null });
    expect(before?.address && (await probeSsh(before.address, 500))).toBe(false);
    const hosts = await compute.hosts();
    expect(hosts.map(({ name, online }) => [name, online])).toEqual([
      ["gpu-1", false],
      ["cpu-1", true],
    ]);
    expect(await errorOf(compute.start("m1"))).toMatchObject({ code: "unreachable", retry: true });
    await cluster.sandbox.reconfigure(configWith());
    expect(await compute.machine("m1")).toMatchObject({ status: "stopped", bootId: null });
  });

  it("does not give a card to two running machines", async () => {
    await compute.create(input("m1", { cards: ["0000:41:00.0"] }));
    await compute.create(input("m2", { cards: ["0000:41:00.0"] }));
    await compute.start("m1");
    expect(await errorOf(compute.start("m2"))).toMatchObject({ code: "no_capacity", retry: true });
    await compute.stop("m1", 0);
    await compute.start("m2");
  });

  it("gives slices of a card, each to one running machine, and the card to nobody meanwhile", async () => {
    const sliced = configWith();
    const [first] = sliced.regions.here?.hosts[0]?.cards ?? [];
    const slice = (gpu: number) => ({ gpu, compute: 0, profile: "1g.10gb" });
    if (first) first.slices = [slice(7), slice(8)];
    await cluster.sandbox.reconfigure(sliced);
    const found = (await compute.hosts()).find(({ name }) => name === "gpu-1")?.cards;
    expect(found?.map(({ pciAddress, model }) => [pciAddress, model])).toEqual([
      ["0000:41:00.0/7/0", "NVIDIA A100 80GB PCIe MIG 1g.10gb"],
      ["0000:41:00.0/8/0", "NVIDIA A100 80GB PCIe MIG 1g.10gb"],
      ["0000:42:00.0", "NVIDIA A100 80GB PCIe"],
    ]);
    const cards = {
      m1: "0000:41:00.0/7/0",
      m2: "0000:41:00.0/8/0",
      m3: "0000:41:00.0/8/0",
      m4: "0000:41:00.0",
    };
    for (const [name, card] of Object.entries(cards)) await compute.create(input(name, { cards: [card] }));
    await compute.start("m1");
    await compute.start("m2");
    expect((await compute.machine("m1"))?.cards).toEqual(["0000:41:00.0/7/0"]);
    for (const late of ["m3", "m4"])
      expect(await errorOf(compute.start(late))).toMatchObject({ code: "no_capacity", retry: true });
    let said = "";
    const list = { command: ["nvidia-smi", "-L"], terminal: null };
    const running = await compute.exec("m1", list, (data) => {
      said += data.toString();
    });
    expect(await running.ended).toEqual({ exitCode: 0 });
    expect(said).toContain("MIG 1g.10gb");
    await compute.stop("m2", 0);
    await compute.start("m3");
  });

  it("refuses an unknown host", async () => {
    const nowhere = await errorOf(compute.create(input("m1", { host: "nowhere" })));
    expect(nowhere).toMatchObject({ code: "no_capacity", retry: false });
  });

  it("says that the provider cannot be reached", async () => {
    await cluster.sandbox.close();
    expect(await errorOf(compute.machines())).toMatchObject({ code: "unreachable", retry: true });
    cluster.sandbox = await startIncusSandbox({ folder: cluster.folder, config: configWith() });
  });

  it("finds the same boot after the provider's daemon was away, and is told of the gap", async () => {
    await compute.create(input("m1"));
    await compute.start("m1");
    const before = await compute.machine("m1");
    const ended = new AbortController();
    let gaps = 0;
    let events = 0;
    compute.watch(
      () => (events += 1),
      () => (gaps += 1),
      ended.signal,
    );
    const ring = async () => {
      await compute.tag("m1", { bell: "ding" });
      return events;
    };
    await expect.poll(ring, patience).toBeGreaterThan(0);
    await cluster.sandbox.close();
    cluster.sandbox = await startIncusSandbox({ folder: cluster.folder, config: configWith() });
    await expect.poll(() => gaps, patience).toBe(1);
    ended.abort();
    const after = await compute.machine("m1");
    expect(after?.bootId).toBe(before?.bootId);
    const { address } = after ?? {};
    await expect.poll(() => address && probeSsh(address, 500), patience).toBe(true);
  });
});

describe("two sandboxes in one folder", () => {
  it("refuses the second with a sentence that names the socket", async () => {
    const { folder, close } = await startCluster();
    const second: Promise<IncusSandbox> = startIncusSandbox({ folder, config: configWith() });
    await expect(second).rejects.toThrow(/Another Incus sandbox is already listening on .*unix\.socket/);
    await close();
  });
});

import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type ClusterAddress,
  type ClusterConnection,
  type ClusterReport,
  OWN_ADDRESS,
} from "@/lib/ports/clusters";
import { type Compute, ComputeError } from "@/lib/ports/compute";
import type { SandboxConfig, SandboxRegion } from "@/lib/sandbox/incus/config";
import { newKeyPair } from "@/lib/sandbox/incus/ssh/key-pair";
import { startIncusSandbox } from "@/lib/sandbox/incus/start";
import { reservePorts } from "@/lib/testing/ports";
import { IncusClient } from "./client";
import { createIncusCompute } from "./compute";
import { computeContract } from "./compute.contract";
import { inspectorOf } from "./inspect";
import { fingerprintOf, makeIdentity } from "./tls";
import { transportTo } from "./transport";

const deploymentId = "test-deployment";
const keys = newKeyPair();
const firstPort = await reservePorts();
const card = (slot: number) => ({
  pciAddress: `0000:4${slot}:00.0`,
  vendor: "NVIDIA Corporation",
  product: "A100 80GB PCIe",
});
const host = (name: string, cards: number) => ({
  name,
  vcpus: 16,
  memoryMib: 65_536,
  diskGib: 500,
  cards: Array.from({ length: cards }, (_, slot) => card(slot)),
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** A simulated cluster over HTTPS and a client that it does not know yet. */
async function startTlsCluster() {
  const folder = mkdtempSync(join(tmpdir(), "incus "));
  const region: SandboxRegion = {
    hosts: [host("gpu-1", 2), host("cpu-1", 0), host("cpu-2", 0)],
    httpsPort: await freePort(),
    trustPassword: "open",
  };
  const timing = { imageMs: 0, createMs: 0, startMs: 0, bootMs: 0, stopMs: 0, deleteMs: 0 };
  const config: SandboxConfig = { regions: { here: region }, timing };
  const sandbox = await startIncusSandbox({ folder, config });
  const made = await makeIdentity("test", new Date());
  const identity = async () => made;
  const address = {
    kind: "https" as const,
    host: "127.0.0.1",
    port: region.httpsPort ?? 0,
    fingerprint: fingerprintOf(readFileSync(join(folder, "here", "server.crt"), "utf8")),
  };
  const socket: ClusterAddress = { kind: "unix", folder: join(folder, "here") };
  const as = (to: ClusterAddress) => new IncusClient(transportTo(to, identity), 5000, 5000);
  const trust = (extra: object = {}) =>
    as(address).change("POST", "/1.0/certificates", {
      body: { type: "client", password: "open", ...extra },
    });
  const connect = (id: string): Compute =>
    createIncusCompute({
      address,
      identity,
      deploymentId: id,
      sshHost: "127.0.0.1",
      portRange: [firstPort, firstPort + 29],
    });
  const close = async () => {
    await sandbox.close();
    rmSync(folder, { recursive: true });
  };
  return { folder, sandbox, config, address, socket, made, identity, as, trust, connect, close };
}

computeContract("the sandbox over HTTPS", async () => {
  const { folder, connect, close, trust } = await startTlsCluster();
  await trust();
  return {
    compute: connect(deploymentId),
    stranger: connect("another-deployment"),
    deploymentId,
    folder: join(folder, "here"),
    imageAlias: "ubuntu-24.04",
    keys,
    bootTimeoutMs: 5000,
    close,
  };
});

describe("a cluster over HTTPS", () => {
  let cluster: Awaited<ReturnType<typeof startTlsCluster>>;
  beforeEach(async () => {
    cluster = await startTlsCluster();
  });
  afterEach(() => cluster.close());

  const inspect = (
    address: ClusterAddress,
    pool = "default",
    aliases = ["debian-12"],
    sshReach: ClusterConnection["sshReach"] = null,
  ) => inspectorOf(cluster.identity)({ address, storagePool: pool, sshReach }, aliases);
  const kinds = (report: ClusterReport) => report.problems.map(({ kind }) => kind);

  it("is joined once everything is as it should be", async () => {
    await cluster.trust();
    expect(await inspect(cluster.address)).toEqual({
      problems: [],
      found: { server: "lxd", version: "5.0.2", clustered: true, hosts: 3, cards: 2 },
    });
    expect((await inspect(cluster.socket)).problems).toEqual([]);
  });

  it("that is not there", async () => {
    const nowhere = { ...cluster.address, port: await freePort() };
    expect(kinds(await inspect(nowhere))).toEqual(["unreachable"]);
    expect(kinds(await inspect({ kind: "unix", folder: "/nowhere" }))).toEqual(["unreachable"]);
  });

  it("whose certificate nobody has confirmed, or is another one: both are shown", async () => {
    const { fingerprint } = cluster.address;
    expect((await inspect({ ...cluster.address, fingerprint: null })).problems).toEqual([
      { kind: "certificate_unknown", presented: fingerprint },
    ]);
    const other = "0".repeat(64);
    expect((await inspect({ ...cluster.address, fingerprint: other })).problems).toEqual([
      { kind: "certificate_other", presented: fingerprint, expected: other },
    ]);
    await expect(
      createIncusCompute({
        address: { ...cluster.address, fingerprint: other },
        identity: cluster.identity,
        deploymentId,
        sshHost: "127.0.0.1",
        portRange: null,
      }).machines(),
    ).rejects.toMatchObject({ code: "unreachable", retry: true });
  });

  it("gets nothing of a request before its certificate was compared", async () => {
    let heard = "";
    // Plain TCP in front of the real server: it would see a request that is not encrypted to the right one.
    const impostor = createServer((socket) =>
      socket
        .on("error", () => undefined)
        .on("data", (chunk) => {
          heard += chunk.toString("latin1");
          socket.end("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}");
        }),
    ).listen(0, "127.0.0.1");
    await once(impostor, "listening");
    const { port } = impostor.address() as AddressInfo;
    expect(kinds(await inspect({ ...cluster.address, port }))).toEqual(["unreachable"]);
    impostor.close();
    expect(heard).not.toContain("/1.0");
  });

  it("that does not know us, or only for its projects", async () => {
    expect(kinds(await inspect(cluster.address))).toEqual(["not_trusted"]);
    expect(
      await cluster
        .connect(deploymentId)
        .machines()
        .catch((error: unknown) => error),
    ).toMatchObject({
      code: "refused",
      message: "the cluster does not trust our certificate",
    });
    await cluster.trust({ restricted: true, projects: ["lab"] });
    expect((await inspect(cluster.address)).problems).toEqual([
      { kind: "no_permission", detail: "restricted to projects: lab" },
    ]);
  });

  it("without the pool or the images", async () => {
    await cluster.trust();
    expect(await inspect(cluster.address, "fast", ["debian-12", "plan9", "beos"])).toMatchObject({
      problems: [
        { kind: "no_storage_pool", wanted: "fast", existing: ["default"] },
        { kind: "images_missing", aliases: ["plan9", "beos"] },
      ],
      found: { hosts: 0 },
    });
  });

  it("whose hosts should forward from addresses that they do not have", async () => {
    await cluster.trust();
    const own = { host: OWN_ADDRESS, ports: [22_000, 22_099] } satisfies ClusterConnection["sshReach"];
    const reached = (sshReach: ClusterConnection["sshReach"]) =>
      inspect(cluster.address, "default", ["debian-12"], sshReach);
    expect((await reached(own)).problems).toEqual([]);
    const { here } = cluster.config.regions;
    const [first, ...others] = here?.hosts ?? [];
    if (!here || !first) throw new Error("the cluster has no hosts");
    const nameless = { ...here, hosts: [{ ...first, address: "gpu.example" }, ...others] };
    await cluster.sandbox.reconfigure({ ...cluster.config, regions: { here: nameless } });
    expect((await reached(own)).problems).toEqual([{ kind: "no_address", hosts: [first.name] }]);
    expect((await reached({ ...own, host: "203.0.113.5" })).problems).toEqual([]);
    expect((await reached(null)).problems).toEqual([]);
  });

  it("refuses a wrong password, and trusts whom the administrator adds", async () => {
    await expect(cluster.trust({ password: "guess" })).rejects.toThrow("not authorized");
    const pem = cluster.made.certificate;
    const certificate = pem.replace(/-----[^-]+-----|\s/g, "");
    await cluster
      .as(cluster.socket)
      .change("POST", "/1.0/certificates", { body: { type: "client", name: "portal", certificate } });
    expect(kinds(await inspect(cluster.address))).toEqual([]);
  });

  it("keeps its certificate and whom it trusts over a restart", async () => {
    await cluster.trust();
    await cluster.sandbox.close();
    const again = await startIncusSandbox({ folder: cluster.folder, config: cluster.config });
    expect(kinds(await inspect(cluster.address))).toEqual([]);
    await again.close();
  });

  it("compares the certificate on every connection, also after a kept one broke", async () => {
    await cluster.trust();
    const compute = cluster.connect(deploymentId);
    await compute.hosts();
    await cluster.sandbox.close();
    for (const file of ["server.crt", "server.key"]) rmSync(join(cluster.folder, "here", file));
    const impostor = await startIncusSandbox({ folder: cluster.folder, config: cluster.config });
    await expect(compute.hosts()).rejects.toMatchObject({
      code: "unreachable",
      expected: cluster.address.fingerprint,
    });
    await impostor.close();
  });

  it("evacuates a host: cards stay with it, the others go, and come back", async () => {
    await cluster.trust();
    const compute = cluster.connect(deploymentId);
    const wish = {
      imageAlias: "debian-12",
      vcpus: 1,
      memoryMib: 256,
      diskGib: 1,
      sshPublicKeys: [keys.public],
      startupScript: null,
      hostname: "m",
    };
    const make = async (name: string, on: string, cards: string[]) => {
      await compute.create({ ...wish, name, host: on, cards, tags: { instance: name } });
      await compute.start(name);
      return (await compute.machine(name))?.bootId;
    };
    await make("with-card", "gpu-1", ["0000:40:00.0"]);
    const boot = await make("without", "gpu-1", []);
    await compute.evacuate("gpu-1");
    await compute.evacuate("gpu-1");
    const out = (await compute.hosts()).find(({ name }) => name === "gpu-1");
    expect(out).toMatchObject({ online: true, evacuated: true, schedulable: false });
    expect(await compute.machine("with-card")).toMatchObject({ host: "gpu-1", status: "stopped" });
    const moved = await compute.machine("without");
    expect(moved).toMatchObject({ status: "running", host: expect.stringMatching(/^cpu-/) });
    expect(moved?.bootId).not.toBe(boot);
    await compute.restore("gpu-1");
    await compute.restore("gpu-1");
    expect(await compute.machine("with-card")).toMatchObject({ host: "gpu-1", status: "running" });
    expect(await compute.machine("without")).toMatchObject({ host: "gpu-1", status: "running" });
    await expect(compute.evacuate("no-such-host")).rejects.toBeInstanceOf(ComputeError);
    for (const name of ["with-card", "without"]) await compute.remove(name);
  });
});

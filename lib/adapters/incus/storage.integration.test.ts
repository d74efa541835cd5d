import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { z } from "zod";
import { newKeyPair } from "@/lib/sandbox/incus/ssh/key-pair";
import { startIncusSandbox } from "@/lib/sandbox/incus/start";
import { IncusClient } from "./client";
import { createIncusCompute } from "./compute";
import { snapshotsContract } from "./snapshots.contract";
import { codeOf } from "./testing/bench.contract";
import { transportTo } from "./transport";
import { volumesContract } from "./volumes.contract";

const deploymentId = "test-deployment";
const host = (name: string) => ({ name, vcpus: 16, memoryMib: 65_536, diskGib: 500, cards: [] });
const timing = { imageMs: 0, createMs: 0, startMs: 0, bootMs: 0, stopMs: 0, deleteMs: 0 };

async function sandboxCluster(speed = timing) {
  const folder = mkdtempSync(join(tmpdir(), "incus "));
  const config = { regions: { here: { hosts: [host("one"), host("two")] } }, timing: speed };
  let sandbox = await startIncusSandbox({ folder, config });
  const connect = (id: string) =>
    createIncusCompute({
      address: { kind: "unix", folder: join(folder, "here") },
      deploymentId: id,
      sshHost: "127.0.0.1",
      portRange: null,
    });
  return {
    client: new IncusClient(transportTo({ kind: "unix", folder: join(folder, "here") }), 5000, 5000),
    compute: connect(deploymentId),
    /** As when a host's storage is lost: the daemon itself deletes no volume that a machine has. */
    async loseVolumes() {
      await sandbox.close();
      rmSync(join(folder, "here", "volumes.json"));
      sandbox = await startIncusSandbox({ folder, config });
    },
    stranger: connect("another-deployment"),
    deploymentId,
    folder: join(folder, "here"),
    imageAlias: "ubuntu-24.04",
    keys: newKeyPair(),
    bootTimeoutMs: 5000,
    close: async () => {
      await sandbox.close();
      rmSync(folder, { recursive: true });
    },
  };
}

volumesContract("the sandbox", sandboxCluster);
snapshotsContract("the sandbox", sandboxCluster);

it("takes a snapshot again that a daemon left half-made, and no other", async () => {
  const { client, compute, imageAlias, close } = await sandboxCluster();
  try {
    const sizes = { vcpus: 1, memoryMib: 128, diskGib: 1, cards: [] };
    const first = { sshPublicKeys: [], startupScript: null, hostname: "m", tags: {} };
    await compute.create({ name: "m", host: "one", imageAlias, ...sizes, ...first });
    const url = "/1.0/instances/m/snapshots";
    const shown = () =>
      client.get(`${url}/one`, z.object({ created_at: z.string(), expires_at: z.string() }));
    const expires_at = new Date(Date.now() + 3_600_000).toISOString();
    await client.change("POST", url, { body: { name: "one", expires_at } });
    const half = await shown();
    await compute.createSnapshot("m", "one");
    const whole = await shown();
    expect(Date.parse(whole.created_at)).toBeGreaterThan(Date.parse(half.created_at));
    expect(Date.parse(whole.expires_at)).toBeLessThan(0);
    await compute.createSnapshot("m", "one");
    expect(await shown()).toEqual(whole);
  } finally {
    await close();
  }
});

it("takes a volume's snapshot again that a daemon left half-made, and no other", async () => {
  const { client, compute, close } = await sandboxCluster();
  try {
    const place = { host: "one", name: "vol-1" };
    await compute.createVolume({ ...place, sizeGib: 1, tags: {} });
    const url = "/1.0/storage-pools/default/volumes/custom/vol-1/snapshots";
    const shown = () =>
      client.get(`${url}/one`, z.object({ created_at: z.string(), expires_at: z.string().nullable() }));
    const expires_at = new Date(Date.now() + 3_600_000).toISOString();
    await client.change("POST", url, { body: { name: "one", expires_at } });
    const half = await shown();
    expect(await compute.volumeSnapshots(place)).toEqual([{ name: "one", whole: false }]);
    await compute.snapshotVolume(place, "one");
    const whole = await shown();
    expect(Date.parse(whole.created_at)).toBeGreaterThan(Date.parse(half.created_at));
    expect(whole.expires_at).toBeNull();
    await compute.snapshotVolume(place, "one");
    expect(await shown()).toEqual(whole);
    expect(await compute.volumeSnapshots(place)).toEqual([{ name: "one", whole: true }]);
  } finally {
    await close();
  }
});

it("waits for a volume's snapshot that is still being copied instead of taking it again", async () => {
  const { client, compute, close } = await sandboxCluster({ ...timing, createMs: 500 });
  try {
    const place = { host: "one", name: "vol-1" };
    await compute.createVolume({ ...place, sizeGib: 1, tags: {} });
    const url = "/1.0/storage-pools/default/volumes/custom/vol-1/snapshots";
    // As an attempt that was asked for and whose asker died; whole when its operation has ended.
    await client.begin("POST", url, { body: { name: "one" } });
    const [first, second] = await Promise.all([
      compute.snapshotVolume(place, "one"),
      compute.snapshotVolume(place, "one"),
    ]);
    expect([first, second]).toEqual([undefined, undefined]);
    expect(await client.runningOnVolume("vol-1")).toBeNull();
    expect(await compute.volumeSnapshots(place)).toEqual([{ name: "one", whole: true }]);
  } finally {
    await close();
  }
});

it.each([0, 5])(
  "takes a disk off whose volume is gone, so that the machine starts again (%i s)",
  async (force) => {
    const { compute, stranger, imageAlias, loseVolumes, close } = await sandboxCluster();
    try {
      const sizes = { vcpus: 1, memoryMib: 128, diskGib: 1, cards: [] };
      const first = { sshPublicKeys: [], startupScript: null, hostname: "m", tags: {} };
      await compute.create({ name: "m", host: "one", imageAlias, ...sizes, ...first });
      const attach = async (name: string, path: string) => {
        const place = { host: "one", name };
        await compute.createVolume({ ...place, sizeGib: 1, tags: {} });
        await compute.attachVolume(place, "m", path);
        return place;
      };
      await attach("vol-lost", "/data");
      expect(await compute.dropLostVolumes("m")).toEqual([]);
      await loseVolumes();
      expect(await codeOf(compute.start("m"))).not.toBe("success");
      expect(await codeOf(stranger.dropLostVolumes("m"))).toBe("refused");
      expect(await compute.dropLostVolumes("m")).toEqual(["vol-lost"]);
      const kept = await attach("vol-kept", "/data");
      expect(await compute.dropLostVolumes("m")).toEqual([]);
      await compute.start("m");
      expect((await compute.machine("m"))?.status).toBe("running");
      expect((await compute.volume(kept))?.machines).toEqual(["m"]);
      await loseVolumes();
      expect(await codeOf(compute.dropLostVolumes("m"))).not.toBe("success");
      await compute.restart("m", force);
      expect((await compute.machine("m"))?.status).toBe("running");
      expect(await compute.dropLostVolumes("m")).toEqual([]);
    } finally {
      await close();
    }
  },
);

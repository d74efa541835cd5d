import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { z } from "zod";
import { startIncusSandbox } from "@/lib/sandbox/incus/start";
import { IncusClient } from "./client";
import { createIncusCompute } from "./compute";
import { snapshotsContract } from "./snapshots.contract";
import { transportTo } from "./transport";
import { volumesContract } from "./volumes.contract";

const deploymentId = "test-deployment";
const host = (name: string) => ({ name, vcpus: 16, memoryMib: 65_536, diskGib: 500, cards: [] });
const timing = { imageMs: 0, createMs: 0, startMs: 0, bootMs: 0, stopMs: 0, deleteMs: 0 };

async function sandboxCluster() {
  const folder = mkdtempSync(join(tmpdir(), "incus "));
  const config = { regions: { here: { hosts: [host("one"), host("two")] } }, timing };
  const sandbox = await startIncusSandbox({ folder, config });
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
    stranger: connect("another-deployment"),
    deploymentId,
    imageAlias: "ubuntu-24.04",
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

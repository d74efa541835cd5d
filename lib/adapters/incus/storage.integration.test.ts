import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startIncusSandbox } from "@/lib/sandbox/incus/start";
import { createIncusCompute } from "./compute";
import { snapshotsContract } from "./snapshots.contract";
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

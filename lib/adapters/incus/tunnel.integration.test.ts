import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newKeyPair } from "@/lib/sandbox/incus/ssh/key-pair";
import { startIncusSandbox } from "@/lib/sandbox/incus/start";
import { reservePorts } from "@/lib/testing/ports";
import { createIncusCompute } from "./compute";
import { tunnelContract } from "./tunnel.contract";

const keys = newKeyPair();
const firstPort = await reservePorts();

tunnelContract("the sandbox", async () => {
  const folder = mkdtempSync(join(tmpdir(), "incus "));
  const host = { name: "h1", vcpus: 8, memoryMib: 8192, diskGib: 100, cards: [] };
  const timing = { imageMs: 0, createMs: 0, startMs: 0, bootMs: 0, stopMs: 0, notebookMs: 500 };
  const lab = { alias: "lab", description: "Lab", os: "ubuntu", release: "24.04", user: "ubuntu" };
  const images = [{ ...lab, notebook: true }];
  const config = { regions: { here: { hosts: [host] } }, timing, images };
  const sandbox = await startIncusSandbox({ folder, config });
  const seenBy = (deploymentId: string) =>
    createIncusCompute({
      address: { kind: "unix", folder: join(folder, "here") },
      deploymentId,
      sshHost: "127.0.0.1",
      portRange: [firstPort, firstPort + 3],
    });
  return {
    compute: seenBy("test-deployment"),
    stranger: seenBy("another-deployment"),
    deploymentId: "test-deployment",
    folder: join(folder, "here"),
    imageAlias: "lab",
    keys,
    bootTimeoutMs: 5000,
    bare: false,
    async close() {
      await sandbox.close();
      rmSync(folder, { recursive: true });
    },
  };
});

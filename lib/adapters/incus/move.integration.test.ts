import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ssh2 from "ssh2";
import { startIncusSandbox } from "@/lib/sandbox/incus/start";
import { IncusClient } from "./client";
import { createIncusCompute } from "./compute";
import { moveContract } from "./move.contract";
import { transportTo } from "./transport";

const firstPort = 23_000 + (process.pid % 100) * 40;
const nobody = () => Promise.reject(new Error("a unix socket asks for nobody"));
const host = (name: string) => ({ name, vcpus: 16, memoryMib: 65_536, diskGib: 500, cards: [] });

moveContract("the sandbox", async () => {
  const folder = mkdtempSync(join(tmpdir(), "incus "));
  const timing = { imageMs: 0, createMs: 0, startMs: 0, bootMs: 0, stopMs: 0, deleteMs: 0, copyMs: 300 };
  const config = { regions: { here: { hosts: [host("one"), host("two")] } }, timing };
  const sandbox = await startIncusSandbox({ folder, config });
  const address = { kind: "unix", folder: join(folder, "here") } as const;
  const connect = (deploymentId: string) =>
    createIncusCompute({
      address,
      deploymentId,
      sshHost: "127.0.0.1",
      portRange: [firstPort, firstPort + 39],
    });
  const client = new IncusClient(transportTo(address, nobody), 10_000, 60_000);
  return {
    compute: connect("test-deployment"),
    stranger: connect("another-deployment"),
    deploymentId: "test-deployment",
    imageAlias: "ubuntu-24.04",
    folder: address.folder,
    keys: ssh2.utils.generateKeyPairSync("ed25519"),
    bootTimeoutMs: 5000,
    change: (method, path, body) => client.change(method, path, { body }),
    async close() {
      await sandbox.close();
      rmSync(folder, { recursive: true });
    },
  };
});

import { execFile, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import type { SandboxConfig } from "../config";
import { type IncusSandbox, startIncusSandbox } from "../start";

// Clients that nobody here wrote. Where one is not installed its tests are shown as skipped, with this reason.
const has = (program: string, flag: string) => spawnSync(program, [flag]).error === undefined;
export const hasLxc = has("lxc", "--version");
export const hasSsh = has("ssh", "-V");
/** Gives a program a terminal, for what asks for one. */
export const hasScript = has("script", "--version");

export const instant = {
  ...{ imageMs: 0, createMs: 0, startMs: 0, bootMs: 0, stopMs: 0, deleteMs: 0, copyMs: 0 },
};

/** A host with a card, and one without. */
export const twoHosts: SandboxConfig = {
  regions: {
    here: {
      hosts: [
        {
          name: "gpu-1",
          vcpus: 8,
          memoryMib: 65_536,
          diskGib: 500,
          cards: [{ pciAddress: "0000:41:00.0", vendor: "NVIDIA Corporation", product: "A100 80GB PCIe" }],
        },
        { name: "cpu-1", vcpus: 4, memoryMib: 16_384, diskGib: 100, cards: [] },
      ],
    },
  },
  timing: instant,
};

export type Ran = { code: number; stdout: string; stderr: string };

/** A sandbox of a test file's own, and programs that are pointed at it. */
export function stockClients(config: SandboxConfig) {
  let folder = "";
  let sandbox: IncusSandbox;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "incus "));
    sandbox = await startIncusSandbox({ folder: join(folder, "regions"), config });
  });
  afterAll(async () => {
    await sandbox.close();
    rmSync(folder, { recursive: true });
  });
  /** `client`: where lxc keeps its own certificate and its remotes. */
  const environment = (client: string) => ({
    ...process.env,
    LXD_DIR: sandbox.folders.here,
    LXD_CONF: join(folder, client),
    HOME: folder,
  });
  const run = (program: string, args: string[], client = "client"): Promise<Ran> =>
    new Promise((resolve) => {
      const options = { env: environment(client), timeout: 20_000 };
      const child = execFile(program, args, options, (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === "number" ? error.code : error ? -1 : 0, stdout, stderr });
      });
      // `lxc launch` reads a configuration from its standard input when that is no terminal.
      child.stdin?.end();
    });
  return {
    file: (name: string) => join(folder, name),
    run,
    lxc: (...args: string[]) => run("lxc", args),
    /** Goes on in the background; what it says is collected. */
    start(program: string, args: string[]) {
      const child = spawn(program, args, { env: environment("client") });
      // Whoever types on after its end is told by that.
      child.stdin.on("error", () => {});
      const heard = { text: "" };
      child.stdout.on("data", (chunk: Buffer) => {
        heard.text += chunk.toString();
      });
      const ended = new Promise<number | null>((resolve) => child.on("close", (code) => resolve(code)));
      return { child, heard, ended };
    },
  };
}

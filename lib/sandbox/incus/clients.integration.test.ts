import { execFile, spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ssh2 from "ssh2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SandboxConfig } from "./config";
import { type IncusSandbox, startIncusSandbox } from "./start";

// Clients that nobody here wrote. Where one is not installed its tests are shown as skipped, with this reason.
const has = (program: string, flag: string) => spawnSync(program, [flag]).error === undefined;
const hasLxc = has("lxc", "--version");
const hasSsh = has("ssh", "-V");

const firstPort = 26_000 + (process.pid % 100) * 10;
const config: SandboxConfig = {
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
  timing: { imageMs: 0, createMs: 0, startMs: 0, bootMs: 0, stopMs: 0, deleteMs: 0, copyMs: 0 },
};

type Ran = { code: number; stdout: string; stderr: string };
let folder: string;
let sandbox: IncusSandbox;

function run(program: string, args: string[]): Promise<Ran> {
  const env = {
    ...process.env,
    LXD_DIR: sandbox.folders.here,
    LXD_CONF: join(folder, "client"),
    HOME: folder,
  };
  return new Promise((resolve) => {
    const child = execFile(program, args, { env, timeout: 20_000 }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : error ? -1 : 0, stdout, stderr });
    });
    // `lxc launch` reads a configuration from its standard input when that is no terminal.
    child.stdin?.end();
  });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "incus "));
  sandbox = await startIncusSandbox({ folder: join(folder, "regions"), config });
});
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true });
});

describe.skipIf(!hasLxc)("the stock lxc client (needs lxc on the PATH)", () => {
  const lxc = (...args: string[]) => run("lxc", args);

  it("lists hosts, cards and images", async () => {
    expect((await lxc("cluster", "list", "--format", "csv")).stdout).toMatch(
      /^gpu-1,.*ONLINE.*\ncpu-1|^cpu-1/,
    );
    const resources = await lxc("info", "--resources", "--target", "gpu-1");
    expect(resources).toMatchObject({ code: 0 });
    expect(resources.stdout).toContain("A100 80GB PCIe");
    expect((await lxc("image", "list", "--format", "csv")).stdout).toContain("ubuntu-24.04");
  });

  it("shows metrics of the member that is asked, in the daemon's own words", async () => {
    expect(await lxc("launch", "ubuntu-24.04", "measured", "--target", "gpu-1")).toMatchObject({ code: 0 });
    const metrics = async (path: string) => (await lxc("query", path)).stdout;
    const shown = await metrics("/1.0/metrics?target=gpu-1");
    expect(shown).toMatch(
      /^lxd_memory_MemTotal_bytes\{name="measured",project="default",type="container"\} 68719476736$/m,
    );
    expect(shown).toMatch(
      /^lxd_cpu_seconds_total\{cpu="7",mode="user",name="measured",project="default",type="container"\} [\d.e+-]+$/m,
    );
    expect(shown.trimEnd().endsWith("# EOF")).toBe(true);
    expect(await metrics("/1.0/metrics?target=cpu-1")).not.toContain("measured");
    expect(await lxc("delete", "--force", "measured")).toMatchObject({ code: 0 });
  });

  it("launches, lists, stops, starts, restarts and deletes a machine", async () => {
    expect(await lxc("launch", "ubuntu-24.04", "by-hand", "--target", "cpu-1")).toMatchObject({ code: 0 });
    const list = async () => (await lxc("list", "--format", "csv", "-c", "nsL")).stdout.trim();
    expect(await list()).toBe("by-hand,RUNNING,cpu-1");
    expect((await lxc("info", "by-hand")).stdout).toContain("Status: RUNNING");
    expect(await lxc("launch", "ubuntu-24.04", "by-hand")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Instance "by-hand" already exists'),
    });
    expect(await lxc("stop", "by-hand")).toMatchObject({ code: 0 });
    expect(await list()).toBe("by-hand,STOPPED,cpu-1");
    expect((await lxc("stop", "by-hand")).stderr).toContain("The instance is already stopped");
    expect(await lxc("start", "by-hand")).toMatchObject({ code: 0 });
    expect(await lxc("restart", "by-hand")).toMatchObject({ code: 0 });
    expect((await lxc("delete", "by-hand")).code).toBe(1);
    expect(await lxc("delete", "--force", "by-hand")).toMatchObject({ code: 0 });
    expect(await list()).toBe("");
  });

  it("runs commands in a machine, with a terminal and without, and shows its console", async () => {
    await lxc("launch", "ubuntu-24.04", "inside", "--target", "cpu-1");
    const command = ["sh", "-c", "whoami; nproc; cat /no-such-file"];
    expect(await lxc("exec", "inside", "--", ...command)).toMatchObject({
      code: 1,
      stdout: "root\n4\n",
      stderr: "cat: /no-such-file: No such file or directory\n",
    });
    expect(await lxc("exec", "inside", "--env", "COLOUR=red", "--", "printenv", "COLOUR")).toMatchObject({
      code: 0,
      stdout: "red\n",
    });
    expect(
      await lxc("exec", "inside", "--mode", "interactive", "--", "su", "-l", "ubuntu", "-c", "whoami"),
    ).toMatchObject({
      code: 0,
      stdout: "ubuntu\r\n",
    });
    const log = await lxc("console", "inside", "--show-log");
    expect(log).toMatchObject({ code: 0 });
    expect(log.stdout).toContain("Started OpenBSD Secure Shell server");
    expect((await lxc("info", "inside", "--show-log")).stdout).toContain("Started on cpu-1");
    expect(await lxc("stop", "inside")).toMatchObject({ code: 0 });
    expect((await lxc("exec", "inside", "--", "true")).stderr).toContain("Instance is not running");
    await lxc("delete", "inside");
  });

  it("moves a machine that is off to another host, and renames one", async () => {
    await lxc("init", "ubuntu-24.04", "wanderer", "--target", "gpu-1");
    expect(await lxc("move", "wanderer", "--target", "cpu-1")).toMatchObject({ code: 0 });
    expect((await lxc("list", "--format", "csv", "-c", "nsL")).stdout.trim()).toBe("wanderer,STOPPED,cpu-1");
    expect((await lxc("move", "wanderer", "--target", "cpu-1")).stderr).toContain("Target must be different");
    expect((await lxc("move", "wanderer", "--target", "gone")).stderr).toContain("Cluster member not found");
    expect(await lxc("rename", "wanderer", "settler")).toMatchObject({ code: 0 });
    expect(await lxc("delete", "settler")).toMatchObject({ code: 0 });
  });

  it("forwards a port while the machine runs, and keeps network ACLs", async () => {
    await lxc("launch", "ubuntu-24.04", "reached", "--target", "cpu-1");
    const listen = `listen=tcp:127.0.0.1:${firstPort + 9}`;
    const device = ["config", "device", "add", "reached", "web", "proxy", listen, "connect=tcp:127.0.0.1:80"];
    expect(await lxc(...device)).toMatchObject({ code: 0 });
    expect((await lxc("config", "device", "add", "reached", "again", ...device.slice(5))).stderr).toContain(
      "address already in use",
    );
    expect((await lxc("config", "device", "list", "reached")).stdout.trim().split("\n")).toEqual(["web"]);
    expect(await lxc("config", "device", "remove", "reached", "web")).toMatchObject({ code: 0 });
    expect(await lxc("network", "acl", "create", "office")).toMatchObject({ code: 0 });
    const rule = ["action=allow", "protocol=tcp", "destination_port=22", "source=203.0.113.0/24"];
    expect(await lxc("network", "acl", "rule", "add", "office", "ingress", ...rule)).toMatchObject({
      code: 0,
    });
    expect((await lxc("network", "acl", "show", "office")).stdout).toContain("source: 203.0.113.0/24");
    expect((await lxc("network", "acl", "list", "--format", "csv")).stdout).toMatch(/^office,/);
    // On a bridge, as LXD 5.0 says it.
    expect(
      (await lxc("config", "device", "override", "reached", "eth0", "security.acls=office")).stderr,
    ).toContain('Invalid device option "security.acls"');
    expect(await lxc("network", "acl", "delete", "office")).toMatchObject({ code: 0 });
    expect(await lxc("delete", "--force", "reached")).toMatchObject({ code: 0 });
  });

  it("creates, attaches, snapshots, detaches and deletes a volume", async () => {
    expect((await lxc("storage", "list", "--format", "csv")).stdout).toContain("default,dir");
    expect((await lxc("storage", "info", "default", "--target", "cpu-1")).stdout).toContain(
      "total space: 100.00GiB",
    );
    const made = await lxc(
      "storage",
      "volume",
      "create",
      "default",
      "data",
      "size=10GiB",
      "--target",
      "cpu-1",
    );
    expect(made).toMatchObject({ code: 0, stderr: "" });
    expect(await lxc("init", "ubuntu-24.04", "holder", "--target", "cpu-1")).toMatchObject({ code: 0 });
    const attached = await lxc("storage", "volume", "attach", "default", "data", "holder", "/data");
    expect(attached).toMatchObject({ code: 0, stderr: "" });
    const list = await lxc("storage", "volume", "list", "default", "--format", "csv");
    expect(list.stdout).toMatch(/custom,data,.*filesystem,1,cpu-1/);
    expect((await lxc("config", "device", "show", "holder")).stdout).toContain("path: /data");
    const inUse = await lxc("storage", "volume", "delete", "default", "data");
    expect(inUse.stderr).toContain("The storage volume is still in use");
    expect(await lxc("storage", "volume", "detach", "default", "data", "holder")).toMatchObject({ code: 0 });
    expect(await lxc("storage", "volume", "snapshot", "default", "data", "before")).toMatchObject({
      code: 0,
    });
    expect(await lxc("storage", "volume", "info", "default", "data")).toMatchObject({
      code: 0,
      stderr: "",
      stdout: expect.stringContaining("before"),
    });
    expect(await lxc("storage", "volume", "restore", "default", "data", "before")).toMatchObject({ code: 0 });
    expect(await lxc("storage", "volume", "delete", "default", "data/before")).toMatchObject({ code: 0 });
    expect(await lxc("storage", "volume", "set", "default", "data", "size", "20GiB")).toMatchObject({
      code: 0,
    });
    expect((await lxc("storage", "volume", "get", "default", "data", "size")).stdout.trim()).toBe("20GiB");
    expect(await lxc("storage", "volume", "delete", "default", "data")).toMatchObject({ code: 0 });
    await lxc("delete", "holder");
  });

  it("takes snapshots, goes back to them, and makes and removes images of them", async () => {
    await lxc("init", "debian-12", "kept", "--target", "cpu-1", "-c", "user.note=before");
    expect(await lxc("snapshot", "kept", "first")).toMatchObject({ code: 0, stderr: "" });
    expect((await lxc("snapshot", "kept", "first")).stderr).toContain("already exists");
    expect((await lxc("info", "kept")).stdout).toMatch(/Snapshots:[\s\S]*first/);
    await lxc("config", "set", "kept", "user.note=after");
    expect(await lxc("restore", "kept", "first")).toMatchObject({ code: 0, stderr: "" });
    expect((await lxc("config", "get", "kept", "user.note")).stdout.trim()).toBe("before");
    expect((await lxc("restore", "kept", "never")).stderr).toContain("does not exist");
    expect(await lxc("publish", "kept/first", "--alias", "mine", "os=debian")).toMatchObject({ code: 0 });
    const images = async () => (await lxc("image", "list", "--format", "csv", "-c", "l")).stdout;
    expect(await images()).toContain("mine");
    expect(await lxc("launch", "mine", "copy", "--target", "cpu-1")).toMatchObject({ code: 0 });
    expect(await lxc("image", "delete", "mine")).toMatchObject({ code: 0, stderr: "" });
    expect(await images()).not.toContain("mine");
    expect(await lxc("delete", "kept/first")).toMatchObject({ code: 0 });
    expect((await lxc("info", "kept")).stdout).not.toContain("first");
    await lxc("delete", "--force", "kept", "copy");
  });

  it("shows events to lxc monitor", async () => {
    const env = { ...process.env, LXD_DIR: sandbox.folders.here, HOME: folder };
    const monitor = spawn("lxc", ["monitor", "--type", "lifecycle", "--format", "json"], { env });
    let heard = "";
    monitor.stdout.on("data", (chunk: Buffer) => {
      heard += chunk.toString();
    });
    await lxc("init", "ubuntu-24.04", "watched");
    // Until the monitor is connected it hears nothing, so the machine changes until it does.
    const change = async () => {
      await lxc("config", "set", "watched", "user.note=changed");
      return heard;
    };
    await expect.poll(change, { timeout: 10_000, interval: 50 }).toContain("instance-updated");
    monitor.kill();
    await lxc("delete", "watched");
  });
});

describe.skipIf(!hasSsh || !hasLxc)("the stock ssh client (needs ssh and lxc on the PATH)", () => {
  let ssh: string[];

  beforeAll(async () => {
    const keys = ssh2.utils.generateKeyPairSync("ed25519");
    for (const [name, key] of [
      ["key", keys.private],
      ["stranger", ssh2.utils.generateKeyPairSync("ed25519").private],
    ] as const) {
      writeFileSync(join(folder, name), key);
      chmodSync(join(folder, name), 0o600);
    }
    const userData = `#cloud-config\nhostname: lab\nssh_authorized_keys:\n  - ${keys.public} me@home\n`;
    await run("lxc", [
      "init",
      "ubuntu-24.04",
      "lab",
      "--target",
      "gpu-1",
      "-c",
      `cloud-init.user-data=${userData}`,
    ]);
    const listen = `listen=tcp:127.0.0.1:${firstPort}`;
    await run("lxc", ["config", "device", "add", "lab", "ssh", "proxy", listen, "connect=tcp:127.0.0.1:22"]);
    await run("lxc", ["config", "device", "add", "lab", "gpu0", "gpu", "pci=0000:41:00.0"]);
    const started = await run("lxc", ["start", "lab"]);
    if (started.code !== 0) throw new Error(started.stderr);
    ssh = [
      "-F",
      "none",
      "-o",
      "StrictHostKeyChecking=no",
      "-o",
      "IdentitiesOnly=yes",
      "-o",
      "LogLevel=ERROR",
    ];
    ssh.push("-o", `UserKnownHostsFile="${join(folder, "known_hosts")}"`, "-p", String(firstPort));
  });

  const as = (key: string, user: string, ...command: string[]) =>
    run("ssh", [...ssh, "-i", join(folder, key), `${user}@127.0.0.1`, ...command]);

  it("runs a command and hands back its exit code", async () => {
    const listed = await as("key", "root", "nvidia-smi", "-L");
    expect(listed).toMatchObject({ code: 0, stderr: "" });
    expect(listed.stdout).toMatch(/^GPU 0: NVIDIA A100 80GB PCIe \(UUID: GPU-[0-9a-f-]{36}\)\n$/);
    expect(await as("key", "ubuntu", "whoami && hostname")).toMatchObject({
      code: 0,
      stdout: "ubuntu\nlab\n",
    });
    expect(await as("key", "root", "exit 7")).toMatchObject({ code: 7 });
    expect(await as("key", "root", "make tea")).toMatchObject({
      code: 127,
      stderr: "-bash: make: command not found\n",
    });
  });

  it("admits only the machine's keys and users", async () => {
    expect(await as("stranger", "root", "true")).toMatchObject({ code: 255 });
    expect(await as("key", "admin", "true")).toMatchObject({ code: 255 });
  });

  it("keeps an interactive session, until the guest switches itself off", async () => {
    const args = ["-tt", ...ssh, "-i", join(folder, "key"), "root@127.0.0.1"];
    const terminal = spawn("ssh", args, { env: { ...process.env, HOME: folder } });
    let screen = "";
    terminal.stdout.on("data", (chunk: Buffer) => {
      screen += chunk.toString();
    });
    const ended = new Promise<void>((resolve) => terminal.on("close", () => resolve()));
    const patience = { timeout: 10_000, interval: 20 };
    await expect.poll(() => screen, patience).toContain("root@lab:~# ");
    expect(screen).toContain("SIMULATED machine");
    terminal.stdin.write("nproX\x7fc\r");
    await expect.poll(() => screen, patience).toMatch(/\r\n8\r\n/);
    terminal.stdin.write("poweroff\r");
    await ended;
    const state = async () => (await run("lxc", ["list", "--format", "csv", "-c", "ns"])).stdout;
    await expect.poll(state, patience).toContain("lab,STOPPED");
  });
});

describe("the sandbox as a process", () => {
  const start = (env: Record<string, string>) =>
    spawn("node_modules/.bin/tsx", ["lib/sandbox/incus/main.ts"], { env: { ...process.env, ...env } });
  const ending = (child: ReturnType<typeof start>) => {
    let errors = "";
    child.stderr?.on("data", (chunk: Buffer) => {
      errors += chunk.toString();
    });
    return new Promise<{ code: number | null; errors: string }>((resolve) => {
      child.on("close", (code) => resolve({ code, errors }));
    });
  };

  it("says what is missing or wrong", async () => {
    const without = await ending(start({ SANDBOX_INCUS_DIR: "", SANDBOX_INCUS_CONFIG: "" }));
    expect(without).toEqual({ code: 1, errors: "SANDBOX_INCUS_DIR is not set.\n" });
    const file = join(folder, "wrong.json");
    writeFileSync(file, JSON.stringify({ regions: { here: { hosts: [{ name: "a", vcpus: "many" }] } } }));
    const wrong = await ending(start({ SANDBOX_INCUS_DIR: folder, SANDBOX_INCUS_CONFIG: file }));
    expect(wrong.code).toBe(1);
    expect(wrong.errors).toContain("regions.here.hosts[0].cards must be a list");
  });

  it("starts, and ends at SIGTERM", async () => {
    const file = join(folder, "right.json");
    writeFileSync(file, JSON.stringify(config));
    const child = start({ SANDBOX_INCUS_DIR: join(folder, "process"), SANDBOX_INCUS_CONFIG: file });
    const ended = ending(child);
    await new Promise<void>((resolve) => child.stdout?.once("data", () => resolve()));
    child.kill("SIGTERM");
    expect(await ended).toEqual({ code: 0, errors: "" });
  });
});

import { chmodSync, writeFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { patience } from "@/lib/testing/patience";
import { reservePorts } from "@/lib/testing/ports";
import { newKeyPair } from "./ssh/key-pair";
import { hasLxc, hasSsh, stockClients, twoHosts } from "./testing/stock-clients";

const firstPort = await reservePorts();
const clients = stockClients(twoHosts);
const { run } = clients;

describe.skipIf(!hasSsh || !hasLxc)("the stock ssh client (needs ssh and lxc on the PATH)", () => {
  let ssh: string[];

  beforeAll(async () => {
    const keys = newKeyPair();
    for (const [name, key] of [
      ["key", keys.private],
      ["stranger", newKeyPair().private],
    ] as const) {
      writeFileSync(clients.file(name), key);
      chmodSync(clients.file(name), 0o600);
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
    ssh.push("-o", `UserKnownHostsFile="${clients.file("known_hosts")}"`, "-p", String(firstPort));
  });

  const as = (key: string, user: string, ...command: string[]) =>
    run("ssh", [...ssh, "-i", clients.file(key), `${user}@127.0.0.1`, ...command]);

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
    const args = ["-tt", ...ssh, "-i", clients.file("key"), "root@127.0.0.1"];
    const { child: terminal, heard, ended } = clients.start("ssh", args);
    await expect.poll(() => heard.text, patience).toContain("root@lab:~# ");
    expect(heard.text).toContain("SIMULATED machine");
    terminal.stdin.write("nproX\x7fc\r");
    await expect.poll(() => heard.text, patience).toMatch(/\r\n8\r\n/);
    terminal.stdin.write("poweroff\r");
    await ended;
    const state = async () => (await run("lxc", ["list", "--format", "csv", "-c", "ns"])).stdout;
    await expect.poll(state, patience).toContain("lab,STOPPED");
  });
});

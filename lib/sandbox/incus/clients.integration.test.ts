import { describe, expect, it } from "vitest";
import { patience } from "@/lib/testing/patience";
import { hasLxc, hasScript, stockClients, twoHosts } from "./testing/stock-clients";

const clients = stockClients(twoHosts);
const { lxc } = clients;

describe.skipIf(!hasLxc)("the stock lxc client (needs lxc on the PATH)", () => {
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

  it.skipIf(!hasScript)("attaches to a machine's console, types there, and detaches", async () => {
    await lxc("launch", "ubuntu-24.04", "screen", "--target", "cpu-1");
    const attach = () => clients.start("script", ["-qec", "lxc console screen", "/dev/null"]);
    const first = attach();
    // Until it is connected nothing is heard, so Enter is pressed until it is.
    const pressed = (keys: string, { child, heard }: typeof first) => {
      child.stdin.write(keys);
      return heard.text;
    };
    await expect.poll(() => pressed("\r", first), patience).toContain("screen login: ");
    pressed("root\r", first);
    await expect.poll(() => pressed("secret\r", first), patience).toContain("Login incorrect");
    // Ctrl+A, then q: the client looks at the first letter of what it reads at once.
    let next = "q";
    const detached = () => {
      next = next === "q" ? "\x01" : "q";
      pressed(next, first);
      return first.child.exitCode;
    };
    await expect.poll(detached, patience).toBe(0);
    expect((await lxc("list", "--format", "csv", "-c", "ns")).stdout).toContain("screen,RUNNING");

    const second = attach();
    await expect.poll(() => pressed("\r", second), patience).toContain("screen login: ");
    expect(await lxc("stop", "screen")).toMatchObject({ code: 0 });
    await second.ended;
    expect(second.heard.text).toContain("reboot: Power down");
    const off = attach();
    expect(await off.ended).toBe(1);
    expect(off.heard.text).toContain("Instance is not running");
    await lxc("delete", "screen");
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

  it("shows events to lxc monitor", async () => {
    const { child, heard } = clients.start("lxc", ["monitor", "--type", "lifecycle", "--format", "json"]);
    await lxc("init", "ubuntu-24.04", "watched");
    // Until the monitor is connected it hears nothing, so the machine changes until it does.
    const change = async () => {
      await lxc("config", "set", "watched", "user.note=changed");
      return heard.text;
    };
    await expect.poll(change, patience).toContain("instance-updated");
    child.kill();
    await lxc("delete", "watched");
  });
});

import { describe, expect, it } from "vitest";
import { hasLxc, stockClients, twoHosts } from "./testing/stock-clients";

const { lxc } = stockClients(twoHosts);

describe.skipIf(!hasLxc)("storage by the stock lxc client (needs lxc on the PATH)", () => {
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
});

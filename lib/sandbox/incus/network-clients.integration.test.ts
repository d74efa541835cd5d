import { describe, expect, it } from "vitest";
import { reservePorts } from "@/lib/testing/ports";
import { hasLxc, stockClients, twoHosts } from "./testing/stock-clients";

const port = await reservePorts();
const { lxc } = stockClients(twoHosts);

describe.skipIf(!hasLxc)("the network of machines by the stock lxc client (needs lxc on the PATH)", () => {
  it("forwards a port while the machine runs, and keeps network ACLs", async () => {
    await lxc("launch", "ubuntu-24.04", "reached", "--target", "cpu-1");
    const listen = `listen=tcp:127.0.0.1:${port}`;
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
});

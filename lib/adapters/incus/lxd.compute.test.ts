import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AclRule } from "@/lib/domain/firewall/plan";
import { IMAGE_ALIAS, type Lxd, startLxd } from "@/lib/testing/lxd/single";
import { accessContract } from "./access.contract";
import { computeContract } from "./compute.contract";
import { forwardsContract } from "./firewall.contract";
import { privateImageContract } from "./private-image.contract";
import { snapshotsContract } from "./snapshots.contract";
import { telemetryContract } from "./telemetry.contract";
import { seenFrom } from "./testing/lxd.contract";
import { tunnelContract } from "./tunnel.contract";
import { volumesContract } from "./volumes.contract";

let lxd: Lxd;
beforeAll(async () => {
  lxd = await startLxd();
});
afterAll(() => lxd?.close());

const name = "one LXD daemon, ports forwarded by the host";
const cluster = async () => seenFrom(lxd.daemon.folder, lxd.forwarded);

accessContract(name, cluster);
telemetryContract(name, cluster);
tunnelContract(name, async () => ({ ...(await cluster()), bare: true }));
forwardsContract(name, async () => ({ ...(await cluster()), runs: true }));
volumesContract(name, cluster);
snapshotsContract(name, cluster);
privateImageContract(name, cluster);
computeContract(name, cluster);

/** A bridge of LXD 5.0 puts no ACL on an interface; what we would write there is nevertheless in its own words. */
describe("network ACLs of an LXD daemon", () => {
  it("takes every kind of rule, and refuses them on a bridge's interface", async () => {
    const { compute } = seenFrom(lxd.daemon.folder, lxd.direct);
    expect(await compute.firewallMode()).toBe("none");
    const [host] = await compute.hosts();
    await compute.create({
      ...{ name: "walled", host: host?.name ?? "", imageAlias: IMAGE_ALIAS, vcpus: 1, memoryMib: 128 },
      ...{ diskGib: 1, cards: [], sshPublicKeys: [], startupScript: null, hostname: "walled", tags: {} },
      files: [],
    });
    const allow = { action: "allow", sources: ["203.0.113.0/24", "2001:db8::/32"] } as const;
    const rules: AclRule[] = [
      { action: "reject", protocol: "tcp", ports: { first: 22, last: 22 }, sources: [] },
      { ...allow, protocol: "udp", ports: { first: 5000, last: 5010 }, sources: [...allow.sources] },
      { ...allow, protocol: "icmp", ports: null, sources: [...allow.sources] },
      { action: "allow", protocol: "icmp", ports: null, sources: [] },
    ];
    const applied = compute.applyFirewall("walled", { kind: "acl", rules });
    // The daemon names whichever of the options it looks at first.
    await expect(applied).rejects.toThrow(/Invalid device option "security\.acls/);
    const shown = await lxd.daemon.lxc("network", "acl", "show", "walled");
    for (const protocol of ["tcp", "udp", "icmp4", "icmp6"]) expect(shown).toContain(`protocol: ${protocol}`);
    await compute.applyFirewall("walled", null);
    expect(await lxd.daemon.lxc("network", "acl", "list", "--format", "csv")).toBe("");
    await compute.remove("walled");
  });
});

import ssh2 from "ssh2";
import { describe, expect, it, onTestFinished } from "vitest";
import type { AclRule } from "@/lib/domain/firewall/plan";
import { startLxdCluster } from "@/lib/testing/lxd/cluster";
import { IMAGE_ALIAS, type Reach, startLxd } from "@/lib/testing/lxd/single";
import { createIncusCompute } from "./compute";
import { computeContract } from "./compute.contract";
import { forwardsContract } from "./firewall.contract";
import { snapshotsContract } from "./snapshots.contract";

const deploymentId = "test-deployment";
const keys = ssh2.utils.generateKeyPairSync("ed25519");

const seenFrom = (folder: string, reach: Reach) => ({
  compute: createIncusCompute({ address: { kind: "unix", folder }, deploymentId, ...reach }),
  stranger: createIncusCompute({
    address: { kind: "unix", folder },
    deploymentId: "another-deployment",
    ...reach,
  }),
  folder,
  deploymentId,
  imageAlias: IMAGE_ALIAS,
  keys,
  bootTimeoutMs: 60_000,
});

computeContract("one LXD daemon, ports forwarded by the host", async () => {
  const lxd = await startLxd();
  return { ...seenFrom(lxd.daemon.folder, lxd.forwarded), close: lxd.close };
});

computeContract("a cluster of two LXD daemons, guests at their own addresses", async () => {
  const { members, direct, close } = await startLxdCluster();
  const [{ daemon }] = members;
  return {
    ...seenFrom(daemon.folder, direct),
    evacuate: async (host, away) => {
      await daemon.lxc("cluster", away ? "evacuate" : "restore", host, "--force");
    },
    close,
  };
});

forwardsContract("one LXD daemon", async () => {
  const lxd = await startLxd();
  return { ...seenFrom(lxd.daemon.folder, lxd.forwarded), runs: true, close: lxd.close };
});

/** A bridge of LXD 5.0 puts no ACL on an interface; what we would write there is nevertheless in its own words. */
describe("network ACLs of an LXD daemon", () => {
  it("takes every kind of rule, and refuses them on a bridge's interface", async () => {
    const lxd = await startLxd();
    onTestFinished(lxd.close);
    const address = { kind: "unix", folder: lxd.daemon.folder } as const;
    const compute = createIncusCompute({ address, deploymentId, ...lxd.direct });
    expect(await compute.firewallMode()).toBe("none");
    const [host] = await compute.hosts();
    await compute.create({
      ...{ name: "walled", host: host?.name ?? "", imageAlias: IMAGE_ALIAS, vcpus: 1, memoryMib: 128 },
      ...{ diskGib: 1, cards: [], sshPublicKeys: [], startupScript: null, hostname: "walled", tags: {} },
    });
    const allow = { action: "allow", sources: ["203.0.113.0/24", "2001:db8::/32"] } as const;
    const rules: AclRule[] = [
      { action: "reject", protocol: "tcp", ports: { first: 22, last: 22 }, sources: [] },
      { ...allow, protocol: "udp", ports: { first: 5000, last: 5010 }, sources: [...allow.sources] },
      { ...allow, protocol: "icmp", ports: null, sources: [...allow.sources] },
      { action: "allow", protocol: "icmp", ports: null, sources: [] },
    ];
    const applied = compute.applyFirewall("walled", { kind: "acl", rules });
    await expect(applied).rejects.toThrow('Invalid device option "security.acls"');
    const shown = await lxd.daemon.lxc("network", "acl", "show", "walled");
    for (const protocol of ["tcp", "udp", "icmp4", "icmp6"]) expect(shown).toContain(`protocol: ${protocol}`);
    await compute.applyFirewall("walled", null);
    expect(await lxd.daemon.lxc("network", "acl", "list", "--format", "csv")).toBe("");
  }, 120_000);
});

snapshotsContract("one LXD daemon", async () => {
  const lxd = await startLxd();
  return { ...seenFrom(lxd.daemon.folder, lxd.forwarded), close: lxd.close };
});

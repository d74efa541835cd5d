import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { AclRule, WantedFirewall } from "@/lib/domain/firewall/plan";
import { IncusClient } from "./client";
import { probeSsh } from "./ssh-probe";
import { Bench, type ContractCluster, codeOf } from "./testing/bench.contract";
import { transportTo } from "./transport";

const port = (number: number) => ({ first: number, last: number });
const allow = (number: number, ...sources: string[]): AclRule => ({
  ...{ action: "allow", protocol: "tcp", ports: port(number), sources },
});
const acl = (...rules: AclRule[]): WantedFirewall => ({ kind: "acl", rules });

/** What the product relies on where a machine's interface takes ACLs, whoever provides them. */
export function aclContract(name: string, makeCluster: () => Promise<ContractCluster>): void {
  describe(`firewall contract, network ACLs: ${name}`, () => {
    let cluster: ContractCluster;
    let bench: Bench;
    let machine: string;
    const apply = async (wanted: WantedFirewall) =>
      (await bench.compute.applyFirewall(machine, wanted)).changed;
    const kept = async (wanted: WantedFirewall) =>
      (await bench.compute.lookAtFirewalls(new Map([[machine, wanted]]))).get(machine)?.changed === false;
    const reached = async () => {
      const address = (await bench.compute.machine(machine))?.address;
      return address ? probeSsh(address, 1000) : false;
    };
    const ask = <T>(path: string, schema: z.ZodType<T>) =>
      new IncusClient(transportTo({ kind: "unix", folder: cluster.folder }), 10_000, 10_000).get(
        path,
        schema,
      );
    const acls = async () => ask("/1.0/network-acls", z.array(z.string()));
    const devices = async () =>
      (await ask(`/1.0/instances/${machine}`, z.object({ devices: z.record(z.string(), z.unknown()) })))
        .devices;

    beforeAll(async () => {
      cluster = await makeCluster();
      bench = await Bench.open(cluster);
      machine = await bench.common("running");
      await bench.ready(machine);
    });
    afterAll(async () => {
      await cluster.compute.remove(machine);
      await cluster.close();
    });

    it("is what the region's network can do", async () => {
      expect(await bench.compute.firewallMode()).toBe("acls");
    });

    it("lets in what the rules say and nothing else, and leaves no trace when it is taken away", async () => {
      const before = await devices();
      expect(await apply(acl(allow(22), allow(443)))).toBe(true);
      expect(await apply(acl(allow(22), allow(443)))).toBe(false);
      expect(await reached()).toBe(true);
      expect(await apply(acl(allow(22, "203.0.113.0/24")))).toBe(true);
      expect(await reached()).toBe(false);
      expect(await apply(acl(allow(22, "127.0.0.0/8", "2001:db8::/32")))).toBe(true);
      expect(await reached()).toBe(true);
      expect(await apply(acl({ ...allow(22), action: "reject" } as AclRule, allow(22)))).toBe(true);
      expect(await reached()).toBe(false);
      expect(await apply(null)).toBe(true);
      expect(await apply(null)).toBe(false);
      expect(await reached()).toBe(true);
      expect(await acls()).toEqual([]);
      expect(await devices()).toEqual(before);
    });

    it("says every kind of rule in words that the provider takes, each once", async () => {
      const icmp: AclRule = { action: "allow", protocol: "icmp", ports: null, sources: [] };
      const limited: AclRule = { ...icmp, sources: ["203.0.113.0/24", "2001:db8::/32"] };
      const udp: AclRule = {
        action: "allow",
        protocol: "udp",
        ports: { first: 5000, last: 5010 },
        sources: [],
      };
      expect(await apply(acl(icmp, limited, udp, allow(22), allow(22)))).toBe(true);
      expect(await apply(acl(icmp, limited, udp, allow(22)))).toBe(false);
    });

    it("puts back what somebody changed by hand, in the ACL and on the interface", async () => {
      await apply(acl(allow(443)));
      expect(await kept(acl(allow(443)))).toBe(true);
      expect(await kept(acl(allow(443), allow(22)))).toBe(false);
      expect(await kept(null)).toBe(false);
      expect(await reached()).toBe(false);
      const rule = { action: "allow", protocol: "tcp", destination_port: "22", state: "enabled" };
      await bench.byHand("PUT", `/1.0/network-acls/${machine}`, {
        config: { "user.deployment": cluster.deploymentId },
        ingress: [rule],
        egress: [],
      });
      expect(await reached()).toBe(true);
      expect(await kept(acl(allow(443)))).toBe(false);
      expect(await apply(acl(allow(443)))).toBe(true);
      expect(await reached()).toBe(false);
      const nic = { type: "nic", name: "eth0", network: "br0" };
      await bench.byHand("PATCH", `/1.0/instances/${machine}`, { devices: { eth0: nic } });
      expect(await reached()).toBe(true);
      expect(await kept(acl(allow(443)))).toBe(false);
      expect(await apply(acl(allow(443)))).toBe(true);
      expect(await kept(acl(allow(443)))).toBe(true);
      expect(await reached()).toBe(false);
    });

    it("is there before the machine is first switched on", async () => {
      const fresh = bench.wish();
      await bench.compute.create(fresh);
      await bench.compute.applyFirewall(fresh.name, acl(allow(443)));
      await bench.compute.start(fresh.name);
      const address = async () => (await bench.compute.machine(fresh.name))?.address ?? null;
      await expect.poll(address).not.toBeNull();
      const at = await address();
      expect(at && (await probeSsh(at, 1000))).toBe(false);
      await bench.compute.remove(fresh.name);
      await bench.compute.removeFirewall(fresh.name);
    });

    it("leaves an operator's own ACL where it is", async () => {
      await bench.byHand("POST", "/1.0/network-acls", {
        name: "operators",
        config: {},
        ingress: [],
        egress: [],
      });
      await apply(null);
      const nic = { type: "nic", name: "eth0", network: "br0", "security.acls": "operators" };
      await bench.byHand("PATCH", `/1.0/instances/${machine}`, { devices: { eth0: nic } });
      await apply(acl(allow(22)));
      expect(await devices()).toMatchObject({ eth0: { "security.acls": `operators,${machine}` } });
      await apply(null);
      expect(await devices()).toMatchObject({ eth0: nic });
      const plain = { type: "nic", name: "eth0", network: "br0" };
      await bench.byHand("PATCH", `/1.0/instances/${machine}`, { devices: { eth0: plain } });
      await bench.byHand("DELETE", "/1.0/network-acls/operators", {});
    });

    it("outlives a machine until it is removed, and is nobody else's to touch", async () => {
      const gone = bench.wish();
      await bench.compute.create(gone);
      await bench.compute.applyFirewall(gone.name, acl(allow(22)));
      expect(await codeOf(cluster.stranger.applyFirewall(gone.name, null))).toBe("refused");
      expect(await codeOf(bench.compute.removeFirewall(gone.name))).not.toBe("success");
      await bench.compute.remove(gone.name);
      expect(await codeOf(cluster.stranger.removeFirewall(gone.name))).toBe("refused");
      await bench.compute.removeFirewall(gone.name);
      await bench.compute.removeFirewall(gone.name);
      expect(await acls()).not.toContain(`/1.0/network-acls/${gone.name}`);
    });
  });
}

import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Forward, WantedFirewall } from "@/lib/domain/firewall/plan";
import { forwardDevice } from "./devices";
import { probeSsh } from "./ssh-probe";
import { Bench, type ContractCluster, codeOf } from "./testing/bench.contract";

type Address = { host: string; port: number };

/** Does anything take a connection there? */
function accepts({ host, port }: Address): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 2000 });
    const end = (accepted: boolean) => {
      socket.destroy();
      resolve(accepted);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
    socket.once("timeout", () => end(false));
  });
}

const opened = (ssh: boolean, ...forwards: Forward[]): WantedFirewall => ({
  kind: "forwards",
  ssh,
  forwards,
});
const tcp = (port: number): Forward => ({ protocol: "tcp", port });

/** What the product relies on where ports of the hosts lead to the machines, whoever provides them. */
export function forwardsContract(
  name: string,
  makeCluster: () => Promise<ContractCluster & { /** Its guests run what they are told. */ runs: boolean }>,
): void {
  describe(`firewall contract, forwarded ports: ${name}`, { timeout: 120_000 }, () => {
    let cluster: Awaited<ReturnType<typeof makeCluster>>;
    let bench: Bench;
    let machine: string;
    const others: string[] = [];
    const apply = (wanted: WantedFirewall, which = machine) => bench.compute.applyFirewall(which, wanted);
    const look = async (wanted: WantedFirewall) =>
      (await bench.compute.lookAtFirewalls(new Map([[machine, wanted]]))).get(machine);
    const answers = (address: Address) => probeSsh(address, 2000);

    beforeAll(async () => {
      cluster = await makeCluster();
      bench = await Bench.open(cluster);
      machine = await bench.common("running");
    }, 120_000);
    afterAll(async () => {
      for (const each of [...others, machine]) await cluster.compute.remove(each);
      await cluster.close();
    }, 60_000);

    it("is what the region's network can do", async () => {
      expect(await bench.compute.firewallMode()).toBe("forwards");
    });

    it("gives each open port a port of the host, once, and takes it away again", async () => {
      const ssh = await bench.ready(machine);
      const first = await apply(opened(true, tcp(8888), { protocol: "udp", port: 5000 }));
      expect(first).toMatchObject({ changed: true, ssh });
      const again = await apply(opened(true, tcp(8888), { protocol: "udp", port: 5000 }));
      expect(again).toEqual({ ...first, changed: false });
      const [web] = first.forwards.filter(({ protocol }) => protocol === "tcp");
      if (!web) throw new Error("8888 is not forwarded");
      expect(new Set([ssh.port, ...first.forwards.map(({ outside }) => outside.port)]).size).toBe(3);
      expect(await accepts(web.outside)).toBe(true);
      expect(await answers(ssh)).toBe(true);
      const more = await apply(opened(true, tcp(8000), tcp(8888)));
      expect(more.forwards.find(({ port }) => port === 8888)).toEqual(web);
      expect(await apply(null)).toEqual({ changed: true, ssh, forwards: [] });
      await expect.poll(() => accepts(web.outside)).toBe(false);
      expect(await answers(ssh)).toBe(true);
    });

    it("leads to what listens inside", async (test) => {
      if (!cluster.runs) return test.skip();
      await bench.inGuest(machine, "/usr/sbin/sshd -p 2222");
      const { forwards } = await apply(opened(true, tcp(2222)));
      expect(forwards[0] && (await answers(forwards[0].outside))).toBe(true);
      await apply(null);
    });

    it("closes SSH, says that there is no way in, and opens it where it was", async () => {
      const ssh = await bench.ready(machine);
      expect(await apply(opened(false))).toEqual({ changed: true, ssh: null, forwards: [] });
      expect(await apply(opened(false))).toEqual({ changed: false, ssh: null, forwards: [] });
      await expect.poll(() => accepts(ssh)).toBe(false);
      expect(await bench.compute.machine(machine)).toMatchObject({ status: "running", address: null });
      expect(await apply(opened(true))).toEqual({ changed: true, ssh, forwards: [] });
      expect(await bench.ready(machine)).toEqual(ssh);
    });

    it("keeps to itself what is held for another machine, also while that has it closed", async () => {
      const { host, port } = await bench.ready(machine);
      await apply(opened(false, tcp(8888)));
      const [other, third] = [bench.wish().name, bench.wish().name];
      others.push(other, third);
      for (const each of [other, third])
        await bench.compute.create({ ...bench.wish({ name: each }), name: each });
      const ports = [tcp(8000), tcp(8001), tcp(8002)];
      const made = await Promise.all([other, third].map((each) => apply(opened(true, ...ports), each)));
      const all = made.flatMap(({ ssh, forwards }) => [ssh, ...forwards.map(({ outside }) => outside)]);
      const used = all.flatMap((each) => each?.port ?? []);
      expect(used).toHaveLength(8);
      expect(new Set([...used, port]).size).toBe(9);
      expect(all.every((each) => each?.host === host)).toBe(true);
      // Off, it is in force from its next start on.
      await bench.compute.start(other);
      expect(made[0]?.forwards[0] && (await accepts(made[0].forwards[0].outside))).toBe(true);
      await apply(null);
    });

    it("puts back what somebody changed by hand", async () => {
      const { forwards } = await apply(opened(false, tcp(8888)));
      expect(await look(opened(false, tcp(8888)))).toEqual({ changed: false, ssh: null, forwards });
      expect(await look(opened(true, tcp(8888)))).toEqual({ changed: true, ssh: null, forwards });
      const devices = { "open-tcp-9999": forwardDevice("127.0.0.1", 1, tcp(9999)) };
      await bench.compute.stop(machine, 0);
      await bench.byHand("PATCH", `/1.0/instances/${machine}`, { devices });
      expect(await look(opened(false, tcp(8888)))).toMatchObject({ changed: true });
      expect(await apply(opened(false, tcp(8888)))).toEqual({ changed: true, ssh: null, forwards });
      expect(await look(opened(false, tcp(8888)))).toMatchObject({ changed: false });
      await bench.compute.start(machine);
      await apply(null);
    });

    it("touches nobody else's machine, and says what is missing", async () => {
      expect(await codeOf(cluster.stranger.applyFirewall(machine, null))).toBe("refused");
      expect(await codeOf(bench.compute.applyFirewall("t-never-created", null))).toBe("not_found");
      expect(await codeOf(bench.compute.removeFirewall("t-never-created"))).toBe("success");
      const both = new Map([machine, "t-never-created"].map((each) => [each, null]));
      expect(await cluster.stranger.lookAtFirewalls(both)).toEqual(new Map());
      expect([...(await bench.compute.lookAtFirewalls(both)).keys()]).toEqual([machine]);
    });
  });
}

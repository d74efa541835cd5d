import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CreateMachine } from "@/lib/ports/compute";
import { probeSsh } from "./ssh-probe";
import { type ContractCluster, codeOf } from "./testing/bench.contract";

/** As the daemon's own client would: what an operator does, or what is left when a daemon dies halfway. */
export type RawCluster = {
  /** Carries a change out, and waits for its operation. */
  change(method: string, path: string, body?: object): Promise<void>;
};

/** What the product relies on when a disk goes to another host; for clusters of two hosts or more, each with an address. */
export function moveContract(name: string, makeCluster: () => Promise<ContractCluster & RawCluster>): void {
  describe(`move contract: ${name}`, () => {
    let cluster: ContractCluster & RawCluster;
    let home: string;
    let away: string;
    const used: string[] = [];

    const made = async (): Promise<CreateMachine> => {
      const machine = `t-${randomBytes(5).toString("hex")}`;
      used.push(machine);
      const input = {
        name: machine,
        host: home,
        imageAlias: cluster.imageAlias,
        vcpus: 1,
        memoryMib: 256,
        diskGib: 2,
        cards: [],
        sshPublicKeys: [cluster.keys.public],
        startupScript: null,
        hostname: machine,
        tags: { instance: machine, generation: "1" },
      };
      await cluster.compute.create(input);
      return input;
    };
    const addressOf = async (host: string) =>
      (await cluster.compute.hosts()).find(({ name }) => name === host)?.address ?? "none";
    const named = async (machine: string) =>
      (await cluster.compute.machines()).filter((each) => each.tags.instance === machine);

    beforeAll(async () => {
      cluster = await makeCluster();
      const open = (await cluster.compute.hosts()).filter((host) => host.schedulable);
      if (!open[0] || !open[1]) throw new Error("The cluster has no two hosts that take machines");
      expect(open[0].address).not.toBe(open[1].address);
      home = open[0].name;
      away = open[1].name;
    });
    afterAll(async () => {
      for (const machine of used) await cluster.compute.remove(machine);
      await cluster.close();
    });

    it("takes a machine that is off to another host, once, and back; it starts there", async () => {
      const { compute } = cluster;
      const input = await made();
      const progress: (number | null)[] = [];
      await compute.move(input.name, away, (percent) => progress.push(percent));
      expect(progress.length).toBeGreaterThan(0);
      await compute.move(input.name, away);
      const [machine, ...more] = await named(input.name);
      expect(more).toEqual([]);
      expect(machine).toMatchObject({ name: input.name, host: away, status: "stopped", tags: input.tags });
      await compute.start(input.name);
      expect(await compute.machine(input.name)).toMatchObject({ host: away, status: "running" });
      // It has kept its port, and is reached at its new host's address.
      const address = { host: await addressOf(away), port: machine?.address?.port ?? 0 };
      expect((await compute.machine(input.name))?.address).toEqual(address);
      const patience = { timeout: cluster.bootTimeoutMs, interval: 50 };
      await expect.poll(() => probeSsh(address, 1000), patience).toBe(true);
      expect(await codeOf(compute.move(input.name, home))).toBe("refused");
      await compute.stop(input.name, 0);
      await compute.move(input.name, home);
      expect(await compute.machine(input.name)).toMatchObject({ host: home, status: "stopped" });
      expect((await compute.machine(input.name))?.address?.host).toBe(await addressOf(home));
    });

    it("waits for an earlier attempt, however many ask at once", async () => {
      const { compute } = cluster;
      const { name: machine } = await made();
      await cluster.change("PATCH", `/1.0/instances/${machine}`, { config: { "user.moving": machine } });
      const first = cluster.change("POST", `/1.0/instances/${machine}?target=${away}`, {
        name: machine,
        migration: true,
      });
      await expect.poll(async () => (await named(machine)).length, { timeout: 20_000 }).toBe(2);
      expect(await compute.busy(machine)).toBe(true);
      await compute.move(machine, away);
      await first;
      expect(await compute.busy(machine)).toBe(false);
      expect(await named(machine)).toMatchObject([{ name: machine, host: away }]);
    });

    it("goes on after a daemon that died halfway: with both there, and with the copy alone", async () => {
      const { compute } = cluster;
      const { name: machine } = await made();
      await compute.move(machine, away);
      // The original is gone, the copy has not got its name.
      await cluster.change("POST", `/1.0/instances/${machine}`, { name: `lxd-move-of-${machine}` });
      expect(await compute.machine(machine)).toBeNull();
      await compute.settleMove(machine);
      expect(await named(machine)).toMatchObject([{ name: machine, host: away }]);
      // A copy that is not known to be whole, beside the original.
      const half = { ...(await made()), name: `lxd-move-of-x-${machine}` };
      await compute.create({ ...half, tags: { instance: machine, moving: machine } });
      used.push(half.name);
      expect(await named(machine)).toHaveLength(2);
      await compute.move(machine, home);
      expect(await named(machine)).toMatchObject([{ name: machine, host: home }]);
    });

    it("leaves it where it is when there is nowhere to go, and others' alone", async () => {
      const { compute, stranger } = cluster;
      const { name: machine } = await made();
      expect(await codeOf(compute.move(machine, "no-such-host"))).toBe("no_capacity");
      expect(await codeOf(stranger.move(machine, away))).toBe("refused");
      expect(await codeOf(compute.move("t-never-created", away))).toBe("not_found");
      await compute.settleMove("t-never-created");
      expect(await named(machine)).toMatchObject([{ name: machine, host: home }]);
    });
  });
}

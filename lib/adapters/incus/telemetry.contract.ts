import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Compute } from "@/lib/ports/compute";
import type { WatchedMachine } from "@/lib/ports/telemetry";
import type { ContractCluster } from "./testing/bench.contract";

/** What the product relies on to see what machines do, whoever provides them. */
export function telemetryContract(name: string, makeCluster: () => Promise<ContractCluster>): void {
  describe(`telemetry contract: ${name}`, () => {
    let cluster: ContractCluster;
    let compute: Compute;
    let watched: WatchedMachine;
    let cards: string[];
    const machine = `t-${randomBytes(5).toString("hex")}`;
    /** A daemon may answer from what it knew some seconds ago. */
    const patience = { timeout: 30_000, interval: 500 };

    beforeAll(async () => {
      cluster = await makeCluster();
      compute = cluster.compute;
      const open = (await compute.hosts()).filter((candidate) => candidate.schedulable);
      const host = open.find((candidate) => candidate.cards.length > 0) ?? open[0];
      if (!host) throw new Error("The cluster has no host that takes machines");
      cards = host.cards.slice(0, 1).map((card) => card.pciAddress);
      watched = { name: machine, host: host.name, hasCards: cards.length > 0 };
      await compute.create({
        name: machine,
        host: host.name,
        imageAlias: cluster.imageAlias,
        vcpus: 1,
        memoryMib: 256,
        diskGib: 2,
        cards,
        sshPublicKeys: [cluster.keys.public],
        startupScript: null,
        hostname: machine,
        tags: { instance: machine },
      });
      await compute.start(machine);
    });

    afterAll(async () => {
      await compute.remove(machine);
      await cluster.close();
    });

    const reading = () =>
      vi.waitFor(async () => {
        const [found] = await compute.readings([watched]);
        if (!found) throw new Error("not shown yet");
        return found;
      }, patience);

    it("shows counters that grow, memory within its limit, and the disk", async () => {
      const first = await reading();
      expect(first.name).toBe(machine);
      expect(first.counters.cpuSeconds).toBeGreaterThanOrEqual(0);
      expect(first.counters.receivedBytes).toBeGreaterThanOrEqual(0);
      expect(first.memory?.totalBytes).toBe(256 * 1024 ** 2);
      expect(first.memory?.usedBytes).toBeLessThanOrEqual(256 * 1024 ** 2);
      expect(first.disk?.usedBytes).toBeLessThanOrEqual(first.disk?.totalBytes ?? 0);
      const second = await reading();
      expect(second.counters.cpuSeconds).toBeGreaterThanOrEqual(first.counters.cpuSeconds ?? 0);
    });

    it("shows each card by its address, and no cards where there is no driver to ask", async () => {
      const found = await reading();
      if (cards.length === 0) {
        const [asked] = await compute.readings([{ ...watched, hasCards: true }]);
        expect(asked).toMatchObject({ name: machine, cards: null });
        return;
      }
      expect(found.cards?.map((card) => card.pciAddress)).toEqual(cards);
      expect(found.cards?.[0]?.loadPercent).toBeGreaterThanOrEqual(0);
      expect(found.cards?.[0]?.loadPercent).toBeLessThanOrEqual(100);
    });

    it("leaves out what is not there or not on", async () => {
      expect(await compute.readings([{ ...watched, name: "t-nobody" }])).toEqual([]);
      expect(await compute.readings([])).toEqual([]);
    });
  });
}

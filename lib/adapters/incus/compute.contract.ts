import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Compute, deploymentTag } from "@/lib/ports/compute";
import { probeSsh } from "./ssh-probe";
import { Bench, type ContractCluster, codeOf } from "./testing/bench.contract";
import { pastUs } from "./testing/past-us.contract";

/** What the product relies on, whoever provides the machines. */
export function computeContract(name: string, makeCluster: () => Promise<ContractCluster>): void {
  describe(`compute contract: ${name}`, () => {
    let bench: Bench;
    let compute: Compute;

    beforeAll(async () => {
      bench = await Bench.open(await makeCluster());
      compute = bench.compute;
    });
    // The cluster goes, and its machines with it.
    afterAll(() => bench?.cluster.close());

    it("describes its hosts", async () => {
      for (const found of (await compute.hosts()).filter((candidate) => candidate.online)) {
        expect(found.vcpus).toBeGreaterThan(0);
        expect(found.memoryMib).toBeGreaterThan(0);
        expect(found.diskGib).toBeGreaterThan(0);
      }
    });

    it("creates a stopped machine, once, however often it is asked", async () => {
      const input = bench.wish();
      await Promise.all([compute.create(input), compute.create(input)]);
      await compute.create(input);
      const machine = await compute.machine(input.name);
      expect(machine).toMatchObject({ name: input.name, host: input.host, status: "stopped", bootId: null });
      expect(machine?.tags).toMatchObject({ ...input.tags, [deploymentTag]: bench.cluster.deploymentId });
      expect(machine?.createdAt.getTime()).toBeGreaterThan(0);
      expect(await compute.busy(input.name)).toBe(false);
      expect((await compute.machines()).filter((other) => other.name === input.name)).toEqual([machine]);
    });

    it("places a machine on the host that is named", async () => {
      const inputs = bench.hosts.map((host) => bench.wish({ host }));
      await Promise.all(inputs.map((input) => compute.create(input)));
      for (const { name: machine, host } of inputs) expect((await compute.machine(machine))?.host).toBe(host);
      // A single daemon knows no other place than itself.
      if (bench.hosts.length > 1)
        expect(await codeOf(compute.create(bench.wish({ host: "nowhere" })))).toBe("no_capacity");
    });

    it("takes a machine through its life: SSH, boot ids, restart, stop, start, removal", async () => {
      const input = bench.wish();
      const told: [string, number | null][] = [];
      await compute.create(input, (phase, percent) => told.push([phase, percent]));
      expect([...new Set(told.map(([phase]) => phase))]).toEqual(["creating", "image"]);
      const percents = told.flatMap(([, percent]) => percent ?? []);
      expect(percents.length).toBeGreaterThan(0);
      expect(percents).toEqual(
        percents.filter((percent) => percent >= 0 && percent <= 100).sort((x, y) => x - y),
      );
      await compute.start(input.name);
      await compute.start(input.name);
      const first = await compute.machine(input.name);
      expect(first?.status).toBe("running");
      expect(first?.bootId).toEqual(expect.any(String));
      const address = await bench.ready(input.name);
      expect((await compute.machine(input.name))?.bootId).toBe(first?.bootId);
      expect(await bench.inGuest(input.name, "hostname")).toBe(`${input.hostname}\n`);

      await compute.restart(input.name, 30);
      const second = await compute.machine(input.name);
      expect(second?.status).toBe("running");
      expect(second?.bootId).not.toBe(first?.bootId);
      expect(await bench.ready(input.name)).toEqual(address);

      await compute.stop(input.name, 30);
      await compute.stop(input.name, 30);
      expect(await compute.machine(input.name)).toMatchObject({ status: "stopped", bootId: null });
      expect(await probeSsh(address, 1000)).toBe(false);
      expect(await codeOf(compute.restart(input.name, 30))).toBe("refused");

      await compute.start(input.name);
      const third = await compute.machine(input.name);
      expect([first?.bootId, second?.bootId, null]).not.toContain(third?.bootId);

      // A running machine goes as well, and a second removal finds nothing to do.
      await compute.remove(input.name);
      await compute.remove(input.name);
      expect(await compute.machine(input.name)).toBeNull();
    });

    it("raises tags and keeps the others", async () => {
      const name = await bench.common("stopped");
      await compute.tag(name, { generation: "2", note: "kept" });
      expect((await compute.machine(name))?.tags).toMatchObject({
        instance: name,
        generation: "2",
        note: "kept",
        [deploymentTag]: bench.cluster.deploymentId,
      });
    });

    it("gives every machine an address of its own", async () => {
      const inputs = [bench.wish(), bench.wish()];
      await Promise.all(inputs.map((input) => compute.create(input)));
      await Promise.all(inputs.map((input) => compute.start(input.name)));
      const addresses = await Promise.all(inputs.map((input) => bench.ready(input.name)));
      expect(new Set(addresses.map(({ host, port }) => `${host}:${port}`)).size).toBe(inputs.length);
      await Promise.all(inputs.map((input) => compute.stop(input.name, 0)));
    });

    it("says what is missing", async () => {
      expect(await codeOf(compute.create(bench.wish({ imageAlias: "no-such-image" })))).toBe("image_missing");
      const nowhere = "t-never-created";
      expect(await compute.machine(nowhere)).toBeNull();
      expect(await codeOf(compute.start(nowhere))).toBe("not_found");
      expect(await codeOf(compute.stop(nowhere, 1))).toBe("not_found");
      expect(await codeOf(compute.restart(nowhere, 1))).toBe("not_found");
      expect(await codeOf(compute.setCards(nowhere, []))).toBe("not_found");
      expect(await codeOf(compute.tag(nowhere, {}))).toBe("not_found");
      expect(await codeOf(compute.remove(nowhere))).toBe("success");
    });

    it("leaves other deployments' machines alone, and shows them", async () => {
      const input = bench.wish({ name: await bench.common("stopped") });
      await compute.tag(input.name, { generation: "1" });
      const { stranger } = bench.cluster;
      expect(await stranger.machine(input.name)).toMatchObject({ name: input.name });
      expect(await codeOf(stranger.create(input))).toBe("refused");
      expect(await codeOf(stranger.start(input.name))).toBe("refused");
      expect(await codeOf(stranger.stop(input.name, 0))).toBe("refused");
      expect(await codeOf(stranger.tag(input.name, { generation: "9" }))).toBe("refused");
      expect(await codeOf(stranger.setCards(input.name, []))).toBe("refused");
      expect(await codeOf(stranger.remove(input.name))).toBe("refused");
      expect((await compute.machine(input.name))?.tags.generation).toBe("1");
    });

    it("gives cards, and other ones while the machine is off", async (context) => {
      const [first, second] = bench.cards;
      if (first === undefined || second === undefined) return context.skip("the cluster has no two cards");
      const input = bench.wish({ cards: [first] });
      await compute.create(input);
      expect((await compute.machine(input.name))?.cards).toEqual([first]);
      await compute.setCards(input.name, [second, first]);
      await compute.setCards(input.name, [second, first]);
      expect((await compute.machine(input.name))?.cards).toEqual([second, first]);
      await compute.start(input.name);
      expect(await codeOf(compute.setCards(input.name, [first]))).toBe("refused");
      await compute.stop(input.name, 0);
      await compute.setCards(input.name, []);
      expect(await compute.machine(input.name)).toMatchObject({ cards: [], tags: { generation: "1" } });
    });

    it("cannot start with a card that the host has not", async () => {
      const name = await bench.common("stopped");
      // A host that cannot hand out slices says so at once, any other when it starts.
      const startWith = async (card: string) => {
        await compute.setCards(name, [card]);
        await compute.start(name);
      };
      for (const missing of ["0000:fe:1f.7", "0000:fe:1f.7/7/0"])
        expect(await codeOf(startWith(missing))).toBe("no_capacity");
      expect((await compute.machine(name))?.status).toBe("stopped");
      await compute.setCards(name, []);
    });

    it("reports the events of a life in their order", async () => {
      const input = bench.wish();
      const events = await bench.listen();
      await compute.create(input);
      await compute.start(input.name);
      await compute.stop(input.name, 0);
      await compute.remove(input.name);
      const kinds = () => events.of(input.name);
      await expect.poll(kinds, { timeout: 5000, interval: 20 }).toContain("deleted");
      events.end();
      const main = kinds().filter((kind) => ["created", "started", "stopped", "deleted"].includes(kind));
      expect(main).toEqual(["created", "started", "stopped", "deleted"]);
    });

    pastUs(() => bench);
  });
}

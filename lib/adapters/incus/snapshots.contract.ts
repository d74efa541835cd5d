import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Bench, type ContractCluster, codeOf } from "./testing/bench.contract";

const freshImage = () => `img-${randomBytes(5).toString("hex")}`;

/** What the product relies on of snapshots and images, whoever keeps them. Machines stay off: none has to boot. */
export function snapshotsContract(name: string, makeCluster: () => Promise<ContractCluster>): void {
  describe(`snapshots contract: ${name}`, () => {
    let cluster: ContractCluster;
    let bench: Bench;
    const images: string[] = [];

    const newMachine = (imageAlias = cluster.imageAlias) =>
      bench.machine({ imageAlias, tags: { note: "first" } });
    /** For what leaves it as it was; every test has snapshots of its own names. */
    const commonMachine = () => bench.common("stopped");
    const publish = (machine: string, snapshot: string, image = freshImage()) => {
      images.push(image);
      return cluster.compute.publishImage({ name: image, machine, snapshot, description: "Mine", tags: {} });
    };
    const offered = async () => (await cluster.compute.imageAliases()).map(({ alias }) => alias);

    beforeAll(async () => {
      cluster = await makeCluster();
      bench = await Bench.open(cluster);
    });

    afterAll(async () => {
      await bench.clear();
      for (const image of images) await cluster.compute.removeImage(image);
      await cluster.close();
    });

    it("takes one, once, however often it is asked", async () => {
      const machine = await commonMachine();
      const first = await cluster.compute.createSnapshot(machine, "one");
      expect(first.name).toBe("one");
      expect(first.sizeBytes === null || first.sizeBytes > 0).toBe(true);
      expect(await cluster.compute.createSnapshot(machine, "one")).toEqual(first);
      expect(await codeOf(cluster.compute.createSnapshot("m-never-created", "one"))).toBe("not_found");
    });

    it("goes back to it and keeps what belongs to the machine's place", async () => {
      const { compute } = cluster;
      const machine = await newMachine();
      await compute.createSnapshot(machine, "one");
      await compute.tag(machine, { note: "second", later: "kept" });
      const keep = await compute.machineSettings(machine);
      expect(keep.tags).toMatchObject({ note: "second", later: "kept" });
      await compute.restoreSnapshot(machine, "one", keep);
      await compute.restoreSnapshot(machine, "one", keep);
      expect((await compute.machine(machine))?.tags).toMatchObject({ note: "second", later: "kept" });
      expect(await compute.machineSettings(machine)).toEqual(keep);
      expect(await codeOf(compute.restoreSnapshot(machine, "never", keep))).toBe("not_found");
    });

    it("removes it, twice without harm", async () => {
      const { compute } = cluster;
      const machine = await commonMachine();
      await compute.createSnapshot(machine, "gone");
      await compute.removeSnapshot(machine, "gone");
      await compute.removeSnapshot(machine, "gone");
      await compute.removeSnapshot("m-never-created", "gone");
      const keep = await compute.machineSettings(machine);
      expect(await codeOf(compute.restoreSnapshot(machine, "gone", keep))).toBe("not_found");
    });

    it("makes an image of it, once, that outlives the machine and launches", async () => {
      const { compute } = cluster;
      const machine = await newMachine();
      await compute.createSnapshot(machine, "one");
      const percents: number[] = [];
      const image = freshImage();
      images.push(image);
      const made = await compute.publishImage(
        { name: image, machine, snapshot: "one", description: "Mine", tags: { epoch: "3" } },
        (_, percent) => percent !== null && percents.push(percent),
      );
      expect(made).toMatchObject({ name: image, fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) });
      expect(made.sizeBytes).toBeGreaterThan(0);
      expect(percents.length).toBeGreaterThan(0);
      expect(await publish(machine, "one", image)).toEqual(made);
      expect(await compute.imageAliases()).toContainEqual({ alias: image, fingerprint: made.fingerprint });
      await compute.remove(machine);
      const copy = await newMachine(image);
      expect((await compute.machine(copy))?.tags).toMatchObject({ note: "first" });
      await compute.removeImage(image);
      await compute.removeImage(image);
      expect(await offered()).not.toContain(image);
      expect((await compute.machine(copy))?.status).toBe("stopped");
    });

    it("lists images and snapshots among what is ours, with the tags of then, and not among a stranger's", async () => {
      const { compute, stranger } = cluster;
      const machine = await newMachine();
      await compute.tag(machine, { epoch: "7" });
      await compute.createSnapshot(machine, "one");
      await compute.tag(machine, { epoch: "9" });
      const { name: image } = await publish(machine, "one");
      const of = async (who: typeof compute) =>
        (await who.ownThings()).filter(({ name }) => name === image || name.startsWith(`${machine}/`));
      expect(await of(compute)).toEqual([
        { kind: "image", name: image, host: "", tags: expect.objectContaining({ image }) },
        {
          ...{ kind: "snapshot", name: `${machine}/one`, host: bench.hosts[0] },
          tags: expect.objectContaining({ epoch: "7", note: "first" }),
        },
      ]);
      expect(await of(stranger)).toEqual([]);
    });

    it("says what is missing", async () => {
      const machine = await commonMachine();
      expect(await codeOf(publish(machine, "never"))).toBe("not_found");
      expect(await codeOf(publish("m-never-created", "one"))).toBe("not_found");
      expect(await offered()).toContain(cluster.imageAlias);
    });

    it("leaves other deployments' machines and images alone", async () => {
      const { compute, stranger } = cluster;
      const machine = await commonMachine();
      await compute.createSnapshot(machine, "theirs");
      const { name: image } = await publish(machine, "theirs");
      const keep = await compute.machineSettings(machine);
      expect(await codeOf(stranger.createSnapshot(machine, "two"))).toBe("refused");
      expect(await codeOf(stranger.machineSettings(machine))).toBe("refused");
      expect(await codeOf(stranger.restoreSnapshot(machine, "theirs", keep))).toBe("refused");
      expect(await codeOf(stranger.removeSnapshot(machine, "theirs"))).toBe("refused");
      const theirs = { name: freshImage(), machine, snapshot: "theirs", description: "", tags: {} };
      expect(await codeOf(stranger.publishImage(theirs))).toBe("refused");
      await stranger.removeImage(image);
      expect(await offered()).toContain(image);
    });
  });
}

import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deploymentTag } from "@/lib/ports/compute";
import type { VolumePlace } from "@/lib/ports/volumes";
import { Bench, type ContractCluster, codeOf } from "./testing/bench.contract";

/** What the product relies on of volumes, whoever keeps them. The image need not boot: machines stay off. */
export function volumesContract(name: string, makeCluster: () => Promise<ContractCluster>): void {
  describe(`volumes contract: ${name}`, () => {
    let cluster: ContractCluster;
    let bench: Bench;
    let host: string;
    const volumes: VolumePlace[] = [];

    async function newVolume(sizeGib = 1): Promise<VolumePlace> {
      const place = { host, name: `v-${randomBytes(5).toString("hex")}` };
      volumes.push(place);
      await cluster.compute.createVolume({ ...place, sizeGib, tags: { volume: place.name } });
      return place;
    }

    beforeAll(async () => {
      cluster = await makeCluster();
      bench = await Bench.open(cluster);
      host = bench.hosts[0] ?? "";
    });

    afterAll(async () => {
      await bench.clear();
      for (const place of volumes) await cluster.compute.removeVolume(place);
      await cluster.close();
    });

    it("creates one, once, however often it is asked, and shows it", async () => {
      const place = await newVolume(2);
      await cluster.compute.createVolume({ ...place, sizeGib: 2, tags: {} });
      expect(await cluster.compute.volume(place)).toEqual({
        ...place,
        sizeGib: 2,
        tags: { volume: place.name, [deploymentTag]: cluster.deploymentId },
        machines: [],
      });
    });

    it("lists it and its snapshots among what is ours, with the tags of then, and not among a stranger's", async () => {
      const place = await newVolume();
      const { compute, stranger } = cluster;
      await compute.tagVolume(place, { epoch: "7" });
      await compute.snapshotVolume(place, "one");
      await compute.tagVolume(place, { epoch: "9" });
      const of = async (who: typeof compute) =>
        (await who.ownThings()).filter(({ name }) => name.split("/")[0] === place.name);
      expect(await of(compute)).toEqual([
        { kind: "volume", ...place, tags: expect.objectContaining({ epoch: "9" }) },
        {
          ...{ kind: "snapshot", host: place.host, name: `${place.name}/one` },
          tags: expect.objectContaining({ epoch: "7", [deploymentTag]: cluster.deploymentId }),
        },
      ]);
      expect(await of(stranger)).toEqual([]);
      await compute.removeVolumeSnapshot(place, "one");
      expect(await of(compute)).toHaveLength(1);
    });

    it("grows it and never shrinks it", async () => {
      const place = await newVolume(1);
      await cluster.compute.growVolume(place, 3);
      await cluster.compute.growVolume(place, 3);
      await cluster.compute.growVolume(place, 2);
      expect((await cluster.compute.volume(place))?.sizeGib).toBe(3);
    });

    it("attaches it to a machine and takes it away, twice without harm", async () => {
      const place = await newVolume();
      const machine = await bench.common("stopped");
      await cluster.compute.attachVolume(place, machine, "/data");
      await cluster.compute.attachVolume(place, machine, "/data");
      expect((await cluster.compute.volume(place))?.machines).toEqual([machine]);
      expect(await codeOf(cluster.compute.removeVolume(place))).toBe("refused");
      const second = await newVolume();
      expect(await codeOf(cluster.compute.attachVolume(second, machine, "/data"))).toBe("failed");
      await cluster.compute.detachVolume(place, machine);
      await cluster.compute.detachVolume(place, machine);
      expect((await cluster.compute.volume(place))?.machines).toEqual([]);
      expect((await cluster.compute.machine(machine))?.status).toBe("stopped");
    });

    it("outlives the machine that had it", async () => {
      const place = await newVolume();
      const machine = await bench.machine();
      await cluster.compute.attachVolume(place, machine, "/data");
      await cluster.compute.remove(machine);
      await cluster.compute.detachVolume(place, machine);
      expect((await cluster.compute.volume(place))?.machines).toEqual([]);
    });

    it("keeps snapshots, goes back to them and removes them", async () => {
      const place = await newVolume();
      await cluster.compute.snapshotVolume(place, "before");
      await cluster.compute.snapshotVolume(place, "before");
      await cluster.compute.snapshotVolume(place, "after");
      const kept = await cluster.compute.volumeSnapshots(place);
      expect(kept.toSorted((a, b) => a.name.localeCompare(b.name))).toEqual([
        { name: "after", whole: true },
        { name: "before", whole: true },
      ]);
      await cluster.compute.restoreVolume(place, "before");
      expect(await codeOf(cluster.compute.restoreVolume(place, "never"))).toBe("not_found");
      await cluster.compute.removeVolumeSnapshot(place, "after");
      await cluster.compute.removeVolumeSnapshot(place, "after");
      expect(await cluster.compute.volumeSnapshots(place)).toEqual([{ name: "before", whole: true }]);
      await cluster.compute.removeVolume(place);
      expect(await cluster.compute.volume(place)).toBeNull();
    });

    it("says what is missing", async () => {
      const nowhere = { host, name: "v-never-created" };
      const place = await newVolume();
      expect(await cluster.compute.volume(nowhere)).toBeNull();
      expect(await codeOf(cluster.compute.growVolume(nowhere, 2))).toBe("not_found");
      expect(await codeOf(cluster.compute.attachVolume(place, "m-never-created", "/data"))).toBe("not_found");
      expect(await codeOf(cluster.compute.detachVolume(place, "m-never-created"))).toBe("success");
      expect(await codeOf(cluster.compute.removeVolume(nowhere))).toBe("success");
      expect(await codeOf(cluster.compute.removeVolumeSnapshot(nowhere, "x"))).toBe("success");
    });

    it("leaves other deployments' volumes alone", async () => {
      const place = await newVolume();
      const machine = await bench.common("stopped");
      const { stranger } = cluster;
      expect(await stranger.volume(place)).toMatchObject(place);
      expect(await codeOf(stranger.createVolume({ ...place, sizeGib: 1, tags: {} }))).toBe("refused");
      expect(await codeOf(stranger.growVolume(place, 5))).toBe("refused");
      expect(await codeOf(stranger.attachVolume(place, machine, "/data"))).toBe("refused");
      expect(await codeOf(stranger.snapshotVolume(place, "x"))).toBe("refused");
      expect(await codeOf(stranger.removeVolume(place))).toBe("refused");
      expect((await cluster.compute.volume(place))?.sizeGib).toBe(1);
    });
  });
}

import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Compute } from "@/lib/ports/compute";
import type { VolumePlace } from "@/lib/ports/volumes";
import { command } from "@/lib/testing/lxd/command";
import { IMAGE_ALIAS, type Lxd, startLxd } from "@/lib/testing/lxd/single";
import { patience } from "@/lib/testing/patience";
import { IncusClient } from "./client";
import { codeOf } from "./testing/bench.contract";
import { seenFrom } from "./testing/lxd.contract";
import { transportTo } from "./transport";

let lxd: Lxd;
let compute: Compute;
let host: string;
beforeAll(async () => {
  lxd = await startLxd();
  compute = seenFrom(lxd.daemon.folder, lxd.forwarded).compute;
  host = (await compute.hosts())[0]?.name ?? "";
});
afterAll(() => lxd?.close());

async function newVolume(name: string): Promise<VolumePlace> {
  await compute.createVolume({ host, name, sizeGib: 1, tags: {} });
  return { host, name };
}

describe("a volume of an LXD daemon", () => {
  it("whose snapshot the daemon died over has it half-made until it is taken again", async () => {
    const place = await newVolume("vol-copied");
    const pool = `${lxd.daemon.folder}/storage-pools/default`;
    const inside = (script: string) => lxd.daemon.namespaces.run("sh", "-c", script);
    const files = async (folder: string) => Number(await inside(`find ${folder} 2>/dev/null | wc -l`));
    const [volume, copy] = [
      `${pool}/custom/default_vol-copied`,
      `${pool}/custom-snapshots/default_vol-copied/one`,
    ];
    await inside(`cd ${volume} && seq 1 20000 | split -l 1 -a 4 -`);
    const all = await files(volume);
    const client = new IncusClient(transportTo({ kind: "unix", folder: lxd.daemon.folder }), 5000, 5000);
    const first = codeOf(compute.snapshotVolume(place, "one"));
    await vi.waitUntil(async () => (await files(copy)) > 1, patience);
    expect(await client.runningOnVolume(place.name)).not.toBeNull();
    await lxd.daemon.kill();
    expect(await first).not.toBe("success");
    expect(await files(copy)).toBeLessThan(all);
    await lxd.daemon.start();
    expect(await compute.volumeSnapshots(place)).toEqual([{ name: "one", whole: false }]);
    // The copy may outlive its daemon for a while; until it ends, the daemon cannot take away what it writes.
    const again = async () => codeOf(compute.snapshotVolume(place, "one"));
    await vi.waitUntil(async () => {
      const code = await again();
      expect(code).toMatch(/^(success|refused)$/);
      return code === "success";
    }, patience);
    expect(await compute.volumeSnapshots(place)).toEqual([{ name: "one", whole: true }]);
    expect(await files(copy)).toBe(all);
    await compute.removeVolume(place);
  });

  it("that is gone keeps its machine from starting until its disk is taken off, which a restart does", async () => {
    const machine = "m-lost";
    await compute.create({
      ...{ name: machine, host, imageAlias: IMAGE_ALIAS, vcpus: 1, memoryMib: 128, diskGib: 1 },
      ...{ cards: [], sshPublicKeys: [], startupScript: null, hostname: machine, tags: {} },
    });
    const vanish = ({ name }: VolumePlace) =>
      command("lxd", ["sql", "global", `delete from storage_volumes where name = '${name}'`], {
        env: { ...process.env, LXD_DIR: lxd.daemon.folder },
      });
    const off = await newVolume("vol-off");
    await compute.attachVolume(off, machine, "/data");
    await vanish(off);
    expect(await codeOf(compute.start(machine))).not.toBe("success");
    expect(await compute.dropLostVolumes(machine)).toEqual([off.name]);
    await compute.start(machine);

    for (const force of [0, 20]) {
      const on = await newVolume(`vol-on-${force}`);
      await compute.attachVolume(on, machine, "/data");
      await vanish(on);
      expect(await codeOf(compute.dropLostVolumes(machine))).not.toBe("success");
      await compute.tag(machine, { note: "changed" });
      await compute.restart(machine, force);
      expect((await compute.machine(machine))?.status).toBe("running");
      expect(await compute.dropLostVolumes(machine)).toEqual([]);
    }
    await compute.remove(machine);
  });
});

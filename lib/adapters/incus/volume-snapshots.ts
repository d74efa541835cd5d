import { z } from "zod";
import type { VolumePlace, Volumes } from "@/lib/ports/volumes";
import { isAlready } from "./errors";
import type { Cluster } from "./options";
import { absentIsDone } from "./read";
import { expiring, isWhole, untilWhole } from "./whole";

const answer = expiring.extend({ name: z.string() });

type VolumeSnapshots = Pick<Volumes, "volumeSnapshots" | "snapshotVolume" | "removeVolumeSnapshot">;
type Owner = {
  urlOf: (place: VolumePlace, rest?: string) => Promise<string>;
  /** Throws unless the volume is there and of this deployment. */
  ours: (place: VolumePlace) => Promise<unknown>;
};

/** Snapshots of volumes, each asked for with an end that is taken away when it is whole. */
export function volumeSnapshots({ client }: Cluster, { urlOf, ours }: Owner): VolumeSnapshots {
  const one = (place: VolumePlace, snapshot: string) =>
    urlOf(place, `/snapshots/${encodeURIComponent(snapshot)}`);
  const find = async (place: VolumePlace, snapshot: string) => client.get(await one(place, snapshot), answer);
  const remove = (place: VolumePlace, snapshot: string) =>
    absentIsDone(async () => client.change("DELETE", await one(place, snapshot), {}));

  /** The daemon lists a snapshot from its request on: an earlier attempt may still be copying. */
  async function finishEarlier({ name }: VolumePlace): Promise<void> {
    const running = await client.runningOnVolume(name);
    if (running) await client.finish(running);
  }

  async function removeUnlessWhole(place: VolumePlace, snapshot: string): Promise<void> {
    await absentIsDone(async () => {
      if (!isWhole(await find(place, snapshot))) await remove(place, snapshot);
    });
  }

  return {
    async volumeSnapshots(place) {
      const url = (await urlOf(place, "/snapshots")).replace(
        /\?|$/,
        (at) => `?recursion=1${at === "" ? "" : "&"}`,
      );
      const found = await client.get(url, z.array(answer));
      return found.map((each) => ({
        // The daemon calls them `<volume>/<snapshot>`.
        name: each.name.slice(each.name.indexOf("/") + 1),
        whole: isWhole(each),
      }));
    },
    async snapshotVolume(place, snapshot) {
      await ours(place);
      await finishEarlier(place);
      await removeUnlessWhole(place, snapshot);
      try {
        const body = { name: snapshot, expires_at: untilWhole() };
        await client.change("POST", await urlOf(place, "/snapshots"), { body });
      } catch (error) {
        if (!isAlready(error, /already in use|already exists/i)) throw error;
        await finishEarlier(place);
      }
      if (isWhole(await find(place, snapshot))) return;
      await client.change("PUT", await one(place, snapshot), { body: { expires_at: null } });
    },
    removeVolumeSnapshot: (place, snapshot) =>
      absentIsDone(async () => {
        await ours(place);
        await remove(place, snapshot);
      }),
  };
}

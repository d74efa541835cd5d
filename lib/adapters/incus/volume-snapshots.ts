import { z } from "zod";
import type { VolumePlace, Volumes } from "@/lib/ports/volumes";
import type { Cluster } from "./options";
import { absentIsDone } from "./read";
import { expiring, isWhole, takeWhole } from "./whole";

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
      await takeWhole(client, {
        name: snapshot,
        all: await urlOf(place, "/snapshots"),
        one: await one(place, snapshot),
        answer,
        running: () => client.runningOnVolume(place.name),
      });
    },
    removeVolumeSnapshot: (place, snapshot) =>
      absentIsDone(async () => {
        await ours(place);
        await client.change("DELETE", await one(place, snapshot), {});
      }),
  };
}

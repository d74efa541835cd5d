import { z } from "zod";
import { deploymentTag } from "@/lib/ports/compute";
import type { OwnStorage, OwnThing } from "@/lib/ports/own-storage";
import { serverOf } from "./hosts";
import { deploymentKey, nameKey } from "./images";
import { tagsOf } from "./machine";
import type { Cluster } from "./options";
import { poolUrl } from "./volumes";

const config = z.record(z.string(), z.string()).nullish();
const volume = z.object({ name: z.string(), location: z.string().default("none"), config });
const image = z.object({ properties: config });
const machine = z.object({
  name: z.string(),
  location: z.string().default("none"),
  snapshots: z.array(z.object({ name: z.string(), config })).nullish(),
});

/** Volumes with their snapshots, images, and snapshots of machines: three lists, whatever there is. */
export function incusOwnStorage({ client, deploymentId, ...cluster }: Cluster): OwnStorage {
  const ours = ({ tags }: OwnThing) => tags[deploymentTag] === deploymentId;
  return {
    async ownThings() {
      const [{ name: server }, volumes, images, machines] = await Promise.all([
        serverOf(client),
        client.get(`${poolUrl(cluster)}?recursion=1`, z.array(volume)),
        client.get("/1.0/images?recursion=1", z.array(image)),
        client.get("/1.0/instances?recursion=2", z.array(machine)),
      ]);
      // A daemon that is no cluster calls its only place "none".
      const hostOf = (location: string) => (location === "none" ? server : location);
      const things: OwnThing[] = [
        ...volumes.map((found) => ({
          // The list holds snapshots as well, as `<volume>/<snapshot>`.
          kind: found.name.includes("/") ? ("snapshot" as const) : ("volume" as const),
          ...{ name: found.name, host: hostOf(found.location), tags: tagsOf(found.config ?? {}) },
        })),
        ...images.map(({ properties }) => ({
          ...{ kind: "image" as const, name: properties?.[nameKey] ?? "", host: "" },
          tags: { ...properties, [deploymentTag]: properties?.[deploymentKey] ?? "" },
        })),
        ...machines.flatMap((owner) =>
          (owner.snapshots ?? []).map(({ name, config: kept }) => ({
            kind: "snapshot" as const,
            name: name.includes("/") ? name : `${owner.name}/${name}`,
            ...{ host: hostOf(owner.location), tags: tagsOf(kept ?? {}) },
          })),
        ),
      ];
      return things.filter(ours);
    },
  };
}

import { z } from "zod";
import { ComputeError } from "@/lib/ports/compute";
import type { Snapshots } from "@/lib/ports/snapshots";
import { isAlready } from "./errors";
import type { Cluster } from "./options";
import { followPacking } from "./progress";
import { absentIsDone, ourMachine } from "./read";

const alias = z.object({ name: z.string(), target: z.string() });
const image = z.object({
  fingerprint: z.string(),
  size: z.number(),
  aliases: z.array(z.object({ name: z.string() })).nullish(),
  properties: z.record(z.string(), z.string()).nullish(),
});

/** The properties by which we know an image again: whose it is, and which. */
export const imagesDeployment = "deployment";
const nameKey = "image";

type Images = Pick<Snapshots, "imageAliases" | "publishImage" | "removeImage">;

/** The cluster's images: the operator's are only listed, ours are made of snapshots and removed. */
export function incusImages(cluster: Cluster): Images {
  const { client } = cluster;
  const urlOf = (fingerprint: string) => `/1.0/images/${fingerprint}`;

  /** Ours of this name, the one that machines are created from first. An attempt that was cut off leaves others. */
  async function ours(name: string) {
    const all = await client.get("/1.0/images?recursion=1", z.array(image));
    const named = (one: z.infer<typeof image>) => one.aliases?.some((each) => each.name === name) ?? false;
    return all
      .filter(({ properties }) => properties?.[imagesDeployment] === cluster.deploymentId)
      .filter(({ properties }) => properties?.[nameKey] === name)
      .map((one) => ({ ...one, named: named(one) }))
      .sort((a, b) => Number(b.named) - Number(a.named));
  }

  const remove = (fingerprint: string) => absentIsDone(() => client.change("DELETE", urlOf(fingerprint), {}));

  return {
    async imageAliases() {
      const all = await client.get("/1.0/images/aliases?recursion=1", z.array(alias));
      return all.map(({ name, target }) => ({ alias: name, fingerprint: target }));
    },
    async publishImage({ name, machine, snapshot, description }, progress) {
      await ourMachine(cluster, machine);
      if ((await ours(name)).length === 0) {
        const body = {
          source: { type: "snapshot", name: `${machine}/${snapshot}` },
          properties: { [imagesDeployment]: cluster.deploymentId, [nameKey]: name, description },
          aliases: [{ name }],
          public: false,
        };
        try {
          await client.change("POST", "/1.0/images", { body }, followPacking(progress));
        } catch (error) {
          // An earlier attempt was still packing when this one began, and was quicker.
          if (!isAlready(error, /alias already exists/i)) throw error;
        }
      }
      const [made, ...spare] = await ours(name);
      if (!made) throw new ComputeError("failed", `The image ${name} vanished while it was made`, true);
      if (!made.named)
        await client.change("POST", "/1.0/images/aliases", { body: { name, target: made.fingerprint } });
      for (const { fingerprint } of spare) await remove(fingerprint);
      return { name, fingerprint: made.fingerprint, sizeBytes: made.size };
    },
    async removeImage(name) {
      for (const { fingerprint } of await ours(name)) await remove(fingerprint);
    },
  };
}

import { z } from "zod";
import { ComputeError, deploymentTag } from "@/lib/ports/compute";
import type { StoredVolume, VolumePlace, Volumes } from "@/lib/ports/volumes";
import { editable } from "./answers";
import { isAlready } from "./errors";
import { serverOf } from "./hosts";
import { configOfTags, tagsOf } from "./machine";
import type { Cluster } from "./options";
import { absentIsDone, instanceUrl, ourMachine } from "./read";
import { gibOf } from "./sizes";
import { volumeSnapshots } from "./volume-snapshots";

const answer = z.object({
  name: z.string(),
  location: z.string().default("none"),
  config: z.record(z.string(), z.string()).nullish(),
  used_by: z.array(z.string()).nullish(),
});

/**
 * Custom storage volumes. They are not `security.shifted`: a volume has one machine at a time, and without it the
 * daemon maps the owners by itself when it is attached, on kernels and file systems that cannot shift mounts as well.
 */
export function incusVolumes(cluster: Cluster): Volumes {
  const { client } = cluster;

  async function urlOf({ host, name }: VolumePlace, rest = ""): Promise<string> {
    const { clustered } = await serverOf(client);
    const path = `${poolUrl(cluster)}/${encodeURIComponent(name)}${rest}`;
    return clustered ? `${path}?target=${encodeURIComponent(host)}` : path;
  }

  async function find(place: VolumePlace): Promise<StoredVolume | null> {
    try {
      const found = await client.get(await urlOf(place), answer);
      return volumeOf(found, place.host);
    } catch (error) {
      if (error instanceof ComputeError && error.code === "not_found") return null;
      throw error;
    }
  }

  async function ours(place: VolumePlace): Promise<StoredVolume> {
    const volume = await find(place);
    if (volume === null) throw new ComputeError("not_found", `There is no volume ${place.name}`, false);
    if (volume.tags[deploymentTag] !== cluster.deploymentId)
      throw new ComputeError("refused", `The volume ${place.name} belongs to somebody else`, false);
    return volume;
  }

  return {
    volume: find,
    async createVolume({ sizeGib, tags, ...place }) {
      const config = {
        size: `${sizeGib}GiB`,
        ...configOfTags({ ...tags, [deploymentTag]: cluster.deploymentId }),
      };
      const { clustered } = await serverOf(client);
      const target = clustered ? `?target=${encodeURIComponent(place.host)}` : "";
      const body = { name: place.name, type: "custom", content_type: "filesystem", config };
      if ((await find(place)) === null) {
        try {
          await client.change("POST", `${poolUrl(cluster)}${target}`, { body });
        } catch (error) {
          if (isAlready(error, /member not found/i))
            throw new ComputeError("no_capacity", `There is no host ${place.host}`, false);
          if (!isAlready(error, /already exists/i)) throw error;
        }
      }
      await ours(place);
    },
    async growVolume(place, sizeGib) {
      if ((await ours(place)).sizeGib >= sizeGib) return;
      const body = { config: { size: `${sizeGib}GiB` } };
      await client.change("PATCH", await urlOf(place), { body });
    },
    async tagVolume(place, tags) {
      await ours(place);
      await client.change("PATCH", await urlOf(place), { body: { config: configOfTags(tags) } });
    },
    async attachVolume(place, machine, path) {
      await ours(place);
      await ourMachine(cluster, machine);
      const device = { type: "disk", pool: cluster.storagePool, source: place.name, path };
      await client.change("PATCH", instanceUrl(machine), { body: { devices: { [place.name]: device } } });
    },
    async detachVolume(place, machine) {
      try {
        await ourMachine(cluster, machine);
        const { value, etag } = await client.getWithEtag(instanceUrl(machine), editable);
        const { [place.name]: device, ...devices } = value.devices;
        if (device === undefined) return;
        // With the etag: what somebody else changed in between is not overwritten; the call fails and is repeated.
        await client.change("PUT", instanceUrl(machine), { body: { ...value, devices }, ifMatch: etag });
      } catch (error) {
        if (!(error instanceof ComputeError) || error.code !== "not_found") throw error;
      }
    },
    async dropLostVolumes(machine) {
      const { host } = await ourMachine(cluster, machine);
      const { value, etag } = await client.getWithEtag(instanceUrl(machine), editable);
      const lost: string[] = [];
      for (const [name, { type, pool, source }] of Object.entries(value.devices)) {
        const ours = type === "disk" && pool === cluster.storagePool && source === name;
        if (ours && (await find({ host, name })) === null) lost.push(name);
      }
      if (lost.length === 0) return [];
      const kept = Object.entries(value.devices).filter(([name]) => !lost.includes(name));
      const body = { ...value, devices: Object.fromEntries(kept) };
      await client.change("PUT", instanceUrl(machine), { body, ifMatch: etag });
      return lost;
    },
    ...volumeSnapshots(cluster, { urlOf, ours }),
    async restoreVolume(place, snapshot) {
      await ours(place);
      await client.change("PUT", await urlOf(place), { body: { restore: snapshot } });
    },
    async removeVolume(place) {
      if ((await find(place)) === null) return;
      await ours(place);
      await absentIsDone(async () => client.change("DELETE", await urlOf(place), {}));
    },
  };
}

export const poolUrl = (cluster: Pick<Cluster, "storagePool">): string =>
  `/1.0/storage-pools/${encodeURIComponent(cluster.storagePool)}/volumes/custom`;

function volumeOf(found: z.infer<typeof answer>, host: string): StoredVolume {
  const config = found.config ?? {};
  return {
    name: found.name,
    // A daemon that is no cluster calls its only place "none".
    host: found.location === "none" ? host : found.location,
    sizeGib: gibOf(config.size ?? ""),
    tags: tagsOf(config),
    machines: (found.used_by ?? []).flatMap((url) => {
      const name = /^\/1\.0\/instances\/([^/?]+)/.exec(url)?.[1];
      return name === undefined ? [] : [decodeURIComponent(name)];
    }),
  };
}

import { z } from "zod";
import { ComputeError } from "@/lib/ports/compute";
import type { MachineSettings, Snapshots, StoredSnapshot } from "@/lib/ports/snapshots";
import { editable } from "./answers";
import { configOfTags, tagsOf } from "./machine";
import type { Cluster } from "./options";
import { absentIsDone, instanceUrl, ourMachine } from "./read";
import { expiring, takeWhole } from "./whole";

const answer = expiring.extend({ name: z.string(), size: z.number().default(-1) });

type MachineSnapshots = Pick<
  Snapshots,
  "createSnapshot" | "machineSettings" | "restoreSnapshot" | "removeSnapshot"
>;

/** Snapshots of machines. What carries another deployment's tag, or none, is refused. */
export function incusSnapshots(cluster: Cluster): MachineSnapshots {
  const { client } = cluster;
  const urlOf = (machine: string, snapshot: string) =>
    instanceUrl(machine, `/snapshots/${encodeURIComponent(snapshot)}`);

  const stored = ({ name, size }: z.infer<typeof answer>): StoredSnapshot => ({
    name,
    sizeBytes: size < 0 ? null : size,
  });

  return {
    async createSnapshot(machine, snapshot) {
      await ourMachine(cluster, machine);
      const made = await takeWhole(client, {
        name: snapshot,
        all: instanceUrl(machine, "/snapshots"),
        one: urlOf(machine, snapshot),
        answer,
        running: () => client.runningOn(machine),
      });
      return stored(made);
    },
    async machineSettings(machine) {
      await ourMachine(cluster, machine);
      const { devices, config } = await client.get(instanceUrl(machine), editable);
      return { devices, tags: tagsOf(config) };
    },
    async restoreSnapshot(machine, snapshot, keep) {
      const { status } = await ourMachine(cluster, machine);
      if (status !== "stopped")
        throw new ComputeError("refused", `${machine} is ${status}; it must be off to be restored`, true);
      await client.get(urlOf(machine, snapshot), answer);
      await client.change("PUT", instanceUrl(machine), { body: { restore: snapshot } });
      await putBack(machine, keep);
    },
    removeSnapshot: (machine, snapshot) =>
      absentIsDone(async () => {
        await ourMachine(cluster, machine);
        await client.change("DELETE", urlOf(machine, snapshot), {});
      }),
  };

  /** The daemon brings devices and configuration back as well: cards, ports and volumes that others may have by now. */
  async function putBack(machine: string, keep: MachineSettings): Promise<void> {
    const { value, etag } = await client.getWithEtag(instanceUrl(machine), editable);
    const others = Object.entries(value.config).filter(([key]) => !key.startsWith("user."));
    const config = { ...Object.fromEntries(others), ...configOfTags(keep.tags) };
    const body = { ...value, config, devices: keep.devices };
    await client.change("PUT", instanceUrl(machine), { body, ifMatch: etag });
  }
}

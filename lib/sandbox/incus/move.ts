import { createHash } from "node:crypto";
import type { Cluster } from "./cluster";
import type { ActiveFault } from "./faults";
import { failIfAsked, type Progress, slowMs } from "./lifecycle";
import type { MachineRecord } from "./machine";

/** The copy's name while it is made; the same for each move of a machine, so that a copy that was left is in the way. */
export function copyName(machine: Pick<MachineRecord, "name" | "createdAt">): string {
  const hex = createHash("sha256").update(`${machine.name} ${machine.createdAt}`).digest("hex");
  return `lxd-move-of-${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

/**
 * As the daemon: a copy under another name on the target, then the original is deleted, then the copy gets its name.
 * And as the daemon it takes no lock: a machine that is started meanwhile keeps its place, and its copy is left over.
 */
export async function moveMachine(
  cluster: Cluster,
  machine: MachineRecord,
  target: string,
  faults: ActiveFault[],
  progress: Progress,
): Promise<void> {
  const { name, host } = machine;
  if (target === host) throw new Error("Target must be different than instance's current location");
  if (machine.power !== "stopped")
    throw new Error(
      `Failed stopping instance "${name}": Unable to perform container live migration. CRIU isn't installed`,
    );
  const copy: MachineRecord = { ...structuredClone(machine), name: copyName(machine), host: target };
  if (cluster.store.machines.has(copy.name))
    throw new Error(
      'Copy instance operation failed: Failed instance creation: Failed creating instance record: Add instance info to the database: This "instances" entry already exists',
    );
  keep(cluster, copy);
  cluster.events.lifecycle("instance-created", copy.name, target);
  try {
    for (let percent = 0; percent < 100; percent += 20) {
      progress({ create_instance_from_image_unpack_progress: `Unpack: ${percent}%` });
      await cluster.time.delay(cluster.timing.copyMs / 5);
    }
    await cluster.time.delay(slowMs(faults));
    failIfAsked(faults, "Copy instance operation failed");
    for (const end of [host, target]) cluster.reach(end);
  } catch (error) {
    drop(cluster, copy);
    throw error;
  }
  if (machine.power !== "stopped") throw new Error("Failed to delete instance: Instance is running");
  drop(cluster, machine);
  cluster.events.lifecycle("instance-deleted", name, host);
  rename(cluster, copy, name);
}

/** Another name for what is off. */
export function rename(cluster: Cluster, machine: MachineRecord, name: string): void {
  const oldName = machine.name;
  cluster.store.machines.delete(oldName);
  machine.name = name;
  keep(cluster, machine);
  cluster.events.lifecycle("instance-renamed", name, machine.host, { old_name: oldName });
}

function keep(cluster: Cluster, machine: MachineRecord): void {
  cluster.store.machines.set(machine.name, machine);
  cluster.store.save();
}

function drop(cluster: Cluster, machine: MachineRecord): void {
  cluster.store.machines.delete(machine.name);
  cluster.store.save();
}

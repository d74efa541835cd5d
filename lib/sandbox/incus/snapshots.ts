import type { Cluster } from "./cluster";
import type { MachineRecord, SnapshotRecord } from "./machine";
import { bringUp, switchOff } from "./power";

export const snapshotsOf = (machine: MachineRecord): SnapshotRecord[] => machine.snapshots ?? [];

/** Keeps what the machine is now. The daemon finds out about a name that is taken only while it works. */
export async function takeSnapshot(
  cluster: Cluster,
  machine: MachineRecord,
  name: string,
  expiresAt: string | null,
): Promise<void> {
  await cluster.exclusively(machine.name, "snapshot", async () => {
    if (snapshotsOf(machine).some((one) => one.name === name))
      throw new Error(
        `Failed creating instance snapshot record "${name}": Add snapshot info to the database: This "instances_snapshots" entry already exists`,
      );
    await cluster.time.delay(cluster.timing.createMs);
    cluster.reach(machine.host);
    const { config, devices, description, ephemeral, profiles, lastUsedAt } = machine;
    const kept = structuredClone({ config, devices, description, ephemeral, profiles, lastUsedAt });
    const createdAt = cluster.time.now().toISOString();
    const files = { ...machine.files };
    const snapshot = { name, createdAt, stateful: false as const, machine: kept, files };
    machine.snapshots = [...snapshotsOf(machine), { ...snapshot, ...(expiresAt ? { expiresAt } : {}) }];
    cluster.store.save();
    cluster.events.lifecycle("instance-snapshot-created", `${machine.name}/snapshots/${name}`, machine.host);
  });
}

/** Disk, configuration and devices become what they were. A machine that is on is switched off for it, and on again. */
export async function restoreSnapshot(cluster: Cluster, machine: MachineRecord, name: string): Promise<void> {
  await cluster.exclusively(machine.name, "restore", async () => {
    const snapshot = snapshotsOf(machine).find((one) => one.name === name);
    if (!snapshot) throw new Error(`Snapshot ${machine.name}/${name} does not exist`);
    const wasOn = machine.power !== "stopped";
    if (wasOn) await switchOff(cluster, machine);
    await cluster.time.delay(cluster.timing.createMs);
    cluster.reach(machine.host);
    const { lastUsedAt: _, config, ...kept } = structuredClone(snapshot.machine);
    Object.assign(machine, kept, { files: { ...snapshot.files } });
    machine.config = { ...config, "volatile.last_state.power": "STOPPED" };
    if (wasOn) await bringUp(cluster, machine, []);
    cluster.store.save();
    cluster.events.lifecycle("instance-restored", machine.name, machine.host, { snapshot: name });
  });
}

export async function removeSnapshot(cluster: Cluster, machine: MachineRecord, name: string): Promise<void> {
  await cluster.time.delay(cluster.timing.deleteMs);
  cluster.reach(machine.host);
  machine.snapshots = snapshotsOf(machine).filter((one) => one.name !== name);
  cluster.store.save();
  cluster.events.lifecycle("instance-snapshot-deleted", `${machine.name}/snapshots/${name}`, machine.host);
}

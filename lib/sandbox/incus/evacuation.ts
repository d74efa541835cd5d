/**
 * Maintenance of a host, as the daemon does it: what runs is shut down; what can go elsewhere moves and starts there;
 * what holds a card stays where the card is, off, and starts again when the host comes back.
 */
import type { Cluster } from "./cluster";
import { cardsOf, type MachineRecord } from "./machine";
import { bringUp, switchOff } from "./power";

const ORIGIN = "volatile.evacuate.origin";
const RAN = "volatile.last_state.power";

export async function evacuateHost(cluster: Cluster, host: string): Promise<void> {
  cluster.store.evacuated.add(host);
  cluster.store.save();
  for (const machine of machinesOn(cluster, host)) {
    const target = cardsOf(machine).length > 0 ? null : leastLoaded(cluster, host);
    const ran = await shutDown(cluster, machine);
    if (target === null) continue;
    machine.config[ORIGIN] = host;
    await move(cluster, machine, target, ran);
  }
}

export async function restoreHost(cluster: Cluster, host: string): Promise<void> {
  cluster.store.evacuated.delete(host);
  cluster.store.save();
  for (const machine of machinesOn(cluster, host))
    if (machine.power === "stopped" && machine.config[RAN] === "RUNNING") await start(cluster, machine);
  for (const machine of cluster.store.machines.values()) {
    if (machine.config[ORIGIN] !== host) continue;
    const ran = await shutDown(cluster, machine);
    delete machine.config[ORIGIN];
    await move(cluster, machine, host, ran);
  }
}

const machinesOn = (cluster: Cluster, host: string) =>
  [...cluster.store.machines.values()].filter((machine) => machine.host === host);

function leastLoaded(cluster: Cluster, but: string): string | null {
  const open = cluster.hosts.filter((host) => host.name !== but && (host.status ?? "online") === "online");
  const load = (name: string) => machinesOn(cluster, name).length;
  return open.sort((a, b) => load(a.name) - load(b.name))[0]?.name ?? null;
}

/** Whether it ran. The daemon remembers that it did, for the way back. */
async function shutDown(cluster: Cluster, machine: MachineRecord): Promise<boolean> {
  if (machine.power === "stopped") return false;
  await cluster.idle(machine.name);
  await cluster.exclusively(machine.name, "stop", async () => {
    await cluster.time.delay(cluster.timing.stopMs);
    await switchOff(cluster, machine);
  });
  machine.config[RAN] = "RUNNING";
  cluster.store.save();
  cluster.events.lifecycle("instance-shutdown", machine.name, machine.host);
  return true;
}

async function move(cluster: Cluster, machine: MachineRecord, target: string, ran: boolean): Promise<void> {
  machine.host = target;
  cluster.store.save();
  if (ran) await start(cluster, machine);
}

async function start(cluster: Cluster, machine: MachineRecord): Promise<void> {
  await cluster.exclusively(machine.name, "start", async () => {
    await cluster.time.delay(cluster.timing.startMs);
    await bringUp(cluster, machine, []);
  });
  cluster.events.lifecycle("instance-started", machine.name, machine.host);
}

import type { Cluster } from "./cluster";
import { addressOf } from "./config";
import { bootText, failedText, readyText } from "./exec/boot-text";
import type { ActiveFault } from "./faults";
import { bootedDisk } from "./first-boot";
import { guestOf } from "./guest";
import type { MachineRecord } from "./machine";
import { letsIn, ownAddress } from "./network";
import type { Guest } from "./ssh/guest";

/** The inside of a machine, with a guest that can switch itself off, after the time that takes. */
export function insideOf(cluster: Cluster, machine: MachineRecord): Guest {
  const windDown = (then: (cluster: Cluster, name: string) => Promise<void>) => () => {
    // Not before what the guest said has been written out.
    setImmediate(async () => {
      await cluster.time.delay(cluster.timing.stopMs);
      await then(cluster, machine.name);
    });
  };
  return guestOf(cluster, machine, { powerOff: windDown(guestPowerOff), reboot: windDown(guestReboot) });
}

/** The forwarded ports of a machine and, where guests have one that answers, its own address. */
export async function openDoors(cluster: Cluster, machine: MachineRecord, inside: Guest): Promise<void> {
  const admits = (from: string) => letsIn(cluster, machine, "tcp", 22, from);
  const own = cluster.network === "ovn" ? { host: ownAddress(cluster, machine.name), admits } : null;
  await cluster.ssh.open(machine, inside, { host: addressOf(cluster.host(machine.host)), own });
}

/** Gives the machine a new boot: a new process, the forwarded port, and later SSH. */
export async function bringUp(
  cluster: Cluster,
  machine: MachineRecord,
  faults: ActiveFault[],
): Promise<void> {
  const now = cluster.time.now();
  const after = (ms: number) => new Date(now.getTime() + ms).toISOString();
  const death = faults.find((fault) => fault.kind === "die-after-seconds");
  machine.pid = cluster.store.takePid();
  machine.lastUsedAt = now.toISOString();
  machine.config["volatile.last_state.power"] = "RUNNING";
  delete machine.config["volatile.apply_template"];
  machine.readyAt = faults.some((fault) => fault.kind === "no-ssh") ? null : after(cluster.timing.bootMs);
  machine.diesAt = death ? after(death.seconds * 1000) : null;
  machine.files = bootedDisk(machine);
  const inside = insideOf(cluster, machine);
  await openDoors(cluster, machine, inside);
  machine.power = "running";
  cluster.store.save();
  cluster.consoles.write(machine.name, bootText(inside));
  if (machine.readyAt === null) cluster.consoles.write(machine.name, failedText);
  continueBoot(cluster, machine);
}

/** Carries a boot on from wherever it is: also after the sandbox itself was started again. */
export function continueBoot(cluster: Cluster, machine: MachineRecord): void {
  const ended = new AbortController();
  cluster.boots.get(machine.name)?.abort();
  cluster.boots.set(machine.name, ended);
  const { readyAt, diesAt } = machine;
  const until = (instant: string) => Date.parse(instant) - cluster.time.now().getTime();
  if (readyAt !== null) {
    void cluster.time.delay(until(readyAt), ended.signal).then(() => {
      if (ended.signal.aborted) return;
      cluster.consoles.write(machine.name, readyText(insideOf(cluster, machine)));
      cluster.ssh.answer(machine.name);
    });
  }
  if (diesAt !== null) {
    void cluster.time.delay(until(diesAt), ended.signal).then(async () => {
      if (!ended.signal.aborted) await guestPowerOff(cluster, machine.name);
    });
  }
}

/** Off, now: the process is gone, the port is closed. */
export async function switchOff(cluster: Cluster, machine: MachineRecord): Promise<void> {
  cluster.boots.get(machine.name)?.abort();
  cluster.boots.delete(machine.name);
  machine.power = "stopped";
  machine.pid = 0;
  machine.readyAt = null;
  machine.diesAt = null;
  machine.config["volatile.last_state.power"] = "STOPPED";
  cluster.store.save();
  // Whoever watches sees it before the console ends.
  cluster.consoles.write(machine.name, "reboot: Power down\n");
  cluster.sessions.endAll(machine.name);
  await cluster.ssh.close(machine.name);
}

/** The guest shut itself down (`poweroff` inside, or the fault "die-after-seconds"). */
export async function guestPowerOff(cluster: Cluster, name: string): Promise<void> {
  const boot = cluster.store.machines.get(name)?.pid;
  await cluster.idle(name);
  const machine = cluster.store.machines.get(name);
  // The wish of an earlier boot means nothing to this one.
  if (!machine || machine.power === "stopped" || machine.pid !== boot) return;
  await switchOff(cluster, machine);
  cluster.events.lifecycle("instance-shutdown", name, machine.host);
}

/** The guest restarted itself: the daemon sees the end of one boot and starts the next. */
export async function guestReboot(cluster: Cluster, name: string): Promise<void> {
  const boot = cluster.store.machines.get(name)?.pid;
  await cluster.idle(name);
  const machine = cluster.store.machines.get(name);
  // The wish of an earlier boot means nothing to this one.
  if (!machine || machine.power === "stopped" || machine.pid !== boot) return;
  await switchOff(cluster, machine);
  await bringUp(cluster, machine, []);
  cluster.events.lifecycle("instance-restarted", name, machine.host);
}

/** Applies what changed about the hosts: who died, and who came back. */
export async function followHosts(cluster: Cluster, wasOffline: ReadonlySet<string>): Promise<void> {
  for (const machine of cluster.store.machines.values()) {
    const offline = cluster.isOffline(machine.host);
    if (offline && machine.power !== "stopped") {
      await switchOff(cluster, machine);
      // The database still has it as running, as with a real host that lost its power.
      machine.config["volatile.last_state.power"] = "RUNNING";
      cluster.store.save();
    }
    const returned = !offline && wasOffline.has(machine.host) && machine.power === "stopped";
    if (returned && machine.config["volatile.last_state.power"] === "RUNNING")
      await afterHostReturn(cluster, machine);
  }
}

/** A returning host starts what ran before, except where the machine says not to. */
async function afterHostReturn(cluster: Cluster, machine: MachineRecord): Promise<void> {
  if (machine.config["boot.autostart"] === "false") {
    machine.config["volatile.last_state.power"] = "STOPPED";
    cluster.store.save();
    return;
  }
  await bringUp(cluster, machine, []);
  cluster.events.lifecycle("instance-started", machine.name, machine.host);
}

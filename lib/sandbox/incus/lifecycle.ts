import type { Cluster } from "./cluster";
import type { ActiveFault } from "./faults";
import { cardsOf, clash, type HeldCard, type MachineRecord } from "./machine";
import { bringUp, switchOff } from "./power";
import { lostDisk } from "./volume-store";

export type Progress = (metadata: Record<string, unknown>) => void;

export const slowMs = (faults: ActiveFault[]) =>
  faults.reduce((sum, fault) => sum + (fault.kind === "slow" ? fault.seconds * 1000 : 0), 0);

export function failIfAsked(faults: ActiveFault[], prefix: string): void {
  const fault = faults.find((candidate) => candidate.kind === "fail");
  if (fault) throw new Error(`${prefix}: ${fault.message}`);
}

/** Unpacks the image into a machine that is already recorded; a failure removes the record again. */
export async function createMachine(
  cluster: Cluster,
  machine: MachineRecord,
  faults: ActiveFault[],
  progress: Progress,
): Promise<void> {
  try {
    await cluster.exclusively(machine.name, "create", async () => {
      const { imageMs, createMs } = cluster.timing;
      for (let percent = 0; percent < 100; percent += 20) {
        progress({ create_instance_from_image_unpack_progress: `Unpack: ${percent}%` });
        await cluster.time.delay(imageMs / 5);
      }
      progress({ create_instance_from_image_unpack_progress: "Unpack: 100%" });
      await cluster.time.delay(createMs + slowMs(faults));
      failIfAsked(faults, "Failed creating instance from image");
      cluster.reach(machine.host);
    });
  } catch (error) {
    cluster.store.machines.delete(machine.name);
    cluster.store.save();
    throw error;
  }
  machine.creating = false;
  machine.config["volatile.apply_template"] = "create";
  cluster.store.save();
  cluster.events.lifecycle("instance-created", machine.name, machine.host, {
    type: machine.type,
    location: machine.host,
  });
}

/** A card works for one running machine at a time, and only if the host has it. */
function checkCards(cluster: Cluster, machine: MachineRecord): void {
  const host = cluster.host(machine.host);
  const seen: HeldCard[] = [];
  for (const wanted of cardsOf(machine)) {
    const { device, pci, slice } = wanted;
    const index = host.cards.findIndex((card) => card.pciAddress === pci);
    if (index < 0) {
      throw new Error(`Failed to start device "${device}": Invalid PCI address (no device found): ${pci}`);
    }
    const slices = (host.cards[index]?.slices ?? []).map(({ gpu, compute }) => `${gpu}/${compute}`);
    if (slice !== null && !slices.includes(slice)) {
      throw new Error(
        `Failed to run: forkstart ${machine.name}: nvidia-container-cli: device error: MIG-GPU-${index}/${slice}: unknown device`,
      );
    }
    if (seen.some((other) => clash(other, wanted)) || cluster.holderOf(machine.host, wanted)) {
      throw new Error(
        `Failed to start device "${device}": Cannot use device "/dev/nvidia${index}", 1 processes are still attached to it`,
      );
    }
    seen.push(wanted);
  }
}

export async function startMachine(
  cluster: Cluster,
  machine: MachineRecord,
  faults: ActiveFault[],
): Promise<void> {
  await cluster.exclusively(machine.name, "start", async () => {
    if (machine.power !== "stopped") throw new Error("The instance is already running");
    await powerOn(cluster, machine, faults);
    cluster.events.lifecycle("instance-started", machine.name, machine.host);
  });
}

function checkDisks(cluster: Cluster, machine: MachineRecord): void {
  const lost = lostDisk(cluster.volumes, machine);
  if (lost === undefined) return;
  throw new Error(
    `Failed start validation for device "${lost}": Failed loading custom volume: Storage volume not found`,
  );
}

async function powerOn(cluster: Cluster, machine: MachineRecord, faults: ActiveFault[]): Promise<void> {
  checkDisks(cluster, machine);
  checkCards(cluster, machine);
  await cluster.time.delay(cluster.timing.startMs + slowMs(faults));
  failIfAsked(faults, `Failed to run: forkstart ${machine.name}`);
  cluster.reach(machine.host);
  // Again: another machine may have taken a card in the meantime.
  checkCards(cluster, machine);
  await bringUp(cluster, machine, faults);
}

/** `timeoutSeconds` 0 switches off at once; otherwise the guest is asked, and given that long. */
export async function stopMachine(
  cluster: Cluster,
  machine: MachineRecord,
  timeoutSeconds: number,
  faults: ActiveFault[],
): Promise<void> {
  await cluster.exclusively(machine.name, "stop", async () => {
    if (machine.power === "stopped") throw new Error("The instance is already stopped");
    await powerDown(cluster, machine, timeoutSeconds, faults);
    const action = timeoutSeconds === 0 ? "instance-stopped" : "instance-shutdown";
    cluster.events.lifecycle(action, machine.name, machine.host);
    removeIfEphemeral(cluster, machine);
  });
}

async function powerDown(
  cluster: Cluster,
  machine: MachineRecord,
  timeoutSeconds: number,
  faults: ActiveFault[],
): Promise<void> {
  if (timeoutSeconds > 0) {
    if (machine.power === "frozen") throw new Error("Cannot shutdown frozen instance (try force to stop)");
    const needsMs = cluster.timing.stopMs + slowMs(faults);
    await cluster.time.delay(Math.min(needsMs, timeoutSeconds * 1000));
    if (needsMs > timeoutSeconds * 1000) {
      throw new Error('Failed shutting down instance, status is "Running": context deadline exceeded');
    }
  }
  failIfAsked(faults, "Failed stopping instance");
  cluster.reach(machine.host);
  await switchOff(cluster, machine);
}

export async function restartMachine(
  cluster: Cluster,
  machine: MachineRecord,
  timeoutSeconds: number,
): Promise<void> {
  await cluster.exclusively(machine.name, "restart", async () => {
    if (machine.power === "stopped") throw new Error("The instance is already stopped");
    await powerDown(cluster, machine, timeoutSeconds, cluster.faults.strike(machine, "stop"));
    await powerOn(cluster, machine, cluster.faults.strike(machine, "start"));
    cluster.events.lifecycle("instance-restarted", machine.name, machine.host);
  });
}

export async function freezeMachine(
  cluster: Cluster,
  machine: MachineRecord,
  freeze: boolean,
): Promise<void> {
  await cluster.exclusively(machine.name, freeze ? "freeze" : "unfreeze", async () => {
    if (machine.power === "stopped") throw new Error("The instance isn't running");
    if (freeze === (machine.power === "frozen")) {
      throw new Error(freeze ? "The instance is already frozen" : "The instance is already running");
    }
    machine.power = freeze ? "frozen" : "running";
    cluster.store.save();
    cluster.events.lifecycle(freeze ? "instance-paused" : "instance-resumed", machine.name, machine.host);
  });
}

export async function deleteMachine(
  cluster: Cluster,
  machine: MachineRecord,
  faults: ActiveFault[],
): Promise<void> {
  await cluster.exclusively(machine.name, "delete", async () => {
    if (machine.power !== "stopped") throw new Error("Instance is running");
    await cluster.time.delay(cluster.timing.deleteMs + slowMs(faults));
    failIfAsked(faults, "Failed deleting instance");
    cluster.reach(machine.host);
    cluster.store.machines.delete(machine.name);
    cluster.consoles.forget(machine.name);
    cluster.notebooks.forget(machine.name);
    cluster.store.save();
    cluster.events.lifecycle("instance-deleted", machine.name, machine.host);
  });
}

function removeIfEphemeral(cluster: Cluster, machine: MachineRecord): void {
  if (!machine.ephemeral) return;
  cluster.consoles.forget(machine.name);
  cluster.notebooks.forget(machine.name);
  cluster.store.machines.delete(machine.name);
  cluster.store.save();
  cluster.events.lifecycle("instance-deleted", machine.name, machine.host);
}

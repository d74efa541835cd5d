import { type Compute, ComputeError } from "@/lib/ports/compute";
import { log } from "@/lib/server/log";

/** A volume that vanished leaves its disk on the machine, and with that the provider does not start it. */
export async function dropLostDisks(compute: Compute, machine: string): Promise<void> {
  const lost = await compute.dropLostVolumes(machine);
  if (lost.length > 0) log.warn("took disks off whose volumes are gone", { machine, volumes: lost.join() });
}

/** The same where it can wait: what fails now, the machine's next start does. */
export async function tryDropLostDisks(compute: Compute, machine: string): Promise<void> {
  try {
    await dropLostDisks(compute, machine);
  } catch (error) {
    if (!(error instanceof ComputeError)) throw error;
    log.warn("a lost volume's disk stays until the next start", { machine, error: error.message });
  }
}

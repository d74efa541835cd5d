import type { Machine } from "@/lib/ports/compute";
import { choosePort, forwardDevice, forwardName } from "./devices";
import type { Cluster } from "./options";
import { instanceUrl, readMachines } from "./read";

/** The port on the forwarding address that leads to this machine; null when it is reached at its own address. */
export function portOf(cluster: Cluster, machine: Machine): number | null {
  return machine.address?.host === cluster.sshHost ? machine.address.port : null;
}

/** A port that no other machine of the cluster has and that is not in `refused`; null where nothing is forwarded. */
export async function freePort(
  cluster: Cluster,
  name: string,
  refused: ReadonlySet<number>,
): Promise<number | null> {
  if (cluster.portRange === null) return null;
  const machines = await readMachines(cluster.client);
  const taken = machines.filter((other) => other.name !== name).map((other) => portOf(cluster, other) ?? 0);
  return choosePort(name, cluster.portRange, new Set([...taken, ...refused]));
}

/** Gives a machine that is off another port. */
export async function moveForward(
  cluster: Cluster,
  name: string,
  refused: ReadonlySet<number>,
): Promise<void> {
  const port = await freePort(cluster, name, refused);
  if (port === null) return;
  const devices = { [forwardName]: forwardDevice(cluster.sshHost, port) };
  await cluster.client.change("PATCH", instanceUrl(name), { body: { devices } });
}

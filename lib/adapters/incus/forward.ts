import { OWN_ADDRESS } from "@/lib/ports/clusters";
import { ComputeError, type Machine } from "@/lib/ports/compute";
import { instance } from "./answers";
import { anywhere, choosePort, forwardDevice, forwardName } from "./devices";
import { ownAddresses, serverOf } from "./hosts";
import { forwardedAddress } from "./machine";
import type { Cluster } from "./options";
import { instanceUrl, ourMachine, readMachines } from "./read";

/**
 * The port of a host that leads to this machine; null when it is reached at its own address. A port is one machine's in
 * the whole cluster, whichever host it is on: so it keeps it when it moves.
 */
export function portOf({ portRange }: Cluster, machine: Machine): number | null {
  const port = machine.address?.port;
  return portRange && port !== undefined && port >= portRange[0] && port <= portRange[1] ? port : null;
}

/** The address on which this host listens for its machines. */
export async function listenOn(cluster: Cluster, host: string): Promise<string> {
  if (cluster.sshHost !== OWN_ADDRESS) return cluster.sshHost;
  const own = (await ownAddresses(cluster.client, await serverOf(cluster.client))).get(host);
  if (own === undefined)
    throw new ComputeError("failed", `The host ${host} has no address to forward SSH from`, false);
  return anywhere(own);
}

/** Before a start: what a machine brings from another host, or from earlier settings, is put right. */
export async function followHost(cluster: Cluster, machine: Machine): Promise<void> {
  if (cluster.portRange === null) return;
  const url = instanceUrl(machine.name);
  const now = forwardedAddress((await cluster.client.get(url, instance)).devices ?? {});
  const host = now && (await listenOn(cluster, machine.host));
  if (now === null || now.host === host) return;
  const devices = { [forwardName]: forwardDevice(host ?? now.host, now.port) };
  await cluster.client.change("PATCH", url, { body: { devices } });
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
  const { host } = await ourMachine(cluster, name);
  const devices = { [forwardName]: forwardDevice(await listenOn(cluster, host), port) };
  await cluster.client.change("PATCH", instanceUrl(name), { body: { devices } });
}

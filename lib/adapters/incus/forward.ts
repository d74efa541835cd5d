import { z } from "zod";
import { OWN_ADDRESS } from "@/lib/ports/clusters";
import { ComputeError, type Machine } from "@/lib/ports/compute";
import { editable, type InstanceAnswer, instance } from "./answers";
import {
  anywhere,
  choosePort,
  forwardDevice,
  forwardName,
  heldPortKey,
  isForward,
  listeningAt,
  listenPort,
  type Taken,
} from "./devices";
import { ownAddresses, serverOf } from "./hosts";
import type { Cluster } from "./options";
import { instanceUrl, ourMachine } from "./read";

/**
 * The port of a host that leads to this machine; null when it is reached at its own address. A port is one machine's in
 * the whole cluster, whichever host it is on: so it keeps it when it moves.
 */
export function portOf({ portRange }: Cluster, machine: Machine): number | null {
  const port = machine.address?.port;
  return portRange && port !== undefined && port >= portRange[0] && port <= portRange[1] ? port : null;
}

/** Where this host forwards: what it listens on for its machines, and what customers are told. */
export async function hostAddress(cluster: Cluster, host: string): Promise<{ listen: string; told: string }> {
  if (cluster.sshHost !== OWN_ADDRESS) return { listen: cluster.sshHost, told: cluster.sshHost };
  const own = (await ownAddresses(cluster.client, await serverOf(cluster.client))).get(host);
  if (own === undefined)
    throw new ComputeError("failed", `The host ${host} has no address to forward SSH from`, false);
  return { listen: anywhere(own), told: own };
}

/** Before a start: what a machine brings from another host, or from earlier settings, is put right. */
export async function followHost(cluster: Cluster, machine: Machine): Promise<void> {
  if (cluster.portRange === null) return;
  const url = instanceUrl(machine.name);
  const { devices } = await cluster.client.get(url, editable);
  const forwards = Object.entries(devices).filter(([name]) => isForward(name));
  if (forwards.length === 0) return;
  const { listen: host } = await hostAddress(cluster, machine.host);
  const moved = forwards
    .map(([name, device]) => ({ name, device, there: listeningAt(device, { host }) }))
    .filter(({ device, there }) => there.listen !== device.listen);
  if (moved.length === 0) return;
  const changed = Object.fromEntries(moved.map(({ name, there }) => [name, there]));
  await cluster.client.change("PATCH", url, { body: { devices: changed } });
}

/** `age`: who is older, whoever asks; the older one keeps a port that two have. */
type Reserved = { name: string; age: string; ports: number[] };

/** What others have: `all` of it may not be chosen, and what the `elders` have is given back by whoever is younger. */
export type PortsOfOthers = { all: Taken; elders: Taken };

/** Every port of the hosts that is some machine's, open or held. */
const reservedBy = ({ name, created_at, config, devices }: InstanceAnswer): Reserved => ({
  name,
  age: `${new Date(created_at).toISOString()} ${name}`,
  ports: [
    ...Object.values(devices ?? {}).flatMap((device) => listenPort(device) ?? []),
    ...(config?.[heldPortKey] === undefined ? [] : [Number(config[heldPortKey])]),
  ],
});

/** Answers for any of the machines of one reading, each in no more time than its own ports take. */
export function portsAmong(machines: readonly InstanceAnswer[]): (name: string) => PortsOfOthers {
  const ages = new Map<string, string>();
  const owners = new Map<number, Reserved[]>();
  for (const reserved of machines.map(reservedBy)) {
    ages.set(reserved.name, reserved.age);
    for (const port of reserved.ports) owners.set(port, [...(owners.get(port) ?? []), reserved]);
  }
  return (name) => {
    const own = ages.get(name);
    const some = (port: number, isTaken: (owner: Reserved) => boolean) =>
      (owners.get(port) ?? []).some((owner) => owner.name !== name && isTaken(owner));
    return {
      all: { has: (port) => some(port, () => true) },
      elders: { has: (port) => own !== undefined && some(port, ({ age }) => age < own) },
    };
  };
}

/** The same for one machine, as the cluster shows them now. */
export async function portsOfOthers(cluster: Cluster, name: string): Promise<PortsOfOthers> {
  if (cluster.portRange === null) return portsAmong([])(name);
  return portsAmong(await cluster.client.get("/1.0/instances?recursion=1", z.array(instance)))(name);
}

/** A port that no other machine of the cluster has and that is not in `refused`; null where nothing is forwarded. */
export async function freePort(
  cluster: Cluster,
  name: string,
  refused: ReadonlySet<number>,
): Promise<number | null> {
  if (cluster.portRange === null) return null;
  const { all } = await portsOfOthers(cluster, name);
  return choosePort(name, cluster.portRange, { has: (port) => all.has(port) || refused.has(port) });
}

/** Our choices of ports follow each other: the daemon lists what has one soon after its request. */
export async function choosingAlone<T>(cluster: Cluster, work: () => Promise<T>): Promise<T> {
  const result = cluster.choosing.then(work);
  cluster.choosing = result.then(
    () => undefined,
    () => undefined,
  );
  return result;
}

/** Gives a machine that is off another port instead of the one that is in the way; instead of SSH's if none is named. */
export async function moveForward(
  cluster: Cluster,
  name: string,
  refused: ReadonlySet<number>,
  inWay: number | null = null,
): Promise<void> {
  const { devices } = await cluster.client.get(instanceUrl(name), editable);
  const own = Object.values(devices).flatMap((device) => listenPort(device) ?? []);
  const port = await freePort(cluster, name, new Set([...refused, ...own]));
  if (port === null) return;
  const [key, device] = Object.entries(devices).find(([, each]) => listenPort(each) === inWay) ?? [];
  const { host } = await ourMachine(cluster, name);
  const moved =
    inWay !== null && key !== undefined && device !== undefined
      ? { [key]: listeningAt(device, { port }) }
      : { [forwardName]: forwardDevice((await hostAddress(cluster, host)).listen, port) };
  await cluster.client.change("PATCH", instanceUrl(name), { body: { devices: moved } });
}

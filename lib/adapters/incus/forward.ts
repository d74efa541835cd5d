import { z } from "zod";
import type { Machine } from "@/lib/ports/compute";
import { editable, instance } from "./answers";
import { choosePort, forwardDevice, forwardName, heldPortKey, listenPort } from "./devices";
import type { Cluster } from "./options";
import { instanceUrl } from "./read";

/** The port on the forwarding address that leads to this machine; null when it is reached at its own address. */
export function portOf(cluster: Cluster, machine: Machine): number | null {
  return machine.address?.host === cluster.sshHost ? machine.address.port : null;
}

type Reserved = { name: string; createdAt: string; ports: number[] };

/** Every port of the hosts that is some machine's, open or held; who was first keeps it. */
export async function reservedPorts(cluster: Cluster): Promise<Reserved[]> {
  const found = await cluster.client.get("/1.0/instances?recursion=1", z.array(instance));
  return found.map(({ name, created_at, config, devices }) => ({
    name,
    createdAt: created_at,
    ports: [
      ...Object.values(devices ?? {}).flatMap((device) => listenPort(device) ?? []),
      ...(config?.[heldPortKey] === undefined ? [] : [Number(config[heldPortKey])]),
    ],
  }));
}

/** A port that no other machine of the cluster has and that is not in `refused`; null where nothing is forwarded. */
export async function freePort(
  cluster: Cluster,
  name: string,
  refused: ReadonlySet<number>,
): Promise<number | null> {
  if (cluster.portRange === null) return null;
  const taken = (await reservedPorts(cluster)).flatMap((other) => (other.name === name ? [] : other.ports));
  return choosePort(name, cluster.portRange, new Set([...taken, ...refused]));
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
  const moved =
    inWay !== null && key !== undefined && device !== undefined
      ? { [key]: { ...device, listen: (device.listen ?? "").replace(/\d+$/, `${port}`) } }
      : { [forwardName]: forwardDevice(cluster.sshHost, port) };
  await cluster.client.change("PATCH", instanceUrl(name), { body: { devices: moved } });
}

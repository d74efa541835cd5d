import { z } from "zod";
import { ComputeError, deploymentTag, type Machine } from "@/lib/ports/compute";
import { fullInstance, type InstanceAnswer } from "./answers";
import type { IncusClient } from "./client";
import { isAnywhere } from "./devices";
import { ownAddresses, type Server, serverOf } from "./hosts";
import { devicesOf, forwardedAddress, machineOf } from "./machine";
import type { Cluster } from "./options";

export const instanceUrl = (name: string, rest = "") => `/1.0/instances/${encodeURIComponent(name)}${rest}`;

/** One snapshot of every machine, also of those on hosts that do not answer (status "error"). */
export async function readMachines(client: IncusClient): Promise<Machine[]> {
  const [server, found] = await Promise.all([
    serverOf(client),
    client.get("/1.0/instances?recursion=2", z.array(fullInstance)),
  ]);
  const addresses = await addressesFor(client, server, found);
  return found.map((instance) => machineOf(instance, instance.state ?? null, server.name, addresses));
}

/** The hosts' own addresses, where a machine is told with one. */
async function addressesFor(client: IncusClient, server: Server, found: InstanceAnswer[]) {
  const needed = found.some((each) => isAnywhere(forwardedAddress(devicesOf(each))?.host ?? ""));
  return needed ? ownAddresses(client, server) : new Map<string, string>();
}

export async function readMachine(client: IncusClient, name: string): Promise<Machine | null> {
  try {
    const [server, instance] = await Promise.all([
      serverOf(client),
      client.get(instanceUrl(name, "?recursion=1"), fullInstance),
    ]);
    const addresses = await addressesFor(client, server, [instance]);
    return machineOf(instance, instance.state ?? null, server.name, addresses);
  } catch (error) {
    if (!(error instanceof ComputeError)) throw error;
    if (error.code === "not_found") return null;
    // The question goes to the machine's own host. When that is dead, the cluster's list still knows of it.
    const listed = await readMachines(client);
    const machine = listed.find((candidate) => candidate.name === name);
    if (machine?.status === "error") return machine;
    throw error;
  }
}

/** For every change: the machine must be there and carry our deployment's id. */
export async function ourMachine(cluster: Cluster, name: string): Promise<Machine> {
  const machine = await readMachine(cluster.client, name);
  if (machine === null) throw new ComputeError("not_found", `There is no machine ${name}`, false);
  requireOurs(cluster, machine);
  return machine;
}

/** For removals: what is not there is what was wanted. */
export async function absentIsDone(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ComputeError) || error.code !== "not_found") throw error;
  }
}

export function requireOurs(cluster: Cluster, machine: Machine): void {
  if (machine.tags[deploymentTag] === cluster.deploymentId) return;
  throw new ComputeError("refused", `The machine ${machine.name} belongs to somebody else`, false);
}

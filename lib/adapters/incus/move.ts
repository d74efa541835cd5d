import { ComputeError, deploymentTag, type Machine } from "@/lib/ports/compute";
import { isAlready } from "./errors";
import { configOfTags } from "./machine";
import type { Cluster } from "./options";
import { rethrowUnlessEnded } from "./power";
import { percentOf } from "./progress";
import { instanceUrl, ourMachine, readMachine, readMachines } from "./read";

/** Which machine a half-made copy is of: written before a move, and copied with everything else. */
const movingTag = "moving";
/** Operations that one move may have left running on a machine: the move itself, and its two ends. */
const mostRunning = 5;

/**
 * The daemon makes a copy under another name on the target, deletes the original, and renames the copy. When it dies in
 * between, both are there, or the copy alone; and while a copy is there, it refuses every further move. So each move
 * first settles what an earlier one has left.
 */
export async function moveMachine(
  cluster: Cluster,
  name: string,
  host: string,
  progress?: (percent: number | null) => void,
): Promise<void> {
  await settleMove(cluster, name);
  const machine = await ourMachine(cluster, name);
  if (machine.host === host) return;
  if (machine.status !== "stopped")
    throw new ComputeError("refused", `${name} is ${machine.status}; only what is off is moved`, true);
  progress?.(null);
  const { client } = cluster;
  await client.change("PATCH", instanceUrl(name), { body: { config: configOfTags({ [movingTag]: name }) } });
  const target = instanceUrl(name, `?target=${encodeURIComponent(host)}`);
  try {
    await client.change("POST", target, { body: { name, migration: true } }, (metadata) => {
      const percent = percentOf(metadata);
      if (percent !== null) progress?.(percent);
    });
  } catch (error) {
    if (isAlready(error, /member not found/i))
      throw new ComputeError("no_capacity", `There is no host ${host}`, false);
    throw error;
  }
}

/**
 * Ends what an earlier move has left: waits for one that still runs (the daemon would start a machine that is being
 * copied), takes a copy away that did not get whole, and gives one whose original is gone its name.
 */
export async function settleMove(cluster: Cluster, name: string): Promise<void> {
  const { client } = cluster;
  for (let round = 0; round < mostRunning; round += 1) {
    const running = await client.runningOn(name);
    if (!running) break;
    await client.finish(running).catch(rethrowUnlessEnded);
  }
  const copies = (await readMachines(client)).filter((machine) => isCopyOf(cluster, machine, name));
  const [copy] = copies;
  if (!copy) return;
  // The original is deleted only when its copy is whole.
  if ((await readMachine(client, name)) === null)
    return client.change("POST", instanceUrl(copy.name), { body: { name } });
  for (const each of copies) {
    // On a host that does not answer it stays for now: it is in the way of the next move, not of a start.
    if (each.status !== "error") await client.change("DELETE", instanceUrl(each.name), {});
  }
}

const isCopyOf = (cluster: Cluster, machine: Machine, name: string): boolean =>
  machine.name !== name &&
  machine.tags[movingTag] === name &&
  machine.tags[deploymentTag] === cluster.deploymentId;

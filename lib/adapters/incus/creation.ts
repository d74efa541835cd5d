import { z } from "zod";
import {
  ComputeError,
  type ComputeProgress,
  type CreateMachine,
  deploymentTag,
  type Machine,
} from "@/lib/ports/compute";
import type { OperationAnswer } from "./answers";
import type { OperationProgress } from "./client";
import { cardDevices, forwardDevice, forwardName, runtimeOf } from "./devices";
import { isAlready } from "./errors";
import { choosingAlone, freePort, hostAddress, moveForward, portOf, portsOfOthers } from "./forward";
import { serverOf } from "./hosts";
import { configOfTags } from "./machine";
import type { Cluster } from "./options";
import { removeMachine } from "./power";
import { becomeItself } from "./private-image";
import { followCreation } from "./progress";
import { readMachine, requireOurs } from "./read";
import { buildUserData } from "./user-data";

/** Creates without starting. A machine of that name that is ours is the answer to an earlier attempt: success. */
export async function createMachine(
  cluster: Cluster,
  input: CreateMachine,
  progress?: ComputeProgress,
): Promise<void> {
  const follow = followCreation(progress);
  const existing = await readMachine(cluster.client, input.name);
  if (existing) requireOurs(cluster, existing);
  const begun = existing === null && (await beginAndFinish(cluster, input, follow));
  const found = begun ? null : await joinEarlierAttempt(cluster, input.name, follow);
  if (found?.unfinished) {
    // Cut off with its daemon. It was never started, so nothing of anybody's is on it.
    await removeMachine(cluster, input.name);
    await beginAndFinish(cluster, input, follow);
  }
  await becomeItself(cluster, input.name);
  await ensureOwnPort(cluster, input.name);
}

/** False when an earlier attempt is at it: the daemon says so at once, or only in the operation that it began. */
async function beginAndFinish(
  cluster: Cluster,
  input: CreateMachine,
  follow: OperationProgress | undefined,
): Promise<boolean> {
  const started = await begin(cluster, input);
  if (started === null) return false;
  try {
    await cluster.client.finish(started, follow);
    return true;
  } catch (error) {
    if (isAlready(error, /already exists|busy running a "create"/i)) return false;
    throw error;
  }
}

/** It may still be unpacking the image, and not even have written down that there is a machine. */
async function joinEarlierAttempt(
  cluster: Cluster,
  name: string,
  follow: OperationProgress | undefined,
): Promise<Machine> {
  const running = await cluster.client.runningOn(name);
  if (running) await cluster.client.finish(running, follow);
  const found = await readMachine(cluster.client, name);
  if (found === null) throw new ComputeError("failed", `${name} vanished while it was created`, true);
  requireOurs(cluster, found);
  return found;
}

/** Sends the request; null when somebody (we, a moment ago) has created that name already. */
async function begin(cluster: Cluster, input: CreateMachine): Promise<OperationAnswer | null> {
  await requireImage(cluster, input.imageAlias);
  const { clustered, name: own } = await serverOf(cluster.client);
  const target = clustered ? `?target=${encodeURIComponent(input.host)}` : "";
  const address =
    cluster.portRange === null ? null : await hostAddress(cluster, clustered ? input.host : own);
  return choosingAlone(cluster, async () => {
    const port = await freePort(cluster, input.name, new Set());
    const forward =
      port === null || address === null ? {} : { [forwardName]: forwardDevice(address.listen, port) };
    const body = creationBody(cluster, input, forward);
    try {
      return await cluster.client.begin("POST", `/1.0/instances${target}`, { body });
    } catch (error) {
      if (isAlready(error, /already exists/i)) return null;
      if (isAlready(error, /member not found/i)) {
        throw new ComputeError("no_capacity", `There is no host ${input.host}`, false);
      }
      throw error;
    }
  });
}

async function requireImage(cluster: Cluster, alias: string): Promise<void> {
  try {
    await cluster.client.get(`/1.0/images/aliases/${encodeURIComponent(alias)}`, z.unknown());
  } catch (error) {
    if (!(error instanceof ComputeError) || error.code !== "not_found") throw error;
    throw new ComputeError("image_missing", `The cluster has no image "${alias}"`, false);
  }
}

/**
 * Another process may have chosen the same port in the same moment. Both look again after creating, and the
 * younger machine (by time, then name) moves, before it is ever started.
 */
async function ensureOwnPort(cluster: Cluster, name: string): Promise<void> {
  if (cluster.portRange === null) return;
  const own = await readMachine(cluster.client, name);
  if (own?.status !== "stopped") return;
  const port = portOf(cluster, own);
  if (port === null || !(await portsOfOthers(cluster, name)).elders.has(port)) return;
  await moveForward(cluster, name, new Set());
  await ensureOwnPort(cluster, name);
}

function creationBody(cluster: Cluster, input: CreateMachine, forward: Record<string, object>) {
  return {
    name: input.name,
    type: "container",
    profiles: ["default"],
    source: { type: "image", alias: input.imageAlias },
    config: {
      ...configOfTags({ ...input.tags, [deploymentTag]: cluster.deploymentId }),
      "limits.cpu": String(input.vcpus),
      "limits.memory": `${input.memoryMib}MiB`,
      // A host that comes back must not start machines that nobody pays for any more.
      "boot.autostart": "false",
      "cloud-init.user-data": buildUserData(input),
      ...runtimeOf(input.cards),
    },
    devices: {
      root: { type: "disk", path: "/", pool: cluster.storagePool, size: `${input.diskGib}GiB` },
      ...cardDevices(input.cards),
      ...forward,
    },
  };
}

import type { Compute } from "@/lib/ports/compute";
import { setCards, tagMachine } from "./change";
import { IncusClient } from "./client";
import { createMachine } from "./creation";
import { readHosts } from "./hosts";
import { incusImages } from "./images";
import type { Cluster, IncusOptions } from "./options";
import { removeMachine, restartMachine, startMachine, stopMachine } from "./power";
import { readMachine, readMachines } from "./read";
import { incusSnapshots } from "./snapshots";
import { unixTransport } from "./transport";
import { watchEvents } from "./watch";

/** The machines of one Incus or LXD cluster, or of a single daemon. Throws ComputeError alone. */
export function createIncusCompute(options: IncusOptions): Compute {
  const transport = unixTransport(options.socketPath);
  const requestTimeoutMs = options.requestTimeoutMs ?? 10_000;
  const operationTimeoutMs = options.operationTimeoutMs ?? 15 * 60_000;
  const cluster: Cluster = {
    client: new IncusClient(transport, requestTimeoutMs, operationTimeoutMs),
    deploymentId: options.deploymentId,
    sshHost: options.sshHost,
    portRange: options.portRange,
    storagePool: options.storagePool ?? "default",
    choosing: Promise.resolve(),
  };
  return {
    ...incusSnapshots(cluster),
    ...incusImages(cluster),
    hosts: () => readHosts(cluster.client, cluster.storagePool),
    machines: () => readMachines(cluster.client),
    machine: (name) => readMachine(cluster.client, name),
    create: (input, progress) => createMachine(cluster, input, progress),
    setCards: (name, cards) => setCards(cluster, name, cards),
    tag: (name, tags) => tagMachine(cluster, name, tags),
    start: (name, progress) => startMachine(cluster, name, progress),
    stop: (name, forceAfterSeconds) => stopMachine(cluster, name, forceAfterSeconds),
    restart: (name, forceAfterSeconds) => restartMachine(cluster, name, forceAfterSeconds),
    remove: (name) => removeMachine(cluster, name),
    watch: (onEvent, onGap, signal) => watchEvents(transport, onEvent, onGap, signal),
  };
}

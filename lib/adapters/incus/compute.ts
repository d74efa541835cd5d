import type { Compute } from "@/lib/ports/compute";
import { CardSampler } from "./card-sampler";
import { setCards, tagMachine } from "./change";
import { IncusClient } from "./client";
import { readConsole } from "./console";
import { createMachine } from "./creation";
import { execInMachine } from "./exec";
import { incusFirewalls } from "./firewall";
import { guestCommand } from "./guest-command";
import { readHosts } from "./hosts";
import { incusImages } from "./images";
import { evacuateHost, restoreHost } from "./maintenance";
import { readMachineReadings } from "./metrics";
import { moveMachine, settleMove } from "./move";
import type { Cluster, IncusOptions } from "./options";
import { incusOwnStorage } from "./own-storage";
import { removeMachine, restartMachine, startMachine, stopMachine } from "./power";
import { readMachine, readMachines } from "./read";
import { incusSnapshots } from "./snapshots";
import { transportTo } from "./transport";
import { incusTunnels } from "./tunnel";
import { incusVolumes } from "./volumes";
import { watchEvents } from "./watch";

/** The machines of one Incus or LXD cluster, or of a single daemon. Throws ComputeError alone. */
export function createIncusCompute(options: IncusOptions): Compute {
  const transport = transportTo(options.address, options.identity);
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
  const sampler = new CardSampler(guestCommand(cluster));
  return {
    ...incusFirewalls(cluster),
    ...incusVolumes(cluster),
    ...incusSnapshots(cluster),
    ...incusImages(cluster),
    ...incusOwnStorage(cluster),
    ...incusTunnels(cluster),
    hosts: () => readHosts(cluster),
    machines: () => readMachines(cluster.client),
    machine: (name) => readMachine(cluster.client, name),
    busy: async (name) => (await cluster.client.runningOn(name)) !== null,
    create: (input, progress) => createMachine(cluster, input, progress),
    setCards: (name, cards) => setCards(cluster, name, cards),
    move: (name, host, progress) => moveMachine(cluster, name, host, progress),
    settleMove: (name) => settleMove(cluster, name),
    tag: (name, tags) => tagMachine(cluster, name, tags),
    start: (name, progress) => startMachine(cluster, name, progress),
    stop: (name, forceAfterSeconds) => stopMachine(cluster, name, forceAfterSeconds),
    restart: (name, forceAfterSeconds) => restartMachine(cluster, name, forceAfterSeconds),
    remove: (name) => removeMachine(cluster, name),
    exec: (name, input, onOutput) => execInMachine(cluster, name, input, onOutput),
    console: (name) => readConsole(cluster, name),
    readings: (machines) => readMachineReadings(cluster.client, sampler, machines),
    evacuate: (host) => evacuateHost(cluster.client, host),
    restore: (host) => restoreHost(cluster.client, host),
    watch: (onEvent, onGap, signal) => watchEvents(transport, onEvent, onGap, signal),
  };
}

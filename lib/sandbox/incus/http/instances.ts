import type { Cluster } from "../cluster";
import { ApiError, badRequest } from "../errors";
import { createMachine, deleteMachine } from "../lifecycle";
import { type MachineRecord, never } from "../machine";
import { newHostKey } from "../ssh/servers";
import { checkConfig, checkDevices, checkName } from "./check";
import { devicesField, fieldsOf, flagField, textField, textList, textMap } from "./fields";
import { matches } from "./filter";
import { imageSource } from "./images";
import { checkNics } from "./network-acls";
import type { Reply, Request } from "./reply";
import { asyncReply, sync } from "./reply";
import { restoreInstance } from "./snapshots";
import { dropsAnswer } from "./state";
import { etagOf, fullView, instanceView } from "./view";
import { checkRemovedDisks, checkVolumeDevices } from "./volume-devices";

export function listInstances(cluster: Cluster, request: Request): Reply {
  const recursion = Number(request.query.get("recursion") ?? 0);
  const filter = request.query.get("filter") ?? "";
  const machines = [...cluster.store.machines.values()].filter(
    (machine) => filter.trim() === "" || matches(filter, fullView(cluster, machine)),
  );
  if (recursion === 0) return sync(machines.map((machine) => `/1.0/instances/${machine.name}`));
  return sync(
    machines.map((machine) =>
      recursion === 1 ? instanceView(cluster, machine) : fullView(cluster, machine),
    ),
  );
}

export function getInstance(cluster: Cluster, request: Request, name: string): Reply {
  const machine = cluster.machine(name);
  cluster.reach(machine.host);
  const full = Number(request.query.get("recursion") ?? 0) > 0;
  return sync(full ? fullView(cluster, machine) : instanceView(cluster, machine), etagOf(machine));
}

export function createInstance(cluster: Cluster, request: Request): Reply {
  const body = fieldsOf(request.body);
  const name = textField(body, "name");
  checkName(name);
  const host = targetOf(cluster, request);
  const profiles = textList(body, "profiles") ?? ["default"];
  const unknown = profiles.find((profile) => profile !== "default");
  if (unknown !== undefined) throw badRequest(`Requested profile "${unknown}" doesn't exist`);
  const { system, made } = imageOf(cluster, fieldsOf(body.source));
  const config = textMap(body.config, "config");
  const devices = devicesField(body);
  checkConfig(config);
  checkDevices({ devices, profiles }, config);
  checkVolumeDevices(cluster, { devices, host });
  checkNics(cluster, { devices, profiles });
  if (cluster.store.machines.has(name)) throw new ApiError(409, `Instance "${name}" already exists`);
  const machine: MachineRecord = {
    name,
    type: textField(body, "type") === "virtual-machine" ? "virtual-machine" : "container",
    host,
    description: textField(body, "description"),
    image: system.alias,
    ephemeral: flagField(body, "ephemeral"),
    profiles,
    config: {
      "image.os": system.os,
      "image.release": system.release,
      ...Object.fromEntries(
        Object.entries(made?.properties ?? {}).map(([key, value]) => [`image.${key}`, value]),
      ),
      ...config,
      "volatile.last_state.power": "STOPPED",
    },
    devices,
    createdAt: cluster.time.now().toISOString(),
    lastUsedAt: never,
    power: "stopped",
    creating: true,
    pid: 0,
    readyAt: null,
    diesAt: null,
    hostKey: newHostKey(),
    files: { ...made?.files },
  };
  cluster.store.machines.set(name, machine);
  const faults = cluster.faults.strike(machine, "create");
  const operation = cluster.operations.run("Creating instance", name, host, (progress) =>
    createMachine(cluster, machine, faults, progress),
  );
  return asyncReply(operation, faults.some(dropsAnswer));
}

function targetOf(cluster: Cluster, request: Request): string {
  const target = request.query.get("target");
  if (target !== null) {
    const host = cluster.host(target);
    cluster.reach(host.name);
    if (host.status === "evacuated") throw new ApiError(403, "Cluster member is evacuated");
    return host.name;
  }
  const load = (name: string) => [...cluster.store.machines.values()].filter((m) => m.host === name).length;
  const free = cluster.hosts.filter((host) => (host.status ?? "online") === "online");
  const [least] = free.sort((a, b) => load(a.name) - load(b.name));
  if (!least) throw badRequest("No suitable cluster member could be found");
  return least.name;
}

function imageOf(cluster: Cluster, source: Record<string, unknown>) {
  const type = textField(source, "type");
  if (type !== "image") throw badRequest(`Unknown source type ${type}`);
  return imageSource(cluster, {
    alias: textField(source, "alias"),
    fingerprint: textField(source, "fingerprint"),
  });
}

/** Keys that the daemon itself writes survive what a client sends. */
function ownKeys(machine: MachineRecord): Record<string, string> {
  return Object.fromEntries(Object.entries(machine.config).filter(([key]) => key.startsWith("volatile.")));
}

async function change(
  cluster: Cluster,
  machine: MachineRecord,
  changes: Pick<MachineRecord, "config" | "devices" | "profiles" | "description">,
): Promise<void> {
  checkConfig(changes.config);
  checkDevices(changes, changes.config);
  checkVolumeDevices(cluster, { devices: changes.devices, host: machine.host }, machine.devices);
  checkRemovedDisks(cluster, machine, changes.devices);
  checkNics(cluster, changes);
  const { config, devices, profiles, description } = machine;
  Object.assign(machine, changes, { config: { ...changes.config, ...ownKeys(machine) } });
  try {
    if (machine.power !== "stopped") await cluster.ssh.follow(machine);
  } catch (error) {
    // As the daemon: a device that cannot be started leaves the machine as it was.
    Object.assign(machine, { config, devices, profiles, description });
    throw error;
  }
  cluster.store.save();
  cluster.events.lifecycle("instance-updated", machine.name, machine.host);
}

function checkEtag(request: Request, machine: MachineRecord): void {
  const etag = etagOf(machine);
  const wanted = request.ifMatch?.replaceAll('"', "");
  if (wanted !== undefined && wanted !== etag) {
    throw new ApiError(412, `ETag doesn't match: ${wanted} vs ${etag}`);
  }
}

export function putInstance(cluster: Cluster, request: Request, name: string): Reply {
  const machine = cluster.machine(name);
  cluster.reach(machine.host);
  checkEtag(request, machine);
  const body = fieldsOf(request.body);
  const restore = textField(body, "restore");
  if (restore !== "") return restoreInstance(cluster, machine, restore);
  const changes = {
    config: textMap(body.config, "config"),
    devices: devicesField(body),
    profiles: textList(body, "profiles") ?? [],
    description: textField(body, "description"),
  };
  checkDevices(changes, changes.config);
  checkNics(cluster, changes);
  const operation = cluster.operations.run("Updating instance", name, machine.host, async () =>
    change(cluster, machine, changes),
  );
  return asyncReply(operation);
}

export async function patchInstance(cluster: Cluster, request: Request, name: string): Promise<Reply> {
  const machine = cluster.machine(name);
  cluster.reach(machine.host);
  checkEtag(request, machine);
  const body = fieldsOf(request.body);
  await change(cluster, machine, {
    config: { ...machine.config, ...textMap(body.config, "config") },
    devices: { ...machine.devices, ...devicesField(body) },
    profiles: textList(body, "profiles") ?? machine.profiles,
    description: body.description === undefined ? machine.description : textField(body, "description"),
  });
  return sync({});
}

export function deleteInstance(cluster: Cluster, _request: Request, name: string): Reply {
  const machine = cluster.machine(name);
  cluster.reach(machine.host);
  if (machine.power !== "stopped") throw badRequest("Instance is running");
  const faults = cluster.faults.strike(machine, "delete");
  const operation = cluster.operations.run("Deleting instance", name, machine.host, () =>
    deleteMachine(cluster, machine, faults),
  );
  return asyncReply(operation, faults.some(dropsAnswer));
}

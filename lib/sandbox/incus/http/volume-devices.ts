import type { Cluster } from "../cluster";
import { ApiError } from "../errors";
import type { MachineRecord } from "../machine";
import { lostDisk } from "../volume-store";

/** What the daemon refuses about the volumes that a machine is given: they must be there, each at a path of its own. */
export function checkVolumeDevices(
  cluster: Cluster,
  machine: Pick<MachineRecord, "devices" | "host">,
  before: MachineRecord["devices"] = {},
): void {
  const added = Object.entries(machine.devices).filter(([name]) => before[name] === undefined);
  const lost = lostDisk(cluster.volumes, { host: machine.host, devices: Object.fromEntries(added) });
  if (lost !== undefined)
    throw new ApiError(
      404,
      `Failed add validation for device "${lost}": Failed loading custom volume: Storage volume not found`,
    );
  const paths = new Set<string>();
  for (const [name, { type, path = "", source = "" }] of Object.entries(machine.devices)) {
    if (type !== "disk") continue;
    const invalid = (why: string) =>
      new ApiError(500, `Invalid devices: Device validation failed for "${name}": ${why}`);
    if (source !== "" && path === "/") throw invalid('Root disk entry may not have a "source" property set');
    if (paths.has(path)) throw invalid(`More than one disk device uses the same path "${path}"`);
    paths.add(path);
  }
}

/** A disk whose volume is gone cannot be taken off a machine that is on. */
export function checkRemovedDisks(
  cluster: Cluster,
  machine: MachineRecord,
  after: MachineRecord["devices"],
): void {
  if (machine.power === "stopped") return;
  const removed = Object.entries(machine.devices).filter(([name]) => after[name] === undefined);
  const lost = lostDisk(cluster.volumes, { host: machine.host, devices: Object.fromEntries(removed) });
  if (lost !== undefined)
    throw new ApiError(
      500,
      `Failed to stop device "${lost}": Storage volume "${lost}" in project "default" of type "custom" does not exist on pool "default": Storage volume not found`,
    );
}

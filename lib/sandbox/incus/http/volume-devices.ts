import type { Cluster } from "../cluster";
import { ApiError } from "../errors";
import type { MachineRecord } from "../machine";
import { lostDisk } from "../volume-store";

/** What the daemon refuses about the volumes that a machine is given: they must be there, each at a path of its own. */
export function checkVolumeDevices(cluster: Cluster, machine: Pick<MachineRecord, "devices" | "host">): void {
  const lost = lostDisk(cluster.volumes, machine);
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

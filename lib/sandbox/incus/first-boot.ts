import { randomBytes } from "node:crypto";
import { readUserData } from "./cloud-init";
import type { DiskFiles, MachineRecord } from "./machine";

const machineId = "/etc/machine-id";
/** Of which machine cloud-init knows that it has set it up. */
const instanceId = "/var/lib/cloud/data/instance-id";
const admitted = "/root/.ssh/authorized_keys";

export const userDataOf = ({ config }: Pick<MachineRecord, "config">) =>
  readUserData(config["cloud-init.user-data"] ?? config["user.user-data"] ?? "");

/**
 * What a system writes to its own disk at a boot: an id when it has none; and in a machine that it has not set up yet,
 * the keys it was told of, beside those that the disk has brought along.
 */
export function bootedDisk(machine: Pick<MachineRecord, "name" | "config" | "files">): DiskFiles {
  const files = { ...machine.files };
  if (!files[machineId]) files[machineId] = `${randomBytes(16).toString("hex")}\n`;
  if (files[instanceId] === `${machine.name}\n`) return files;
  files[instanceId] = `${machine.name}\n`;
  const lines = [...keysOn(files), ...userDataOf(machine).publicKeys];
  if (lines.length > 0) files[admitted] = `${[...new Set(lines)].join("\n")}\n`;
  return files;
}

/** Whom the disk says to admit. */
export const keysOn = (files: DiskFiles): string[] => (files[admitted] ?? "").split("\n").filter(Boolean);

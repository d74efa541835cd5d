import { join } from "node:path";
import { readJson, writeJson } from "./json-file";
import type { MachineRecord } from "./machine";

/** One simulated custom storage volume, exactly as it is kept on disk. */
export type VolumeRecord = {
  name: string;
  host: string;
  description: string;
  config: Record<string, string>;
  createdAt: string;
  snapshots: VolumeSnapshotRecord[];
};
export type VolumeSnapshotRecord = {
  name: string;
  description: string;
  config: Record<string, string>;
  createdAt: string;
  /** Absent: it has no end. */
  expiresAt?: string;
};

/** A region's volumes on disk, written whole and renamed into place. Each lives on one host. */
export class VolumeStore {
  private volumes: VolumeRecord[];
  private readonly file: string;

  constructor(folder: string) {
    this.file = join(folder, "volumes.json");
    this.volumes = readJson(this.file, []);
  }

  list(): readonly VolumeRecord[] {
    return this.volumes;
  }

  find(name: string, host: string): VolumeRecord | undefined {
    return this.volumes.find((volume) => volume.name === name && volume.host === host);
  }

  add(volume: VolumeRecord): void {
    this.volumes.push(volume);
    this.save();
  }

  remove(volume: VolumeRecord): void {
    this.volumes = this.volumes.filter((other) => other !== volume);
    this.save();
  }

  save(): void {
    writeJson(this.file, this.volumes);
  }
}

/** The first device of a machine that names a volume which its host does not have. */
export const lostDisk = (
  volumes: VolumeStore,
  { devices, host }: Pick<MachineRecord, "devices" | "host">,
): string | undefined =>
  Object.entries(devices).find(
    ([, { type, source = "" }]) =>
      type === "disk" && source !== "" && !source.startsWith("/") && !volumes.find(source, host),
  )?.[0];

/** The volumes that a machine's devices name: pool and source, on the machine's own host. */
export const uses = (machine: MachineRecord, volume: VolumeRecord): boolean =>
  machine.host === volume.host &&
  Object.values(machine.devices).some((device) => device.type === "disk" && device.source === volume.name);

import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { MachineRecord } from "./machine";

/** One simulated custom storage volume, exactly as it is kept on disk. */
export type VolumeRecord = {
  name: string;
  host: string;
  description: string;
  config: Record<string, string>;
  createdAt: string;
  snapshots: { name: string; description: string; config: Record<string, string>; createdAt: string }[];
};

/** A region's volumes on disk, written whole and renamed into place. Each lives on one host. */
export class VolumeStore {
  private volumes: VolumeRecord[];
  private readonly file: string;

  constructor(folder: string) {
    this.file = join(folder, "volumes.json");
    this.volumes = read(this.file);
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
    writeFileSync(`${this.file}.new`, JSON.stringify(this.volumes), { mode: 0o600 });
    renameSync(`${this.file}.new`, this.file);
  }
}

/** The volumes that a machine's devices name: pool and source, on the machine's own host. */
export const uses = (machine: MachineRecord, volume: VolumeRecord): boolean =>
  machine.host === volume.host &&
  Object.values(machine.devices).some((device) => device.type === "disk" && device.source === volume.name);

function read(file: string): VolumeRecord[] {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

/**
 * Storage that outlives machines. A volume lives on one host, and only a machine of that host can have it. Every call
 * is safe to repeat, like the machines' own: names are ours. Throws ComputeError alone.
 */
export type StoredVolume = {
  name: string;
  host: string;
  /** As the provider has it written down. Not every kind of storage holds its user to it. */
  sizeGib: number;
  tags: Record<string, string>;
  /** The machines that have it, by name. */
  machines: string[];
};

export type VolumePlace = { host: string; name: string };

/** Not `whole`: it is being made, or whoever made it has died over it. */
export type StoredVolumeSnapshot = { name: string; whole: boolean };

export interface Volumes {
  volume(place: VolumePlace): Promise<StoredVolume | null>;
  /** Existing name that is ours: success, whatever its size. */
  createVolume(input: VolumePlace & { sizeGib: number; tags: Record<string, string> }): Promise<void>;
  /** Makes it larger, also while a machine has it; a smaller or the same size changes nothing. */
  growVolume(place: VolumePlace, sizeGib: number): Promise<void>;
  /** Raises tags; snapshots that are taken afterwards carry them as well. */
  tagVolume(place: VolumePlace, tags: Record<string, string>): Promise<void>;
  /** The machine sees it at the path, running or not. Attached there already: success. */
  attachVolume(place: VolumePlace, machine: string, mountPath: string): Promise<void>;
  /** Not attached, or no such machine: success. */
  detachVolume(place: VolumePlace, machine: string): Promise<void>;
  /**
   * Takes disks off a machine whose volumes are no longer there: with one of them the provider does not start it, and
   * its path stays taken. Some providers do so only while it is off. Returns the volumes' names.
   */
  dropLostVolumes(machine: string): Promise<string[]>;
  volumeSnapshots(place: VolumePlace): Promise<StoredVolumeSnapshot[]>;
  /** Existing name: waits until it is whole, then success. One that was left half-made is made again. */
  snapshotVolume(place: VolumePlace, snapshot: string): Promise<void>;
  /** The volume is as it was at the snapshot; what was written since is lost. No running machine may have it. */
  restoreVolume(place: VolumePlace, snapshot: string): Promise<void>;
  removeVolumeSnapshot(place: VolumePlace, snapshot: string): Promise<void>;
  /** With its snapshots. Absent: success. Refused (and may work later) while a machine has it. */
  removeVolume(place: VolumePlace): Promise<void>;
}

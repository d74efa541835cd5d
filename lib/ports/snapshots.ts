import type { ComputeProgress } from "./compute";

/**
 * What a machine was at one moment, and images made of that. Every call is safe to repeat, like the machines' own:
 * names are ours. Throws ComputeError alone.
 */
export type StoredSnapshot = {
  name: string;
  /** Null where the storage does not say. */
  sizeBytes: number | null;
};

export type StoredImage = { name: string; fingerprint: string; sizeBytes: number };

/** What belongs to a machine's place rather than to its disk: going back to a snapshot must not bring it back. */
export type MachineSettings = {
  devices: Record<string, Record<string, string>>;
  tags: Record<string, string>;
};

export interface Snapshots {
  /** Running or not. Existing name: waits until it is whole, then success. Throws `not_found` without the machine. */
  createSnapshot(machine: string, snapshot: string): Promise<StoredSnapshot>;
  machineSettings(machine: string): Promise<MachineSettings>;
  /**
   * The disk is as it was; what was written since is lost. The machine must be off. It keeps these settings, which the
   * caller has read before the first attempt. Throws `not_found` without the snapshot.
   */
  restoreSnapshot(machine: string, snapshot: string, keep: MachineSettings): Promise<void>;
  /** Absent, or without the machine: success. */
  removeSnapshot(machine: string, snapshot: string): Promise<void>;

  /** The names under which the cluster offers images, ours and the operator's. */
  imageAliases(): Promise<{ alias: string; fingerprint: string }[]>;
  /** Makes an image that machines can be created from by this name. Existing name that is ours: success. */
  publishImage(
    input: {
      name: string;
      machine: string;
      snapshot: string;
      description: string;
      tags: Record<string, string>;
    },
    progress?: ComputeProgress,
  ): Promise<StoredImage>;
  /** Absent, or somebody else's: success, and nothing happens. */
  removeImage(name: string): Promise<void>;
}

import type { Firewalls } from "./firewall";
import type { MachineAccess } from "./machine-access";
import type { HostMaintenance } from "./maintenance";
import type { Moves } from "./moves";
import type { OwnStorage } from "./own-storage";
import type { Snapshots } from "./snapshots";
import type { Telemetry } from "./telemetry";
import type { Tunnels } from "./tunnel";
import type { Volumes } from "./volumes";

/**
 * The machines of one region. An adapter speaks a vendor's protocol; the product speaks only this.
 * Every call is safe to repeat: names are ours, and a second create, start, stop or delete of the same
 * name finds what the first one left.
 */
export type ComputeCard = {
  /** Of a slice (MIG): the card's address and two numbers, as `lib/domain/cards` has it. */
  pciAddress: string;
  vendor: string;
  /** The model as the host reports it, for example "NVIDIA A100 80GB PCIe". */
  model: string;
};

export type ComputeHost = {
  name: string;
  online: boolean;
  /** False while the host is evacuated or closed by its own cluster: nothing new is placed there. */
  schedulable: boolean;
  /** It is out of service by request; it answers, and what stayed on it is off. */
  evacuated: boolean;
  vcpus: number;
  memoryMib: number;
  diskGib: number;
  cards: ComputeCard[];
  /** What customers are told of machines whose SSH it forwards; null: it forwards none, or has no address to tell. */
  address: string | null;
  /** The NVIDIA driver of its cards and the newest CUDA that it runs; null: it has none, or does not say. */
  driver: { version: string; cuda: string | null } | null;
};

export type MachineStatus = "running" | "stopped" | "starting" | "stopping" | "frozen" | "error";

export type Machine = {
  name: string;
  host: string;
  status: MachineStatus;
  /** `user.*` keys: our deployment id, the instance id, the generation. */
  tags: Record<string, string>;
  /** Changes at each boot; null while off. The same value after a gap proves the whole gap. */
  bootId: string | null;
  /** Where the customer's SSH connects to; null until the machine has an address. */
  address: { host: string; port: number } | null;
  /** PCI addresses of the cards it holds. */
  cards: string[];
  createdAt: Date;
  /** Its creation has not ended, or was cut off: only `create` and `remove` may follow. */
  unfinished?: true;
};

export type CreateMachine = {
  name: string;
  host: string;
  imageAlias: string;
  vcpus: number;
  memoryMib: number;
  diskGib: number;
  /** PCI addresses. */
  cards: string[];
  sshPublicKeys: string[];
  /** A shell script or a cloud-config that runs at the first boot. */
  startupScript: string | null;
  hostname: string;
  /** Written at the first boot, before the start-up script runs; readable by root alone. */
  files?: { path: string; content: string }[];
  tags: Record<string, string>;
};

export type ComputePhase = "creating" | "image" | "copying" | "starting" | "stopping" | "deleting";
export type ComputeProgress = (phase: ComputePhase, percent: number | null) => void;

export type MachineEvent = {
  name: string;
  kind: "started" | "stopped" | "shutdown" | "deleted" | "created" | "restarted" | "other";
  at: Date;
};

/** The tag by which our deployment knows its machines. `create` writes it; the other verbs refuse without it. */
export const deploymentTag = "deployment";

/** What a provider call can end in besides success. `retry`: the same call may work later. */
export class ComputeError extends Error {
  constructor(
    readonly code:
      | "unreachable"
      | "timeout"
      | "not_found"
      | "no_capacity"
      | "image_missing"
      | "refused"
      | "failed",
    message: string,
    readonly retry: boolean,
  ) {
    super(message);
    this.name = "ComputeError";
  }
}

export interface Compute
  extends Firewalls,
    HostMaintenance,
    MachineAccess,
    Moves,
    OwnStorage,
    Snapshots,
    Telemetry,
    Tunnels,
    Volumes {
  hosts(): Promise<ComputeHost[]>;
  /** One snapshot of every machine, ours and others'. */
  machines(): Promise<Machine[]>;
  machine(name: string): Promise<Machine | null>;
  /** The provider is at work on it: a snapshot, for example, may freeze a machine for as long as it takes. */
  busy(name: string): Promise<boolean>;
  /** Creates without starting. Returns when the provider's operation has ended. Existing name: success. */
  create(input: CreateMachine, progress?: ComputeProgress): Promise<void>;
  /** Replaces the cards of a machine that is off (a start may get other cards on the same host). */
  setCards(name: string, cards: string[]): Promise<void>;
  /** Raises tags on an existing machine. */
  tag(name: string, tags: Record<string, string>): Promise<void>;
  start(name: string, progress?: ComputeProgress): Promise<void>;
  /** Asks the guest to shut down; after `forceAfterSeconds` it is switched off. Already off: success. */
  stop(name: string, forceAfterSeconds: number): Promise<void>;
  restart(name: string, forceAfterSeconds: number): Promise<void>;
  /** Switches off if needed, then removes machine and disk. Absent: success. */
  remove(name: string): Promise<void>;
  /** Lifecycle events until `signal` aborts; reconnects by itself; `onGap` is called after each reconnect. */
  watch(onEvent: (event: MachineEvent) => void, onGap: () => void, signal: AbortSignal): void;
}

/** True when SSH's identification string ("SSH-2.0-…") arrives from the address within the time. */
export type SshProbe = (address: { host: string; port: number }, timeoutMs: number) => Promise<boolean>;

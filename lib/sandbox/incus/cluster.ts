import { join } from "node:path";
import { AclStore } from "./acl-store";
import {
  defaultImages,
  defaultTiming,
  type SandboxConfig,
  type SandboxHost,
  type SandboxImage,
  type SandboxNetwork,
  type SandboxTiming,
} from "./config";
import { CounterBook } from "./counters";
import { ApiError, notFound } from "./errors";
import { EventHub } from "./events";
import { Consoles } from "./exec/console";
import { Sessions } from "./exec/sessions";
import { Faults } from "./faults";
import { ImageStore } from "./image-store";
import { JoinTokens } from "./join-tokens";
import { cardsOf, clash, type HeldCard, type MachineRecord } from "./machine";
import { Notebooks } from "./notebook/servers";
import { Operations } from "./operations";
import { SshServers } from "./ssh/servers";
import { Store } from "./store";
import type { SandboxTime } from "./time";
import { Trust } from "./trust";
import { VolumeStore } from "./volume-store";

/** One simulated cluster: what its hosts are, which machines it has, and what is going on. */
export class Cluster {
  readonly events: EventHub;
  readonly operations: Operations;
  readonly faults: Faults;
  readonly store: Store;
  readonly volumes: VolumeStore;
  readonly acls: AclStore;
  readonly madeImages: ImageStore;
  readonly ssh: SshServers;
  readonly sessions = new Sessions();
  readonly consoles = new Consoles();
  readonly notebooks = new Notebooks();
  readonly counters = new CounterBook();
  readonly trust: Trust;
  readonly tokens = new JoinTokens();
  /** The operation that has a machine for itself, by name. */
  readonly busy = new Map<string, { what: string; done: Promise<void> }>();
  /** Ends the boot and the planned death of a machine. */
  readonly boots = new Map<string, AbortController>();

  constructor(
    readonly region: string,
    readonly folder: string,
    private config: SandboxConfig,
    readonly time: SandboxTime,
  ) {
    this.events = new EventHub(time);
    this.operations = new Operations(time, this.events);
    this.faults = new Faults(() => this.config.faults ?? []);
    this.store = new Store(folder);
    this.volumes = new VolumeStore(folder);
    this.acls = new AclStore(folder);
    this.madeImages = new ImageStore(folder);
    this.ssh = new SshServers();
    this.trust = new Trust(folder, () => this.config.regions[region]);
  }

  get socketPath(): string {
    return join(this.folder, "unix.socket");
  }

  /** Null: only the unix socket is served. */
  get httpsPort(): number | null {
    return this.config.regions[this.region]?.httpsPort ?? null;
  }

  get network(): SandboxNetwork {
    return this.config.regions[this.region]?.network ?? "bridge";
  }

  get hosts(): SandboxHost[] {
    const configured = this.config.regions[this.region]?.hosts ?? [];
    return configured.map((host) =>
      this.store.evacuated.has(host.name) && host.status !== "offline"
        ? { ...host, status: "evacuated" }
        : host,
    );
  }

  get timing(): SandboxTiming {
    return { ...defaultTiming, ...this.config.timing };
  }

  /** The operator's images that this cluster has. */
  get images(): SandboxImage[] {
    const all = this.config.images ?? defaultImages;
    return all.filter(({ regions }) => regions === undefined || regions.includes(this.region));
  }

  setConfig(config: SandboxConfig): void {
    this.config = config;
  }

  host(name: string): SandboxHost {
    const host = this.hosts.find((candidate) => candidate.name === name);
    if (!host) throw notFound("Cluster member");
    return host;
  }

  /** A host whose removal from the configuration orphaned machines counts as offline. */
  isOffline(hostName: string): boolean {
    const host = this.hosts.find((candidate) => candidate.name === hostName);
    return !host || host.status === "offline";
  }

  reach(hostName: string): void {
    if (!this.isOffline(hostName)) return;
    throw new ApiError(
      500,
      `Failed to connect to cluster member "${hostName}": dial tcp: connect: no route to host`,
    );
  }

  machine(name: string): MachineRecord {
    const machine = this.store.machines.get(name);
    if (!machine) throw notFound("Instance");
    return machine;
  }

  /** The running machine that holds a card of a host. */
  holderOf(hostName: string, wanted: HeldCard): MachineRecord | undefined {
    return [...this.store.machines.values()].find(
      (machine) =>
        machine.host === hostName &&
        machine.power !== "stopped" &&
        cardsOf(machine).some((card) => clash(card, wanted)),
    );
  }

  /** Runs `work` while no other operation may touch the machine, as the daemon's operation lock does. */
  async exclusively(name: string, what: string, work: () => Promise<void>): Promise<void> {
    const other = this.busy.get(name);
    if (other) throw new ApiError(400, `Instance is busy running a "${other.what}" operation`);
    const done = work();
    this.busy.set(name, { what, done });
    try {
      await done;
    } finally {
      this.busy.delete(name);
    }
  }

  /** Resolves when no operation has the machine; how the last one ended does not matter. */
  async idle(name: string): Promise<void> {
    for (let current = this.busy.get(name); current; current = this.busy.get(name)) {
      await current.done.catch(() => undefined);
      await Promise.resolve();
    }
  }
}

import { randomBytes } from "node:crypto";
import { expect, vi } from "vitest";
import { type Compute, ComputeError, type CreateMachine, type MachineEvent } from "@/lib/ports/compute";
import { IncusClient } from "../client";
import { probeSsh } from "../ssh-probe";
import { transportTo } from "../transport";
import { type Guest, runInGuest } from "./guest";

/** One cluster to try the contract on. Nothing in here knows what kind of cluster it is. */
export type ContractCluster = {
  compute: Compute;
  /** The same cluster, seen by another deployment. */
  stranger: Compute;
  deploymentId: string;
  /** The folder of its `unix.socket`, for what a person does past us. */
  folder: string;
  imageAlias: string;
  /** OpenSSH; the public one is to be admitted. */
  keys: { public: string; private: string };
  /** Closes a host to machines, or opens it again; absent where there is only one. */
  evacuate?: (host: string, away: boolean) => Promise<void>;
  /** How long a machine may take until SSH answers. */
  bootTimeoutMs: number;
  close(): Promise<void>;
};

export const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "success",
    (error: unknown) => (error instanceof ComputeError ? error.code : String(error)),
  );

/** What the contract's parts share: the cluster, its hosts with room, and a machine for what leaves it as it was. */
export class Bench {
  private commonName: string | null = null;
  private readonly made: string[] = [];

  private constructor(
    readonly cluster: ContractCluster,
    /** Every host that takes machines; the first one has most cards. */
    readonly hosts: string[],
    readonly cards: string[],
  ) {}

  static async open(cluster: ContractCluster): Promise<Bench> {
    const open = (await cluster.compute.hosts())
      .filter((host) => host.schedulable)
      .sort((a, b) => b.cards.length - a.cards.length);
    if (!open[0]) throw new Error("The cluster has no host that takes machines");
    return new Bench(
      cluster,
      open.map((host) => host.name),
      open[0].cards.map((card) => card.pciAddress),
    );
  }

  get compute(): Compute {
    return this.cluster.compute;
  }

  wish(overrides: Partial<CreateMachine> = {}): CreateMachine {
    const name = overrides.name ?? `t-${randomBytes(5).toString("hex")}`;
    return {
      name,
      host: this.hosts[0] ?? "",
      imageAlias: this.cluster.imageAlias,
      vcpus: 1,
      memoryMib: 256,
      diskGib: 2,
      cards: [],
      sshPublicKeys: [this.cluster.keys.public],
      startupScript: null,
      hostname: name,
      tags: { instance: name, generation: "1" },
      ...overrides,
    };
  }

  /** A machine of a test's own, off. It goes with the others when all is over. */
  async machine(overrides: Partial<CreateMachine> = {}): Promise<string> {
    const wish = this.wish(overrides);
    this.made.push(wish.name);
    await this.compute.create(wish);
    return wish.name;
  }

  /** Removes what `machine` and `common` made. */
  async clear(): Promise<void> {
    for (const name of this.made) await this.compute.remove(name);
  }

  /** A machine that several tests use, one after the other; each leaves it there. Made when it is first asked for. */
  async common(state: "running" | "stopped"): Promise<string> {
    this.commonName ??= await this.machine();
    if (state === "running") await this.compute.start(this.commonName);
    else await this.compute.stop(this.commonName, 0);
    return this.commonName;
  }

  /** Where the machine is reached, as soon as SSH answers there. */
  async ready(name: string): Promise<{ host: string; port: number }> {
    const answering = async () => {
      const address = (await this.compute.machine(name))?.address ?? null;
      return address && (await probeSsh(address, 1000)) ? address : null;
    };
    const patience = { timeout: this.cluster.bootTimeoutMs, interval: 50 };
    return vi.waitFor(async () => {
      const address = await answering();
      if (address === null) throw new Error(`${name} is not reached by SSH`);
      return address;
    }, patience);
  }

  async inGuest(name: string, command: string): Promise<string> {
    const guest: Guest = {
      ...(await this.ready(name)),
      username: "root",
      privateKey: this.cluster.keys.private,
    };
    return runInGuest(guest, command);
  }

  /** What somebody does with the cluster who knows nothing of us. */
  byHand(method: string, path: string, body: unknown): Promise<void> {
    const client = new IncusClient(
      transportTo({ kind: "unix", folder: this.cluster.folder }),
      10_000,
      60_000,
    );
    return client.change(method, path, { body });
  }

  /** Events from here on, after making sure that they arrive. */
  async listen(): Promise<{ of(name: string): MachineEvent["kind"][]; end(): void }> {
    const seen: MachineEvent[] = [];
    const ended = new AbortController();
    this.compute.watch(
      (event) => seen.push(event),
      () => undefined,
      ended.signal,
    );
    const bell = this.commonName ?? (await this.common("stopped"));
    const ring = async () => {
      await this.compute.tag(bell, { bell: `${seen.length}-${performance.now()}` });
      return seen.length;
    };
    await expect.poll(ring, { timeout: 10_000, interval: 50 }).toBeGreaterThan(0);
    const from = seen.length;
    return {
      of: (name) =>
        seen
          .slice(from)
          .filter((event) => event.name === name)
          .map((event) => event.kind),
      end: () => ended.abort(),
    };
  }
}

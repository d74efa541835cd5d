import type { Duplex } from "node:stream";
import {
  type Compute,
  ComputeError,
  type ComputeHost,
  type CreateMachine,
  deploymentTag,
  type Machine,
} from "@/lib/ports/compute";
import type { CommandInput, ConsoleText, OutputStream, RunningCommand } from "@/lib/ports/machine-access";
import type { OwnThing } from "@/lib/ports/own-storage";
import type { MachineReading, WatchedMachine } from "@/lib/ports/telemetry";
import { FakeFirewalls, type FirewallCall } from "./fake-firewalls";
import { FakeSnapshots, type SnapshotCall } from "./fake-snapshots";
import { FakeVolumes, type VolumeCall } from "./fake-volumes";

type Call =
  | "create"
  | "start"
  | "stop"
  | "restart"
  | "remove"
  | "machines"
  | "ownThings"
  | "hosts"
  | "machine"
  | "readings"
  | "setCards"
  | "tag"
  | "exec"
  | "openPort"
  | "console"
  | "move"
  | "settleMove"
  | "evacuate"
  | "restore"
  | FirewallCall
  | SnapshotCall
  | VolumeCall;
type Fault = { call: Call; error: ComputeError; after: boolean; times: number };

/**
 * A cluster in memory for tests of what goes wrong: every call is counted and can fail before or after it has done its
 * work. It does nothing by itself; the test is the world.
 */
export class FakeCompute implements Compute {
  readonly all = new Map<string, Machine>();
  readonly calls: string[] = [];
  hostList: ComputeHost[];
  /** Whether SSH answers, by machine. */
  silent = new Set<string>();
  /** What each machine shows of itself; one that is not here shows nothing. */
  readonly shown = new Map<string, Omit<MachineReading, "name">>();
  readonly volumes: FakeVolumes;
  /** What the provider itself works on. */
  working = new Set<string>();
  readonly kept: FakeSnapshots;
  readonly firewalls: FakeFirewalls;
  private faults: Fault[] = [];
  private boots = 0;
  private ports = 20_000;

  constructor(
    hosts: ComputeHost[],
    private readonly deploymentId: string,
  ) {
    this.hostList = hosts;
    this.volumes = new FakeVolumes(deploymentId, this.all, (call, name, work) => this.call(call, name, work));
    this.firewalls = new FakeFirewalls(this.all, (call, name, work) => this.call(call, name, work));
    this.kept = new FakeSnapshots(this.all, (call, name, work) => this.call(call, name, work));
  }

  /** The next `times` calls end in this error: before they did anything, or (`after`) when they have done it. */
  fail(call: Call, error: ComputeError, options: { after?: boolean; times?: number } = {}): void {
    this.faults.push({ call, error, after: options.after ?? false, times: options.times ?? 1 });
  }

  heal(): void {
    this.faults = [];
  }

  readonly probe = async (address: { port: number }): Promise<boolean> =>
    ![...this.all.values()].some(
      (machine) => machine.address?.port === address.port && this.silent.has(machine.name),
    );

  /** As somebody else's hand may have left it: with our tag, and of no row. */
  readonly strays: OwnThing[] = [];
  ownThings = () =>
    this.call("ownThings", "", (): OwnThing[] => [
      ...this.volumes.things(),
      ...this.kept.things(),
      ...this.strays,
    ]);
  volume: Compute["volume"] = (...given) => this.volumes.volume(...given);
  createVolume: Compute["createVolume"] = (...given) => this.volumes.createVolume(...given);
  growVolume: Compute["growVolume"] = (...given) => this.volumes.growVolume(...given);
  tagVolume: Compute["tagVolume"] = (...given) => this.volumes.tagVolume(...given);
  attachVolume: Compute["attachVolume"] = (...given) => this.volumes.attachVolume(...given);
  detachVolume: Compute["detachVolume"] = (...given) => this.volumes.detachVolume(...given);
  dropLostVolumes: Compute["dropLostVolumes"] = (...given) => this.volumes.dropLostVolumes(...given);
  volumeSnapshots: Compute["volumeSnapshots"] = (...given) => this.volumes.volumeSnapshots(...given);
  snapshotVolume: Compute["snapshotVolume"] = (...given) => this.volumes.snapshotVolume(...given);
  restoreVolume: Compute["restoreVolume"] = (...given) => this.volumes.restoreVolume(...given);
  removeVolumeSnapshot: Compute["removeVolumeSnapshot"] = (...given) =>
    this.volumes.removeVolumeSnapshot(...given);
  removeVolume: Compute["removeVolume"] = (...given) => this.volumes.removeVolume(...given);

  firewallMode: Compute["firewallMode"] = () => this.firewalls.firewallMode();
  applyFirewall: Compute["applyFirewall"] = (...given) => this.firewalls.applyFirewall(...given);
  lookAtFirewalls: Compute["lookAtFirewalls"] = (...given) => this.firewalls.lookAtFirewalls(...given);
  removeFirewall: Compute["removeFirewall"] = (...given) => this.firewalls.removeFirewall(...given);

  createSnapshot: Compute["createSnapshot"] = (...given) => this.kept.createSnapshot(...given);
  machineSettings: Compute["machineSettings"] = (...given) => this.kept.machineSettings(...given);
  restoreSnapshot: Compute["restoreSnapshot"] = (...given) => this.kept.restoreSnapshot(...given);
  removeSnapshot: Compute["removeSnapshot"] = (...given) => this.kept.removeSnapshot(...given);
  imageAliases: Compute["imageAliases"] = () => this.kept.imageAliases();
  publishImage: Compute["publishImage"] = (...given) => this.kept.publishImage(...given);
  removeImage: Compute["removeImage"] = (...given) => this.kept.removeImage(...given);

  hosts = () => this.call("hosts", "", () => this.hostList);
  machines = () => this.call("machines", "", () => [...this.all.values()].map((machine) => ({ ...machine })));
  readings = (machines: readonly WatchedMachine[]) =>
    this.call("readings", "", () =>
      machines.flatMap(({ name }): MachineReading[] => {
        const shown = this.shown.get(name);
        return shown && this.all.get(name)?.status === "running" ? [{ name, ...shown }] : [];
      }),
    );
  machine = (name: string) => this.call("machine", name, () => this.copy(name));

  busy = async (name: string) => this.working.has(name);

  create = (input: CreateMachine) =>
    this.call("create", input.name, () => {
      if (this.all.has(input.name)) return;
      this.kept.madeFrom.set(input.name, input.imageAlias);
      this.put(input.name, input.host, { ...input.tags, [deploymentTag]: this.deploymentId }, input.cards);
    });
  setCards = (name: string, cards: string[]) =>
    this.call("setCards", name, () => this.change(name, { cards }));
  move = (name: string, host: string) =>
    this.call("move", name, () => {
      this.volumes.requireDisks(name);
      this.change(name, { host });
    });
  settleMove = (name: string) => this.call("settleMove", name, () => undefined);
  tag = (name: string, tags: Record<string, string>) =>
    this.call("tag", name, () => this.change(name, { tags: { ...this.copy(name)?.tags, ...tags } }));
  start = (name: string) =>
    this.call("start", name, () => {
      this.volumes.requireDisks(name);
      if (this.copy(name)?.status !== "running") this.boot(name);
    });
  stop = (name: string) => this.call("stop", name, () => this.powerOff(name));
  restart = (name: string) =>
    this.call("restart", name, () => {
      this.volumes.requireDisks(name);
      this.boot(name);
    });
  remove = (name: string) =>
    this.call("remove", name, () => {
      this.all.delete(name);
      this.kept.snapshots.delete(name);
      this.volumes.disks.delete(name);
    });
  evacuate = (host: string) => this.call("evacuate", host, () => this.setEvacuated(host, true));
  restore = (host: string) => this.call("restore", host, () => this.setEvacuated(host, false));
  watch = () => undefined;
  /** What listens in a machine, on whichever port. */
  listening = new Map<string, () => Duplex>();
  openPort = (name: string) => this.call("openPort", name, () => this.listening.get(name)?.() ?? null);
  /** What a command in a machine prints before it ends well. */
  prints = new Map<string, string>();
  /** What a machine has said on its console since it was last asked. */
  said = new Map<string, string>();
  exec = (name: string, _input: CommandInput, onOutput: (data: Buffer, stream: OutputStream) => void) =>
    this.call("exec", name, (): RunningCommand => {
      onOutput(Buffer.from(this.prints.get(name) ?? ""), "output");
      const nothing = () => undefined;
      const idle = { endInput: nothing, resize: nothing, signal: nothing, pause: nothing, resume: nothing };
      return {
        ...idle,
        close: nothing,
        write: async () => undefined,
        ended: Promise.resolve({ exitCode: 0 }),
      };
    });
  console = (name: string) =>
    this.call("console", name, (): ConsoleText => {
      const text = this.said.get(name) ?? "";
      const left = this.copy(name)?.status === "stopped";
      if (!left) this.said.delete(name);
      return { text, left };
    });

  /** What happens without us. */
  powerOff(name: string): void {
    if (this.all.has(name)) this.change(name, { status: "stopped", bootId: null, address: null });
  }
  pause(name: string): void {
    this.change(name, { status: "frozen" });
  }
  boot(name: string): void {
    this.boots += 1;
    this.ports += 1;
    const address = { host: "127.0.0.1", port: this.ports };
    this.change(name, { status: "running", bootId: `boot-${this.boots}`, address });
  }
  put(name: string, host: string, tags: Record<string, string>, cards: string[] = []): void {
    const base = { status: "stopped" as const, bootId: null, address: null, createdAt: new Date(0) };
    this.all.set(name, { name, host, tags, cards, ...base });
  }

  private setEvacuated(name: string, evacuated: boolean): void {
    const out = (host: ComputeHost) => ({ ...host, evacuated, schedulable: !evacuated });
    this.hostList = this.hostList.map((host) => (host.name === name ? out(host) : host));
    const ran = [...this.all.values()].filter((machine) => evacuated && machine.host === name);
    for (const machine of ran) this.powerOff(machine.name);
  }
  private copy(name: string): Machine | null {
    const machine = this.all.get(name);
    return machine ? { ...machine } : null;
  }
  private change(name: string, change: Partial<Machine>): void {
    const machine = this.all.get(name);
    if (!machine) throw new ComputeError("not_found", `no machine ${name}`, false);
    this.all.set(name, { ...machine, ...change });
  }

  private async call<T>(call: Call, name: string, work: () => T): Promise<T> {
    this.calls.push(name === "" ? call : `${call} ${name}`);
    const fault = this.faults.find((each) => each.call === call && each.times > 0);
    if (fault) fault.times -= 1;
    if (fault && !fault.after) throw fault.error;
    const result = work();
    if (fault) throw fault.error;
    return result;
  }
}

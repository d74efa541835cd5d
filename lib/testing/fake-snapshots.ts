import { ComputeError, type Machine } from "@/lib/ports/compute";
import type { OwnThing } from "@/lib/ports/own-storage";
import type { MachineSettings, Snapshots } from "@/lib/ports/snapshots";

export type SnapshotCall = keyof Snapshots;

/** Snapshots and images of a cluster in memory. `call` counts, and fails what a test wants to fail. */
export class FakeSnapshots implements Snapshots {
  /** By machine. */
  readonly snapshots = new Map<string, string[]>();
  /** Alias → what it was made of (`machine/snapshot`), or "" for the operator's. */
  readonly images = new Map<string, string>([
    ["plain", ""],
    ["cuda", ""],
  ]);
  readonly imageTags = new Map<string, Record<string, string>>();
  /** Which image each machine was created from. */
  readonly madeFrom = new Map<string, string>();
  /** What was restored, as `machine/snapshot`, with what the machine kept. */
  readonly restored: { what: string; keep: MachineSettings }[] = [];

  constructor(
    private readonly machines: ReadonlyMap<string, Machine>,
    private readonly call: <T>(call: SnapshotCall, name: string, work: () => T) => Promise<T>,
  ) {}

  createSnapshot = (machine: string, snapshot: string) =>
    this.call("createSnapshot", snapshot, () => {
      this.mustHave(machine);
      const known = this.snapshots.get(machine) ?? [];
      if (!known.includes(snapshot)) this.snapshots.set(machine, [...known, snapshot]);
      return { name: snapshot, sizeBytes: 1000 };
    });
  machineSettings = (machine: string) =>
    this.call("machineSettings", machine, (): MachineSettings => {
      const { cards, tags } = this.mustHave(machine);
      return { devices: Object.fromEntries(cards.map((pci) => [pci, { type: "gpu" }])), tags };
    });
  restoreSnapshot = (machine: string, snapshot: string, keep: MachineSettings) =>
    this.call("restoreSnapshot", snapshot, () => {
      this.mustKeep(machine, snapshot);
      this.restored.push({ what: `${machine}/${snapshot}`, keep });
    });
  removeSnapshot = (machine: string, snapshot: string) =>
    this.call("removeSnapshot", snapshot, () => {
      const known = this.snapshots.get(machine) ?? [];
      this.snapshots.set(
        machine,
        known.filter((other) => other !== snapshot),
      );
    });
  imageAliases = () =>
    this.call("imageAliases", "", () =>
      [...this.images.keys()].map((alias) => ({ alias, fingerprint: alias.padEnd(64, "0") })),
    );
  /** As `OwnStorage` lists them. */
  things = (): OwnThing[] => [
    ...[...this.images].flatMap(([name, madeOf]): OwnThing[] =>
      madeOf === "" ? [] : [{ kind: "image", name, host: "", tags: this.imageTags.get(name) ?? {} }],
    ),
    ...[...this.snapshots].flatMap(([machine, list]) =>
      list.map((one): OwnThing => {
        const { host = "", tags = {} } = this.machines.get(machine) ?? {};
        return { kind: "snapshot", name: `${machine}/${one}`, host, tags };
      }),
    ),
  ];
  publishImage: Snapshots["publishImage"] = ({ name, machine, snapshot, tags }, progress) =>
    this.call("publishImage", name, () => {
      this.mustKeep(machine, snapshot);
      progress?.("image", 50);
      this.images.set(name, `${machine}/${snapshot}`);
      this.imageTags.set(name, tags);
      return { name, fingerprint: name.padEnd(64, "0"), sizeBytes: 2000 };
    });
  removeImage = (name: string) => this.call("removeImage", name, () => void this.images.delete(name));

  private mustHave(name: string): Machine {
    const machine = this.machines.get(name);
    if (!machine) throw new ComputeError("not_found", `no machine ${name}`, false);
    return machine;
  }
  private mustKeep(machine: string, snapshot: string): void {
    if (!this.snapshots.get(machine)?.includes(snapshot))
      throw new ComputeError("not_found", `no snapshot ${machine}/${snapshot}`, false);
  }
}

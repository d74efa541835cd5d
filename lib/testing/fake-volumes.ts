import { ComputeError, deploymentTag } from "@/lib/ports/compute";
import type { OwnThing } from "@/lib/ports/own-storage";
import type { StoredVolume, VolumePlace, Volumes } from "@/lib/ports/volumes";

export type VolumeCall = keyof Volumes;

/** The volumes of a cluster in memory. `call` counts, and fails what a test wants to fail. */
export class FakeVolumes implements Volumes {
  readonly all = new Map<string, StoredVolume & { snapshots: string[] }>();
  /** The volumes that each machine's devices name, also those that are no longer there. */
  readonly disks = new Map<string, Set<string>>();
  /** Snapshots that a daemon died over, as `volume/snapshot`. */
  readonly halfMade = new Set<string>();
  /** What was restored, as `volume/snapshot`. */
  readonly restored: string[] = [];

  constructor(
    private readonly deploymentId: string,
    private readonly machines: ReadonlyMap<string, unknown>,
    private readonly call: <T>(call: VolumeCall, name: string, work: () => T) => Promise<T>,
  ) {}

  /** As `OwnStorage` lists them. */
  things = (): OwnThing[] =>
    [...this.all.values()].flatMap(({ name, host, tags, snapshots }) => [
      { kind: "volume", name, host, tags },
      ...snapshots.map((one) => ({ kind: "snapshot" as const, name: `${name}/${one}`, host, tags })),
    ]);
  volume = ({ name }: VolumePlace) => this.call("volume", name, () => this.all.get(name) ?? null);
  createVolume = ({ name, host, sizeGib, tags }: Parameters<Volumes["createVolume"]>[0]) =>
    this.call("createVolume", name, () => {
      if (this.all.has(name)) return;
      const own = { ...tags, [deploymentTag]: this.deploymentId };
      this.all.set(name, { name, host, sizeGib, tags: own, machines: [], snapshots: [] });
    });
  growVolume = ({ name }: VolumePlace, sizeGib: number) =>
    this.call("growVolume", name, () => void Object.assign(this.mustHave(name), { sizeGib }));
  tagVolume = ({ name }: VolumePlace, tags: Record<string, string>) =>
    this.call("tagVolume", name, () => void Object.assign(this.mustHave(name).tags, tags));
  attachVolume = ({ name }: VolumePlace, machine: string, _path: string) =>
    this.call("attachVolume", name, () => {
      if (!this.machines.has(machine)) throw new ComputeError("not_found", `no machine ${machine}`, false);
      const volume = this.mustHave(name);
      if (!volume.machines.includes(machine)) volume.machines.push(machine);
      this.disks.set(machine, new Set(this.disks.get(machine)).add(name));
    });
  detachVolume = ({ name }: VolumePlace, machine: string) =>
    this.call("detachVolume", name, () => {
      const volume = this.mustHave(name);
      volume.machines = volume.machines.filter((other) => other !== machine);
      this.disks.get(machine)?.delete(name);
    });
  dropLostVolumes = (machine: string) =>
    this.call("dropLostVolumes", machine, () => {
      const lost = this.lostDisksOf(machine);
      for (const name of lost) this.disks.get(machine)?.delete(name);
      return lost;
    });
  volumeSnapshots = ({ name }: VolumePlace) =>
    this.call("volumeSnapshots", name, () =>
      this.mustHave(name).snapshots.map((one) => ({
        name: one,
        whole: !this.halfMade.has(`${name}/${one}`),
      })),
    );
  snapshotVolume = ({ name }: VolumePlace, snapshot: string) =>
    this.call("snapshotVolume", name, () => {
      const { snapshots } = this.mustHave(name);
      if (!snapshots.includes(snapshot)) snapshots.push(snapshot);
      this.halfMade.delete(`${name}/${snapshot}`);
    });
  restoreVolume = ({ name }: VolumePlace, snapshot: string) =>
    this.call("restoreVolume", name, () => {
      if (!this.mustHave(name).snapshots.includes(snapshot))
        throw new ComputeError("not_found", "no such snapshot", false);
      this.restored.push(`${name}/${snapshot}`);
    });
  removeVolumeSnapshot = ({ name }: VolumePlace, snapshot: string) =>
    this.call("removeVolumeSnapshot", name, () => {
      const volume = this.mustHave(name);
      volume.snapshots = volume.snapshots.filter((other) => other !== snapshot);
    });
  removeVolume = ({ name }: VolumePlace) =>
    this.call("removeVolume", name, () => {
      if ((this.all.get(name)?.machines.length ?? 0) > 0)
        throw new ComputeError("refused", "The storage volume is still in use", true);
      this.all.delete(name);
    });

  private lostDisksOf = (machine: string) =>
    [...(this.disks.get(machine) ?? [])].filter((name) => !this.all.has(name));

  /** As the provider starts no machine with a disk that is no longer there. */
  requireDisks(machine: string): void {
    const [lost] = this.lostDisksOf(machine);
    if (lost !== undefined) throw new ComputeError("failed", `Failed loading custom volume ${lost}`, false);
  }

  private mustHave(name: string) {
    const volume = this.all.get(name);
    if (!volume) throw new ComputeError("not_found", `no volume ${name}`, false);
    return volume;
  }
}

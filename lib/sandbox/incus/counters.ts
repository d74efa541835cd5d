import { type Flow, flowBetween, type LoadProfile, type MachineSize } from "./load";

type Counted = { boot: string; at: number; profile: LoadProfile; flow: Flow };

/**
 * The counters of simulated machines since their boot. They are carried on from the last look, so that a machine which is
 * told to be busy or idle meanwhile goes on from where it was, as a real one does.
 */
export class CounterBook {
  private readonly counted = new Map<string, Counted>();

  /** `boot` names the boot, `bootedAt` and `now` are seconds. */
  read(
    machine: { name: string; boot: string; bootedAt: number },
    size: MachineSize,
    profile: LoadProfile,
    now: number,
  ): Flow {
    const before = this.counted.get(machine.name);
    const same = before?.boot === machine.boot ? before : null;
    const from = same?.at ?? machine.bootedAt;
    const since = flowBetween(machine.name, size, same?.profile ?? profile, from, Math.max(from, now));
    const flow = same ? add(same.flow, since) : since;
    this.counted.set(machine.name, { boot: machine.boot, at: Math.max(from, now), profile, flow });
    return flow;
  }
}

const add = (a: Flow, b: Flow): Flow => ({
  cpuSeconds: a.cpuSeconds + b.cpuSeconds,
  diskReadBytes: a.diskReadBytes + b.diskReadBytes,
  diskWrittenBytes: a.diskWrittenBytes + b.diskWrittenBytes,
  receivedBytes: a.receivedBytes + b.receivedBytes,
  sentBytes: a.sentBytes + b.sentBytes,
});

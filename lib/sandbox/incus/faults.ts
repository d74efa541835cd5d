import { faultKinds, faultSteps, type SandboxFault } from "./config";
import type { MachineRecord } from "./machine";

export type ActiveFault = { kind: SandboxFault["kind"]; seconds: number; message: string };

function glob(pattern: string, value: string): boolean {
  const escaped = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${escaped.join(".*")}$`).test(value);
}

function fromInstance(machine: MachineRecord): SandboxFault[] {
  return (machine.config["user.sandbox.fault"] ?? "").split(",").flatMap((entry) => {
    const [step, kindName, seconds] = entry.trim().split(":");
    const on = faultSteps.find((name) => name === step);
    const kind = faultKinds.find((name) => name === kindName);
    if (!on || !kind) return [];
    return [{ match: machine.name, on, kind, ...(seconds ? { seconds: Number(seconds) } : {}) }];
  });
}

/** Which faults strike a step; counts those that strike only a few times. */
export class Faults {
  private readonly struck = new Map<string, number>();

  constructor(private readonly configured: () => SandboxFault[]) {}

  strike(machine: MachineRecord, on: SandboxFault["on"]): ActiveFault[] {
    return this.strikeAmong([...this.configured(), ...fromInstance(machine)], on, [
      machine.name,
      machine.image,
    ]);
  }

  /** The same for what is no machine, such as a volume; only the first counts. */
  strikeName(name: string, on: SandboxFault["on"]): ActiveFault | null {
    return this.strikeAmong(this.configured(), on, [name])[0] ?? null;
  }

  private strikeAmong(faults: SandboxFault[], on: SandboxFault["on"], names: string[]): ActiveFault[] {
    return faults
      .filter((fault) => fault.on === on)
      .filter((fault) => names.some((name) => glob(fault.match, name)))
      .filter((fault) => {
        if (fault.times === undefined) return true;
        const key = JSON.stringify(fault);
        const soFar = this.struck.get(key) ?? 0;
        this.struck.set(key, soFar + 1);
        return soFar < fault.times;
      })
      .map(({ kind, seconds, message }) => ({
        kind,
        seconds: seconds ?? 5,
        message: message ?? `Simulated fault while running "${on}"`,
      }));
  }
}

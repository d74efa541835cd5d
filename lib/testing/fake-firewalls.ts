import type { FirewallMode, WantedFirewall } from "@/lib/domain/firewall/plan";
import { ComputeError } from "@/lib/ports/compute";
import type { Firewalls } from "@/lib/ports/firewall";

export type FirewallCall = keyof Firewalls;

/** The firewalls of a cluster in memory. `call` counts, and fails what a test wants to fail. */
export class FakeFirewalls implements Firewalls {
  mode: FirewallMode = "forwards";
  /** What is in force, by machine; also of machines that are gone, until it is removed. */
  readonly inForce = new Map<string, WantedFirewall>();
  private ports = 30_000;
  private readonly outside = new Map<string, number>();

  constructor(
    private readonly machines: ReadonlyMap<string, unknown>,
    private readonly call: <T>(call: FirewallCall, name: string, work: () => T) => Promise<T>,
  ) {}

  firewallMode = () => this.call("firewallMode", "", () => this.mode);
  applyFirewall = (machine: string, wanted: WantedFirewall) =>
    this.call("applyFirewall", machine, () => {
      if (!this.machines.has(machine)) throw new ComputeError("not_found", `no machine ${machine}`, false);
      const before = this.inForce.get(machine) ?? null;
      if (wanted === null) this.inForce.delete(machine);
      else this.inForce.set(machine, wanted);
      const forwarded = wanted?.kind === "forwards" ? wanted : { ssh: true, forwards: [] };
      return {
        changed: JSON.stringify(before) !== JSON.stringify(wanted),
        ssh: forwarded.ssh ? { host: "192.0.2.1", port: this.portOf(machine) } : null,
        forwards: forwarded.forwards.map((forward) => ({
          ...forward,
          outside: { host: "192.0.2.1", port: this.portOf(`${machine} ${forward.protocol} ${forward.port}`) },
        })),
      };
    });
  removeFirewall = (machine: string) =>
    this.call("removeFirewall", machine, () => void this.inForce.delete(machine));

  private portOf(what: string): number {
    const port = this.outside.get(what) ?? this.ports++;
    this.outside.set(what, port);
    return port;
  }
}

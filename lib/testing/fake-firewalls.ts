import type { FirewallMode, WantedFirewall } from "@/lib/domain/firewall/plan";
import { ComputeError } from "@/lib/ports/compute";
import type { FirewallInForce, Firewalls } from "@/lib/ports/firewall";

export type FirewallCall = keyof Firewalls;

/** The firewalls of a cluster in memory. `call` counts, and fails what a test wants to fail. */
export class FakeFirewalls implements Firewalls {
  mode: FirewallMode = "forwards";
  /** What is in force, by machine; also of machines that are gone, until it is removed. */
  readonly inForce = new Map<string, WantedFirewall>();
  /** Where the hosts forward. */
  host = "192.0.2.1";
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
      const changed = !this.has(machine, wanted);
      if (wanted === null) this.inForce.delete(machine);
      else this.inForce.set(machine, wanted);
      return { ...this.shown(machine), changed };
    });
  lookAtFirewalls = (wanted: ReadonlyMap<string, WantedFirewall>) =>
    this.call("lookAtFirewalls", "", () => {
      const there = [...wanted].filter(([machine]) => this.machines.has(machine));
      return new Map(
        there.map(([machine, wish]) => [
          machine,
          { ...this.shown(machine), changed: !this.has(machine, wish) },
        ]),
      );
    });
  removeFirewall = (machine: string) =>
    this.call("removeFirewall", machine, () => void this.inForce.delete(machine));

  private has(machine: string, wanted: WantedFirewall): boolean {
    return JSON.stringify(this.inForce.get(machine) ?? null) === JSON.stringify(wanted);
  }

  private shown(machine: string): Omit<FirewallInForce, "changed"> {
    const kept = this.inForce.get(machine);
    const forwarded = kept?.kind === "forwards" ? kept : { ssh: true, forwards: [] };
    return {
      ssh: forwarded.ssh ? { host: this.host, port: this.portOf(machine) } : null,
      forwards: forwarded.forwards.map((forward) => ({
        ...forward,
        outside: { host: this.host, port: this.portOf(`${machine} ${forward.protocol} ${forward.port}`) },
      })),
    };
  }

  private portOf(what: string): number {
    const port = this.outside.get(what) ?? this.ports++;
    this.outside.set(what, port);
    return port;
  }
}

import type { FirewallMode, Forward, WantedFirewall } from "@/lib/domain/firewall/plan";

/** A port of the hosts that leads to one of the machine's. */
export type OpenForward = Forward & { outside: { host: string; port: number } };

export type FirewallInForce = {
  /** False: it was so already. */
  changed: boolean;
  /** Where SSH is forwarded; null: it is not, or the machine is reached at its own address. */
  ssh: { host: string; port: number } | null;
  forwards: OpenForward[];
};

/**
 * What reaches a machine from outside. Every call is safe to repeat: names are ours, and what is so already is left
 * alone. Throws ComputeError alone.
 */
export interface Firewalls {
  /** What the region's network can do, as the provider shows it now. */
  firewallMode(): Promise<FirewallMode>;
  /** Makes it so, running or not; null: as a new machine has it. What somebody changed by hand is put back. */
  applyFirewall(machine: string, wanted: WantedFirewall): Promise<FirewallInForce>;
  /**
   * As `applyFirewall` for each of these, from one reading of the region and without changing anything: `changed` says
   * that it would have to. What is absent is left out.
   */
  lookAtFirewalls(wanted: ReadonlyMap<string, WantedFirewall>): Promise<ReadonlyMap<string, FirewallInForce>>;
  /** What outlives a machine that is gone. Absent: success. */
  removeFirewall(machine: string): Promise<void>;
}

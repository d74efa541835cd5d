import { ComputeError } from "@/lib/ports/compute";
import type { Tunnels } from "@/lib/ports/tunnel";
import { execInMachine } from "./exec";
import type { Cluster } from "./options";
import { relayOver, relays } from "./relay";

type RelayKind = keyof typeof relays;
const kinds = Object.keys(relays) as RelayKind[];

/**
 * A connection into a machine is a command in it that relays: it works wherever commands do, also through a cluster's
 * HTTPS address, and asks nothing of the network between us and the machine.
 */
export function incusTunnels(cluster: Cluster): Tunnels {
  /** Which program a machine was found to have. */
  const known = new Map<string, RelayKind>();
  return {
    async openPort(name, port) {
      const before = known.get(name);
      for (const kind of before ? [before] : kinds) {
        const connection = await relayOver(
          (command, onOutput) => execInMachine(cluster, name, { command, terminal: null }, onOutput),
          relays[kind](port),
        );
        if (connection === "missing") continue;
        known.set(name, kind);
        return connection;
      }
      known.delete(name);
      throw new ComputeError("refused", `${name} has no program that relays (${kinds.join(", ")})`, false);
    },
  };
}

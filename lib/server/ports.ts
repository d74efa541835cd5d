import { join } from "node:path";
import { ComputeError } from "@/lib/ports/compute";
import { PaymentsError } from "@/lib/ports/payments";
import type { ServiceContext } from "@/lib/services/context";
import { env } from "./env";

type Ports = ServiceContext["ports"];

/** The outside world, made at the first use: a page that needs no machines opens no connection to them. */
function makePorts(): Ports {
  return {
    compute(regionId) {
      const folder = env().regions[regionId];
      throw new ComputeError(
        "unreachable",
        folder ? `No adapter for ${join(folder, "unix.socket")}` : `No cluster for region ${regionId}`,
        false,
      );
    },
    sshProbe: async () => false,
    get payments(): Ports["payments"] {
      throw new PaymentsError("unreachable", "No payment adapter", false);
    },
  };
}

let made: Ports | undefined;

/** The ports of this process. */
export function ports(): Ports {
  made ??= makePorts();
  return made;
}

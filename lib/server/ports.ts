import { join } from "node:path";
import { checkCloudConfig } from "@/lib/adapters/cloud-init/check";
import { createIncusCompute } from "@/lib/adapters/incus/compute";
import { probeSsh } from "@/lib/adapters/incus/ssh-probe";
import { parseSshPublicKey } from "@/lib/adapters/ssh/public-key";
import { createStripePayments } from "@/lib/adapters/stripe/payments";
import { type Compute, ComputeError } from "@/lib/ports/compute";
import type { ServiceContext } from "@/lib/services/context";
import { env } from "./env";

type Ports = ServiceContext["ports"];

/** Simulated clusters share this machine, so that each gets ports of its own, below those of outgoing connections. */
const SIMULATED = { host: "127.0.0.1", first: 20_000, perRegion: 2_000 };

/** Where a region's machines are reached by SSH: on a forwarding address, or (null) at their own. */
export function sshReach(regionId: string): { host: string; ports: [number, number] } | null {
  const { sshForwards, embedded, regions } = env();
  const [, host, first, last] = /^(.+)@(\d+)-(\d+)$/.exec(sshForwards[regionId] ?? "") ?? [];
  if (host && first && last) return { host, ports: [Number(first), Number(last)] };
  if (!embedded.compute) return null;
  const start = SIMULATED.first + SIMULATED.perRegion * Object.keys(regions).sort().indexOf(regionId);
  return { host: SIMULATED.host, ports: [start, start + SIMULATED.perRegion - 1] };
}

function makeCompute(regionId: string): Compute {
  const folder = env().regions[regionId];
  if (folder === undefined)
    throw new ComputeError("unreachable", `REGIONS names no cluster for the region ${regionId}`, false);
  const reach = sshReach(regionId);
  return createIncusCompute({
    socketPath: join(folder, "unix.socket"),
    deploymentId: env().deploymentId,
    sshHost: reach?.host ?? "127.0.0.1",
    portRange: reach?.ports ?? null,
  });
}

/** The outside world, made at the first use: a page that needs no machines opens no connection to them. */
function makePorts(): Ports {
  const clusters = new Map<string, Compute>();
  let payments: Ports["payments"] | undefined;
  return {
    compute(regionId) {
      const compute = clusters.get(regionId) ?? makeCompute(regionId);
      clusters.set(regionId, compute);
      return compute;
    },
    sshProbe: probeSsh,
    parseSshKey: parseSshPublicKey,
    checkCloudConfig,
    get payments() {
      payments ??= createStripePayments({ ...env().stripe, apiBase: new URL(env().stripe.apiBase) });
      return payments;
    },
  };
}

let made: Ports | undefined;

/** The ports of this process. */
export function ports(): Ports {
  made ??= makePorts();
  return made;
}

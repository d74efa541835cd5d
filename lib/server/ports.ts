import { checkCloudConfig } from "@/lib/adapters/cloud-init/check";
import { createIncusCompute } from "@/lib/adapters/incus/compute";
import { inspectorOf } from "@/lib/adapters/incus/inspect";
import { probeSsh } from "@/lib/adapters/incus/ssh-probe";
import type { Identity } from "@/lib/adapters/incus/tls";
import { parseSshPublicKey } from "@/lib/adapters/ssh/public-key";
import { createStripePayments } from "@/lib/adapters/stripe/payments";
import type { ClusterConnection } from "@/lib/ports/clusters";
import { type Compute, ComputeError } from "@/lib/ports/compute";
import type { ServiceContext } from "@/lib/services/context";
import { clusterIdentity, shown } from "./cluster-identity";
import { clusterOf, configuredCluster, reloadClusters } from "./clusters";
import { env } from "./env";

type Ports = ServiceContext["ports"];

function makeCompute(
  { address, storagePool, sshReach }: ClusterConnection,
  identity: () => Promise<Identity>,
): Compute {
  return createIncusCompute({
    address,
    identity,
    storagePool,
    deploymentId: env().deploymentId,
    sshHost: sshReach?.host ?? "127.0.0.1",
    portRange: sshReach?.ports ?? null,
  });
}

/** The outside world, made at the first use: a page that needs no machines opens no connection to them. */
function makePorts(): Ports {
  const made = new Map<string, { where: string; compute: Compute }>();
  let payments: Ports["payments"] | undefined;
  let known: Promise<Identity> | undefined;
  const identity = () => {
    known ??= clusterIdentity(env().dataFolder).catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
  return {
    compute(regionId) {
      const cluster = clusterOf(regionId);
      if (!cluster) throw new ComputeError("unreachable", `the region ${regionId} has no cluster`, true);
      const where = JSON.stringify(cluster);
      const before = made.get(regionId);
      if (before?.where === where) return before.compute;
      const compute = makeCompute(cluster, identity);
      made.set(regionId, { where, compute });
      return compute;
    },
    clusters: {
      inspect: inspectorOf(identity),
      identity: async () => shown(await identity()),
      configured: configuredCluster,
      reload: reloadClusters,
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

import type { ClusterAddress } from "@/lib/ports/clusters";
import type { IncusClient } from "./client";
import type { Identity } from "./tls";

export type IncusOptions = {
  address: ClusterAddress;
  /** Who we are to it. A unix socket does not ask; over HTTPS there is no way in without. */
  identity?: () => Promise<Identity>;
  /** Written into every machine we create; a machine with another one, or none, is never changed. */
  deploymentId: string;
  /** The IP address on which hosts forward ports to the machines' SSH; `OWN_ADDRESS`: each on its own. */
  sshHost: string;
  /** First and last port for that; null: a machine is reached at its own address, port 22. */
  portRange: [number, number] | null;
  storagePool?: string;
  requestTimeoutMs?: number;
  /** How long a call waits for the provider's operation before it throws "timeout". */
  operationTimeoutMs?: number;
};

/** What the adapter's verbs work with. */
export type Cluster = {
  client: IncusClient;
  deploymentId: string;
  sshHost: string;
  portRange: [number, number] | null;
  storagePool: string;
  /** The creation that is choosing a port right now: two at once would choose the same. */
  choosing: Promise<void>;
};

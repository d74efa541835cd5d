/**
 * Where regions' clusters are, and what is to be known about one before machines are put on it. The machines
 * themselves are `Compute`'s.
 */
export type ClusterAddress =
  /** A folder on this host that holds the daemon's `unix.socket`. */
  | { kind: "unix"; folder: string }
  /** `fingerprint`: SHA-256 of the one certificate that we speak to, 64 hexadecimal digits; null: not yet known. */
  | { kind: "https"; host: string; port: number; fingerprint: string | null };

export type ClusterConnection = {
  address: ClusterAddress;
  storagePool: string;
  /**
   * Where machines are reached by SSH: forwarded from this address, or from that of each one's host (`OWN_ADDRESS`), and
   * these ports; null: at their own.
   */
  sshReach: { host: string; ports: [number, number] } | null;
};

/** Instead of an address of the whole region: each host forwards from its own. */
export const OWN_ADDRESS = "host";

/** How we show who we are. The key never leaves the process. */
export type ClientCertificate = {
  /** PEM. */
  certificate: string;
  /** SHA-256, 64 hexadecimal digits. */
  fingerprint: string;
};

/** What keeps a cluster from being used, in the order in which an operator has to solve it. */
export type ClusterProblem =
  | { kind: "unreachable"; detail: string }
  /** The server shows a certificate that nobody has confirmed yet. */
  | { kind: "certificate_unknown"; presented: string }
  /** The server shows another certificate than the one that was confirmed. */
  | { kind: "certificate_other"; presented: string; expected: string }
  /** Something answers, and it is neither Incus nor LXD. */
  | { kind: "not_a_cluster"; detail: string }
  | { kind: "not_trusted" }
  | { kind: "no_permission"; detail: string }
  | { kind: "no_storage_pool"; wanted: string; existing: string[] }
  /** Each host should forward from its own address, and these have none. */
  | { kind: "no_address"; hosts: string[] }
  | { kind: "images_missing"; aliases: string[] };

export type ClusterReport = {
  problems: ClusterProblem[];
  /** Null while it cannot be asked. */
  found: { server: string; version: string; clustered: boolean; hosts: number; cards: number } | null;
};

/** The join check: asks, and changes nothing. Never throws for what an operator can put right. */
export type InspectCluster = (
  connection: ClusterConnection,
  imageAliases: readonly string[],
) => Promise<ClusterReport>;

export interface Clusters {
  inspect: InspectCluster;
  identity(): Promise<ClientCertificate>;
  /** Where the operator's start-up settings have this region; null: they do not name it. */
  configured(regionId: string): ClusterConnection | null;
  /** What the table says has changed: this process follows at once, the others within seconds. */
  reload(): Promise<void>;
}

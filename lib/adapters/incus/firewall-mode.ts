import { isIPv6 } from "node:net";
import { z } from "zod";
import type { FirewallMode } from "@/lib/domain/firewall/plan";
import { ComputeError } from "@/lib/ports/compute";
import type { Cluster } from "./options";

const server = z.object({
  api_extensions: z.array(z.string()).default([]),
  environment: z.object({ firewall: z.string().default("") }).nullish(),
});
export const profile = z.object({
  devices: z.record(z.string(), z.record(z.string(), z.string())).nullish(),
});
const network = z.object({ type: z.string(), managed: z.boolean().default(true) });

/**
 * What the region's network can do. A proxied port reaches the guest past its interface, so that no ACL there sees it:
 * where ports are forwarded, forwarding is the firewall. An interface takes ACLs in a network of OVN's; on a bridge only
 * where the daemon says so (`network_bridge_acl_devices`, Incus 6.9) and filters with nftables. LXD 5.0 refuses the
 * option on a bridge, and its ACLs on the bridge itself tell no machine from another.
 */
export async function firewallMode(cluster: Cluster): Promise<FirewallMode> {
  if (cluster.portRange !== null) return isIPv6(cluster.sshHost) ? "forwards6" : "forwards";
  const { client } = cluster;
  const [{ api_extensions, environment }, { devices }] = await Promise.all([
    client.get("/1.0", server),
    client.get("/1.0/profiles/default", profile),
  ]);
  const name = Object.values(devices ?? {}).find((device) => device.type === "nic")?.network;
  const has = (...extensions: string[]) => extensions.every((each) => api_extensions.includes(each));
  if (name === undefined || !has("network_acl")) return "none";
  const type = await typeOf(cluster, name);
  if (type === "ovn") return has("network_ovn_acl_defaults") ? "acls" : "none";
  const filters = has("network_bridge_acl_devices") && environment?.firewall === "nftables";
  return type === "bridge" && filters ? "acls" : "none";
}

async function typeOf({ client }: Cluster, name: string): Promise<string | null> {
  try {
    const found = await client.get(`/1.0/networks/${encodeURIComponent(name)}`, network);
    return found.managed ? found.type : null;
  } catch (error) {
    if (error instanceof ComputeError && error.code === "not_found") return null;
    throw error;
  }
}

import { createHash, X509Certificate } from "node:crypto";
import { eq } from "drizzle-orm";
import { clusters } from "@/drizzle/schema";
import type { RegionInput } from "@/lib/contracts/fleet";
import { DomainError } from "@/lib/domain/errors";
import { type ClusterConnection, OWN_ADDRESS } from "@/lib/ports/clusters";
import type { ServiceContext, Transaction } from "@/lib/services/context";

const wrong = (reason: string, field: string) => new DomainError("invalid_input", { reason }, field);

/** The connection that the form describes; null: none. Throws `invalid_input` with the field. */
export function connectionOf(ctx: ServiceContext, input: RegionInput): ClusterConnection | null {
  if (input.cluster === "none") return null;
  if (input.cluster === "settings") {
    const configured = ctx.ports.clusters.configured(input.regionId);
    if (!configured) throw wrong("region_not_in_settings", "cluster");
    return configured;
  }
  const storagePool = input.storagePool || "default";
  if (!/^[A-Za-z0-9][\w.-]*$/.test(storagePool)) throw wrong("pool_invalid", "storagePool");
  const sshReach = input.ssh === "forward" ? reachOf(input) : null;
  return { address: addressOf(input), storagePool, sshReach };
}

function addressOf(input: RegionInput): ClusterConnection["address"] {
  if (input.cluster === "unix") {
    if (!input.folder.startsWith("/")) throw wrong("folder_invalid", "folder");
    return { kind: "unix", folder: input.folder.replace(/\/(unix\.socket)?$/, "") || "/" };
  }
  const { host, port } = hostAndPort(input.address);
  return { kind: "https", host, port, fingerprint: pinOf(input.certificate) };
}

/** `host:port`, `[::1]:8443` or the whole address; without a port it is 8443, as with every such cluster. */
function hostAndPort(text: string): { host: string; port: number } {
  const bare = text.replace(/^https:\/\//i, "").replace(/\/+$/, "");
  const url = URL.canParse(`https://${bare}`) ? new URL(`https://${bare}`) : null;
  const plain = url && url.pathname === "/" && url.search === "" && url.username === "" && url.hash === "";
  if (!url || !plain || url.hostname === "") throw wrong("cluster_address_invalid", "address");
  // The parser drops 443 as the default of the scheme.
  const port = url.port === "" ? (/:443$/.test(bare) ? 443 : 8443) : Number(url.port);
  return { host: url.hostname.replace(/^\[|\]$/g, ""), port };
}

/** The fingerprint as given, with or without colons, or that of the certificate that was pasted; null: none given. */
function pinOf(text: string): string | null {
  if (text === "") return null;
  if (text.includes("-----BEGIN CERTIFICATE-----")) {
    try {
      return createHash("sha256").update(new X509Certificate(text).raw).digest("hex");
    } catch {
      throw wrong("certificate_invalid", "certificate");
    }
  }
  const hex = text
    .replace(/^sha-?256[:=]?/i, "")
    .replace(/[\s:]/g, "")
    .toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(hex)) throw wrong("certificate_invalid", "certificate");
  return hex;
}

function reachOf(input: RegionInput): { host: string; ports: [number, number] } {
  // As SSH_FORWARDS has it: an address, never a name, because hosts listen on it.
  if (
    input.sshHost !== OWN_ADDRESS &&
    !/^(\d{1,3}(\.\d{1,3}){3}|[0-9a-f:]*:[0-9a-f:]+)$/i.test(input.sshHost)
  )
    throw wrong("ssh_host_invalid", "sshHost");
  const [, first, last] = /^(\d{1,5})\s*-\s*(\d{1,5})$/.exec(input.sshPorts) ?? [];
  const ports: [number, number] = [Number(first), Number(last)];
  if (!(ports[0] >= 1 && ports[0] <= ports[1] && ports[1] <= 65_535))
    throw wrong("ports_invalid", "sshPorts");
  return { host: input.sshHost, ports };
}

/** What a row of the table says. */
export function connectionOfRow(row: typeof clusters.$inferSelect): ClusterConnection {
  const { sshHost, sshFirstPort, sshLastPort } = row;
  return {
    address:
      row.kind === "unix"
        ? { kind: "unix", folder: row.folder ?? "" }
        : { kind: "https", host: row.host ?? "", port: row.port ?? 0, fingerprint: row.fingerprint },
    storagePool: row.storagePool,
    sshReach:
      sshHost === null || sshFirstPort === null || sshLastPort === null
        ? null
        : { host: sshHost, ports: [sshFirstPort, sshLastPort] },
  };
}

/** Writes the connection down, or (null) takes it away. */
export async function keepConnection(
  tx: Transaction,
  regionId: string,
  connection: ClusterConnection | null,
): Promise<void> {
  await tx.delete(clusters).where(eq(clusters.regionId, regionId));
  if (!connection) return;
  const { address, storagePool, sshReach } = connection;
  const where =
    address.kind === "unix"
      ? { folder: address.folder }
      : { host: address.host, port: address.port, fingerprint: address.fingerprint };
  await tx.insert(clusters).values({
    regionId,
    kind: address.kind,
    ...where,
    storagePool,
    sshHost: sshReach?.host ?? null,
    sshFirstPort: sshReach?.ports[0] ?? null,
    sshLastPort: sshReach?.ports[1] ?? null,
  });
}

/** Where the region's cluster is now: by the table, else by the start-up settings. */
export async function presentConnection(
  ctx: ServiceContext,
  regionId: string,
): Promise<ClusterConnection | null> {
  const [row] = await ctx.db.select().from(clusters).where(eq(clusters.regionId, regionId));
  return row ? connectionOfRow(row) : ctx.ports.clusters.configured(regionId);
}

/** As a person would write it. */
export function addressText({ address }: ClusterConnection): string {
  if (address.kind === "unix") return address.folder;
  return `https://${address.host.includes(":") ? `[${address.host}]` : address.host}:${address.port}`;
}

import { z } from "zod";
import {
  type ClusterProblem,
  type ClusterReport,
  type InspectCluster,
  OWN_ADDRESS,
} from "@/lib/ports/clusters";
import { ComputeError } from "@/lib/ports/compute";
import { IncusClient } from "./client";
import { hostsWithoutAddress, readHosts } from "./hosts";
import { fingerprintOf, type Identity, OtherCertificate } from "./tls";
import { transportTo } from "./transport";

const TIMEOUT_MS = 6000;

const overview = z.object({
  auth: z.string(),
  environment: z
    .object({
      server: z.string().default(""),
      server_version: z.string().default(""),
      server_clustered: z.boolean().default(false),
    })
    .nullish(),
});
const named = z.array(z.object({ name: z.string() })).nullish();
const trusted = z.object({ restricted: z.boolean().default(false), projects: z.array(z.string()).nullish() });

/** The join check of a cluster, with our identity. Questions go from the outside in; the first wall ends it. */
export function inspectorOf(identity: () => Promise<Identity>): InspectCluster {
  return async ({ address, storagePool, sshReach }, imageAliases) => {
    const client = new IncusClient(transportTo(address, identity), TIMEOUT_MS, TIMEOUT_MS);
    try {
      const { auth, environment } = await client.get("/1.0", overview);
      if (auth !== "trusted" || !environment) return wall({ kind: "not_trusted" });
      const [forbidden] = address.kind === "https" ? await permissionOf(client, identity) : [];
      if (forbidden) return wall(forbidden);
      const noPool = await poolOf(client, storagePool);
      const noAddress = sshReach?.host === OWN_ADDRESS ? await addressesOf(client) : [];
      const problems = [...noPool, ...noAddress, ...(await imagesOf(client, imageAliases))];
      const hosts =
        noPool.length === 0 ? await readHosts({ client, storagePool, sshHost: "", portRange: null }) : [];
      const found = {
        server: environment.server,
        version: environment.server_version,
        clustered: environment.server_clustered,
        hosts: hosts.length,
        cards: hosts.reduce((sum, host) => sum + host.cards.length, 0),
      };
      return { problems, found };
    } catch (error) {
      return wall(problemOf(error));
    }
  };
}

const wall = (problem: ClusterProblem): ClusterReport => ({ problems: [problem], found: null });

function problemOf(error: unknown): ClusterProblem {
  if (error instanceof OtherCertificate)
    return error.expected === null
      ? { kind: "certificate_unknown", presented: error.presented }
      : { kind: "certificate_other", presented: error.presented, expected: error.expected };
  if (!(error instanceof ComputeError)) throw error;
  if (error.code === "unreachable" || error.code === "timeout")
    return { kind: "unreachable", detail: error.message };
  if (error.code === "refused") return { kind: "no_permission", detail: error.message };
  return { kind: "not_a_cluster", detail: error.message };
}

/** A certificate that is restricted to projects sees no hosts' maintenance and not everybody's machines. */
async function permissionOf(
  client: IncusClient,
  identity: () => Promise<Identity>,
): Promise<ClusterProblem[]> {
  const { certificate } = await identity();
  try {
    const own = await client.get(`/1.0/certificates/${fingerprintOf(certificate)}`, trusted);
    if (!own.restricted) return [];
    return [{ kind: "no_permission", detail: `restricted to projects: ${(own.projects ?? []).join(", ")}` }];
  } catch (error) {
    // Trusted by an authority, not by the list: then it is not in the list, and not restricted by it.
    if (error instanceof ComputeError && error.code === "not_found") return [];
    if (error instanceof ComputeError && error.code === "refused")
      return [{ kind: "no_permission", detail: error.message }];
    throw error;
  }
}

async function poolOf(client: IncusClient, wanted: string): Promise<ClusterProblem[]> {
  const pools = (await client.get("/1.0/storage-pools?recursion=1", named)) ?? [];
  const existing = pools.map(({ name }) => name);
  return existing.includes(wanted) ? [] : [{ kind: "no_storage_pool", wanted, existing }];
}

async function addressesOf(client: IncusClient): Promise<ClusterProblem[]> {
  const hosts = await hostsWithoutAddress(client);
  return hosts.length === 0 ? [] : [{ kind: "no_address", hosts }];
}

async function imagesOf(client: IncusClient, wanted: readonly string[]): Promise<ClusterProblem[]> {
  const found = (await client.get("/1.0/images/aliases?recursion=1", named)) ?? [];
  const existing = new Set(found.map(({ name }) => name));
  const aliases = wanted.filter((alias) => !existing.has(alias));
  return aliases.length === 0 ? [] : [{ kind: "images_missing", aliases }];
}

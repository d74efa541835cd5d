import { clusters } from "@/drizzle/schema";
import type { ClusterConnection } from "@/lib/ports/clusters";
import { connectionOfRow } from "@/lib/services/fleet/connection";
import { appDatabase } from "./database";
import { env } from "./env";
import { log } from "./log";

/** Simulated clusters share this machine, so that each gets ports of its own, below those of outgoing connections. */
const SIMULATED = { host: "127.0.0.1", first: 20_000, perRegion: 2_000 };
const FOLLOW_EVERY_MS = 3000;

type Book = { rows: ReadonlyMap<string, ClusterConnection>; timer: NodeJS.Timeout | null };
// Next loads server code more than once per process; what one copy has read, all know.
const shared = globalThis as typeof globalThis & { wattsecondClusters?: Book };

function book(): Book {
  shared.wattsecondClusters ??= { rows: new Map(), timer: null };
  return shared.wattsecondClusters;
}

/** Where a region's cluster is: by the table, or else by the start-up settings. Null: it has none. */
export function clusterOf(regionId: string): ClusterConnection | null {
  return book().rows.get(regionId) ?? configuredCluster(regionId);
}

/** Every region that has a cluster. */
export function clusteredRegions(): Map<string, ClusterConnection> {
  const configured = Object.keys(env().regions).flatMap((id): [string, ClusterConnection][] => {
    const cluster = configuredCluster(id);
    return cluster ? [[id, cluster]] : [];
  });
  return new Map([...configured, ...book().rows]);
}

/** What `REGIONS` and `SSH_FORWARDS` say of a region. */
export function configuredCluster(regionId: string): ClusterConnection | null {
  const folder = env().regions[regionId];
  if (folder === undefined) return null;
  return {
    address: { kind: "unix", folder },
    storagePool: "default",
    sshReach: configuredReach(regionId),
  };
}

function configuredReach(regionId: string): ClusterConnection["sshReach"] {
  const { sshForwards, embedded, regions } = env();
  const [, host, first, last] = /^(.+)@(\d+)-(\d+)$/.exec(sshForwards[regionId] ?? "") ?? [];
  if (host && first && last) return { host, ports: [Number(first), Number(last)] };
  if (!embedded.compute) return null;
  const start = SIMULATED.first + SIMULATED.perRegion * Object.keys(regions).sort().indexOf(regionId);
  return { host: SIMULATED.host, ports: [start, start + SIMULATED.perRegion - 1] };
}

/** Reads the table anew. */
export async function reloadClusters(): Promise<void> {
  const rows = await appDatabase().select().from(clusters);
  book().rows = new Map(rows.map((row) => [row.regionId, connectionOfRow(row)]));
}

/** Reads the table now and every few seconds, so that a region that is added works without a restart. */
export async function followClusters(): Promise<void> {
  const look = () =>
    reloadClusters().catch((error: unknown) => log.unexpected("the clusters were not read", error));
  await look();
  book().timer ??= setInterval(look, FOLLOW_EVERY_MS).unref();
}

/** Before the database's connections are closed. */
export function stopFollowingClusters(): void {
  const { timer } = book();
  if (timer) clearInterval(timer);
  book().timer = null;
}

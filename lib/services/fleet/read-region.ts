import { asc, eq, sql } from "drizzle-orm";
import { clusters, type hosts, strayMachines } from "@/drizzle/schema";
import type {
  CardState,
  FleetCardView,
  FleetHostView,
  FleetRegionView,
  RegionDetailView,
  RegionFormValues,
  RegionRef,
} from "@/lib/contracts/fleet";
import { DomainError } from "@/lib/domain/errors";
import { authoriseStaff } from "@/lib/services/authorise";
import { usedByHost } from "@/lib/services/catalogue/rooms";
import type { ServiceContext } from "@/lib/services/context";
import { addressText, connectionOfRow } from "./connection";
import { epochState } from "./epoch";
import { cardState, readRegions } from "./read-fleet";
import { isUnused } from "./remove-region";
import { readStrayThings } from "./stray-storage";

/** A region with its hosts, their cards, and the machines and the storage that are nobody's; for administrators. Throws `not_found`. */
export async function readRegion(ctx: ServiceContext, { regionId }: RegionRef): Promise<RegionDetailView> {
  authoriseStaff(ctx, "admin");
  const region = (await readRegions(ctx)).find(({ id }) => id === regionId);
  if (!region) throw new DomainError("not_found");
  const [form, hostViews, strays, strayThings, epoch, removable] = await Promise.all([
    formOf(ctx, region),
    readHosts(ctx, regionId),
    ctx.db
      .select()
      .from(strayMachines)
      .where(eq(strayMachines.regionId, regionId))
      .orderBy(asc(strayMachines.kind), asc(strayMachines.name)),
    readStrayThings(ctx, regionId),
    epochState(ctx),
    isUnused(ctx.db, regionId),
  ]);
  return {
    region,
    form,
    removable,
    hosts: hostViews,
    strays: strays.map(({ name, host, kind, firstSeenAt }) => ({
      name,
      host,
      kind,
      firstSeenAt: firstSeenAt.toISOString(),
    })),
    strayThings,
    observing: epoch.seen > epoch.epoch,
  };
}

/** What the form for a new region begins with. */
export const newRegionForm: RegionFormValues = {
  regionId: "",
  name: "",
  country: "",
  status: "announced",
  phase: "1",
  announcedFor: "",
  cluster: "none",
  folder: "",
  address: "",
  certificate: "",
  storagePool: "default",
  ssh: "own",
  sshHost: "",
  sshPorts: "",
};

async function formOf(ctx: ServiceContext, region: FleetRegionView): Promise<RegionFormValues> {
  const base = {
    ...newRegionForm,
    regionId: region.id,
    name: region.name,
    country: region.country,
    status: region.status,
    phase: `${region.phase}`,
    announcedFor: region.announcedFor ?? "",
  };
  const [row] = await ctx.db.select().from(clusters).where(eq(clusters.regionId, region.id));
  if (!row) return { ...base, cluster: ctx.ports.clusters.configured(region.id) ? "settings" : "none" };
  const connection = connectionOfRow(row);
  const { address, storagePool, sshReach } = connection;
  return {
    ...base,
    cluster: address.kind,
    ...(address.kind === "unix"
      ? { folder: address.folder }
      : { address: addressText(connection), certificate: address.fingerprint ?? "" }),
    storagePool,
    ...(sshReach ? { ssh: "forward", sshHost: sshReach.host, sshPorts: sshReach.ports.join("-") } : {}),
  };
}

type HostRow = {
  name: string;
  state: (typeof hosts.$inferSelect)["state"];
  state_since: Date | string;
  drained_at: Date | string | null;
  maintenance: "evacuate" | "restore" | null;
  maintenance_error: string | null;
  address: string | null;
  driver_version: string | null;
  cuda_version: string | null;
  vcpus: number;
  memory_gib: number;
  disk_gib: number;
  used_vcpus: number;
  used_memory_gib: number;
  used_disk_gib: number;
  running: number;
  instances: number;
};

/** A member that is gone for good is shown while something of ours is still on it. */
async function readHosts(ctx: ServiceContext, regionId: string): Promise<FleetHostView[]> {
  const [{ rows }, cards] = await Promise.all([
    ctx.db.execute<HostRow>(sql`
      with used as (${usedByHost(regionId)}), living as (
        select host, count(*)::int as instances,
          count(*) filter (where state <> 'stopped' or generation > applied_generation)::int as running
        from instances where region_id = ${regionId} and state not in ('terminated', 'failed') group by host
      )
      select h.name, h.state, h.state_since, h.drained_at, h.maintenance, h.maintenance_error,
        h.address, h.driver_version, h.cuda_version,
        h.vcpus, h.memory_mib / 1024 as memory_gib, h.disk_gib,
        coalesce(u.vcpus, 0) as used_vcpus, coalesce(u.memory_gib, 0) as used_memory_gib,
        coalesce(u.disk_gib, 0) as used_disk_gib,
        coalesce(l.running, 0) as running, coalesce(l.instances, 0) as instances
      from hosts h
      left join used u on u.host = h.name
      left join living l on l.host = h.name
      where h.region_id = ${regionId} and (h.state <> 'removed' or l.instances > 0
        or exists (select from cards c where c.region_id = h.region_id and c.host = h.name and c.instance_id is not null))
      order by h.name`),
    readCards(ctx, regionId),
  ]);
  const instant = (at: Date | string) => new Date(at).toISOString();
  return rows.map((row) => ({
    name: row.name,
    state: row.state,
    since: instant(row.state_since),
    drainedAt: row.drained_at && instant(row.drained_at),
    maintenance: row.maintenance,
    maintenanceError: row.maintenance_error,
    address: row.address,
    driver: row.driver_version === null ? null : { version: row.driver_version, cuda: row.cuda_version },
    vcpus: { used: row.used_vcpus, total: row.vcpus },
    memoryGib: { used: row.used_memory_gib, total: row.memory_gib },
    diskGib: { used: row.used_disk_gib, total: row.disk_gib },
    running: row.running,
    instances: row.instances,
    cards: cards.get(row.name) ?? [],
  }));
}

type CardRow = {
  host: string;
  pci_address: string;
  model: string;
  known: boolean;
  state: CardState;
  instance_id: string | null;
  instance_name: string | null;
  account_id: string | null;
  held_by: string[];
  disagrees_since: Date | string | null;
};

async function readCards(ctx: ServiceContext, regionId: string): Promise<Map<string, FleetCardView[]>> {
  const { rows } = await ctx.db.execute<CardRow>(sql`
    select c.host, c.pci_address, coalesce(m.name, c.reported_model) as model, m.id is not null as known,
      ${cardState} as state, c.instance_id, i.name as instance_name, i.account_id, c.held_by, c.disagrees_since
    from cards c
    left join gpu_models m on m.id = c.gpu_model_id
    left join instances i on i.id = c.instance_id
    where c.region_id = ${regionId}
    order by c.host, split_part(c.pci_address, '/', 1), card_span(c.pci_address)`);
  const byHost = new Map<string, FleetCardView[]>();
  for (const row of rows) {
    const { instance_id: id, account_id: accountId } = row;
    const card: FleetCardView = {
      pciAddress: row.pci_address,
      model: row.model,
      known: row.known,
      state: row.state,
      instance: id === null ? null : { id, name: row.instance_name ?? id, accountId: accountId ?? "" },
      heldBy: row.held_by,
      wrongSince: row.disagrees_since && new Date(row.disagrees_since).toISOString(),
    };
    byHost.set(row.host, [...(byHost.get(row.host) ?? []), card]);
  }
  return byHost;
}

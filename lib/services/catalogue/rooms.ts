import { type SQL, sql } from "drizzle-orm";
import { neededDriver } from "@/lib/domain/images";
import type { Demand, HostRoom } from "@/lib/domain/placement";
import type { Database, Transaction } from "@/lib/services/context";

/** What is free on each host of a region that takes new machines, and what it has in all. */
export type RegionRooms = { free: HostRoom[]; whole: HostRoom[] };

type Row = {
  region_id: string;
  name: string;
  vcpus: number;
  memory_mib: number;
  disk_gib: number;
  driver_version: string | null;
  used_vcpus: number;
  used_memory_gib: number;
  used_disk_gib: number;
  free_cards: Record<string, number> | null;
  all_cards: Record<string, number> | null;
};

/** Nobody has the card `c`: not itself, and as a slice not its card, and as a card none of its slices. */
export const cardIsFree: SQL = sql`
  c.present and c.instance_id is null and not c."foreign" and not exists (
    select from cards o
    where o.region_id = c.region_id and o.host = c.host and (o.instance_id is not null or o.present and o."foreign")
      and split_part(o.pci_address, '/', 1) = split_part(c.pci_address, '/', 1)
      and card_span(o.pci_address) && card_span(c.pci_address))`;

/** What our own instances take of each host. A disk that is copied takes room on both hosts. */
export const usedByHost = (regionId: string | null): SQL => sql`
  select i.region_id, p.host,
    coalesce(sum(t.vcpus) filter (where p.busy), 0)::int as vcpus,
    coalesce(sum(t.memory_gib) filter (where p.busy), 0)::int as memory_gib,
    sum(t.disk_gib)::int as disk_gib
  from machine_loads i
  join instance_types t on t.id = i.instance_type_id,
  lateral (
    select i.host, i.move_to is null and (i.state <> 'stopped' or i.generation > i.applied_generation) as busy
    union all select i.move_to, true where i.move_to is not null
  ) as p
  where i.state not in ('terminated', 'failed') and (${regionId}::text is null or i.region_id = ${regionId})
  group by i.region_id, p.host`;

/**
 * Rooms by region; hosts that are away or drained have none, and of a region that is closed to new instances only whoever
 * asks for it by name gets any: stopped ones there may start again. A stopped machine holds its disk only, but one whose
 * stop the provider has not confirmed still holds everything.
 */
export async function readRooms(
  db: Database | Transaction,
  regionId: string | null = null,
): Promise<Map<string, RegionRooms>> {
  const { rows } = await db.execute<Row>(sql`
    with used as (${usedByHost(regionId)}), kept as (
      select v.region_id, v.host, sum(v.disk_gib)::int as disk_gib
      from volume_loads v
      where ${regionId}::text is null or v.region_id = ${regionId}
      group by v.region_id, v.host
    ), counted as (
      select region_id, host, gpu_model_id, count(*)::int as present,
        count(*) filter (where ${cardIsFree})::int as free
      from cards c
      where present and gpu_model_id is not null and (${regionId}::text is null or region_id = ${regionId})
      group by region_id, host, gpu_model_id
    ), models as (
      select region_id, host, jsonb_object_agg(gpu_model_id, free) as free, jsonb_object_agg(gpu_model_id, present) as present
      from counted group by region_id, host
    )
    select h.region_id, h.name, h.vcpus, h.memory_mib, h.disk_gib, h.driver_version,
      coalesce(u.vcpus, 0) as used_vcpus, coalesce(u.memory_gib, 0) as used_memory_gib,
      coalesce(u.disk_gib, 0) + coalesce(k.disk_gib, 0) as used_disk_gib, m.free as free_cards, m.present as all_cards
    from hosts h
    join regions r on r.id = h.region_id and r.provider_error is null
      and (r.status = 'online' or (r.status = 'closed' and r.id = ${regionId}))
    left join used u on u.region_id = h.region_id and u.host = h.name
    left join kept k on k.region_id = h.region_id and k.host = h.name
    left join models m on m.region_id = h.region_id and m.host = h.name
    where h.online and h.schedulable and h.drained_at is null
      and h.maintenance is distinct from 'evacuate' and (${regionId}::text is null or h.region_id = ${regionId})
    order by h.region_id, h.name`);
  const rooms = new Map<string, RegionRooms>();
  for (const row of rows) {
    const region = rooms.get(row.region_id) ?? { free: [], whole: [] };
    rooms.set(row.region_id, region);
    region.whole.push({
      name: row.name,
      cards: row.all_cards ?? {},
      vcpus: row.vcpus,
      memoryMib: row.memory_mib,
      diskGib: row.disk_gib,
      driver: row.driver_version,
    });
    region.free.push({
      name: row.name,
      cards: row.free_cards ?? {},
      vcpus: row.vcpus - row.used_vcpus,
      memoryMib: row.memory_mib - row.used_memory_gib * 1024,
      diskGib: row.disk_gib - row.used_disk_gib,
      driver: row.driver_version,
    });
  }
  return rooms;
}

/** What a type asks of a host; with an image that needs a driver, that too. */
export function demandOf(
  type: {
    gpuModelId: string | null;
    gpuCount: number;
    vcpus: number;
    memoryGib: number;
    diskGib: number;
  },
  minDriver: string | null = null,
): Demand {
  return {
    minDriver: neededDriver({ minDriver }, type.gpuCount),
    gpuModelId: type.gpuModelId,
    gpuCount: type.gpuCount,
    vcpus: type.vcpus,
    memoryMib: type.memoryGib * 1024,
    diskGib: type.diskGib,
  };
}

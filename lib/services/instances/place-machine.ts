import { sql } from "drizzle-orm";
import { DomainError } from "@/lib/domain/errors";
import { type Demand, type KeptDisk, rankForDisk, rankHosts } from "@/lib/domain/placement";
import { cardIsFree, readRooms } from "@/lib/services/catalogue/rooms";
import type { Transaction } from "@/lib/services/context";

/**
 * Finds a host and takes its cards for the instance, in the caller's transaction. Placements of a region happen one
 * after the other, so that room that is not a card (memory, disk) is not given twice either; a card itself cannot be:
 * it has one column for its holder, and it is only taken where that is empty. `disk`: it has one already, whose host
 * is tried first. `besideHost`: where the volume is that it takes along, and nowhere else. Throws `out_of_stock`.
 */
export async function placeMachine(
  tx: Transaction,
  wish: {
    instanceId: string;
    regionId: string;
    typeId: string;
    demand: Demand;
    disk?: KeptDisk;
    besideHost?: string | null;
  },
): Promise<string> {
  await lockPlacements(tx, wish.regionId);
  const rooms = await readRooms(tx, wish.regionId);
  const all = rooms.get(wish.regionId)?.free ?? [];
  const free = wish.besideHost ? all.filter((host) => host.name === wish.besideHost) : all;
  const hosts = wish.disk ? rankForDisk(free, wish.demand, wish.disk) : rankHosts(free, wish.demand);
  for (const host of hosts) if (await takeCards(tx, wish, host.name)) return host.name;
  if (wish.besideHost) throw new DomainError("volume_host_full", {}, "volumeId");
  throw new DomainError("out_of_stock", { regionId: wish.regionId, typeId: wish.typeId }, "typeId");
}

/** Whoever gives room away in a region holds this until the end of the transaction. */
export async function lockPlacements(tx: Transaction, regionId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`place:${regionId}`}, 0))`);
}

async function takeCards(
  tx: Transaction,
  wish: { instanceId: string; regionId: string; demand: Demand },
  host: string,
): Promise<boolean> {
  const { gpuModelId, gpuCount } = wish.demand;
  if (gpuModelId === null || gpuCount === 0) return true;
  const taken = await tx.execute(sql`
    -- Materialised: as a subquery its limit could be applied once per row.
    with chosen as materialized (
      select pci_address from cards c
      where region_id = ${wish.regionId} and host = ${host} and gpu_model_id = ${gpuModelId} and ${cardIsFree}
      order by pci_address limit ${gpuCount} for update
    )
    update cards c set instance_id = ${wish.instanceId} from chosen
    where c.region_id = ${wish.regionId} and c.host = ${host} and c.pci_address = chosen.pci_address
      and c.instance_id is null`);
  if (taken.rowCount === gpuCount) return true;
  await freeCards(tx, wish.instanceId);
  return false;
}

/** The instance holds no card any more. */
export async function freeCards(tx: Transaction, instanceId: string): Promise<void> {
  await tx.execute(sql`update cards set instance_id = null where instance_id = ${instanceId}`);
}

import { and, asc, eq, inArray } from "drizzle-orm";
import { gpuModels, instances } from "@/drizzle/schema";
import type { VolumeRegionView } from "@/lib/contracts/volumes";
import { DomainError } from "@/lib/domain/errors";
import type { HostRoom } from "@/lib/domain/placement";
import { authorise } from "@/lib/services/authorise";
import { listRegions } from "@/lib/services/catalogue/availability";
import { volumePricesInForce } from "@/lib/services/catalogue/prices";
import { type RegionRooms, readRooms } from "@/lib/services/catalogue/rooms";
import type { Database, ServiceContext, Transaction } from "@/lib/services/context";
import { lockPlacements } from "@/lib/services/instances/place-machine";

const CPU = "cpu";
/** Instances of these states have, or will have, a host to be beside. */
const PLACED = ["provisioning", "booting", "running", "stopping", "stopped", "starting"] as const;

/**
 * A volume lives on one host, so where it is made decides what can have it: a host with cards of that model, one
 * without cards, or an instance's own. Of several the one with most room. Placements of a region happen one after the
 * other. Throws `no_room_for_volume` or `invalid_input`.
 */
export async function placeVolume(
  tx: Transaction,
  wish: { accountId: string; regionId: string; beside: string; sizeGib: bigint },
): Promise<string> {
  await lockPlacements(tx, wish.regionId);
  const rooms = (await readRooms(tx, wish.regionId)).get(wish.regionId);
  const hosts = rooms ? hostsBeside(rooms, wish.beside) : [];
  const beside = wish.beside.startsWith("ins_") ? await hostOf(tx, wish) : null;
  const candidates = beside ? (rooms?.free ?? []).filter((host) => host.name === beside) : hosts;
  const best = roomiest(candidates);
  if (!best || best.diskGib < Number(wish.sizeGib))
    throw new DomainError("no_room_for_volume", { roomGib: `${Math.max(0, best?.diskGib ?? 0)}` }, "sizeGib");
  return best.name;
}

/** Enough room on the volume's own host to grow. Throws `no_room_for_volume`. */
export async function requireRoom(
  tx: Transaction,
  volume: { regionId: string; host: string },
  moreGib: bigint,
): Promise<void> {
  await lockPlacements(tx, volume.regionId);
  const rooms = (await readRooms(tx, volume.regionId)).get(volume.regionId);
  const free = rooms?.free.find((host) => host.name === volume.host)?.diskGib ?? 0;
  if (free < Number(moreGib))
    throw new DomainError("no_room_for_volume", { roomGib: `${Math.max(0, free)}` }, "sizeGib");
}

function hostsBeside(rooms: RegionRooms, beside: string): HostRoom[] {
  const names = new Set(
    rooms.whole
      .filter(({ cards }) => (beside === CPU ? Object.keys(cards).length === 0 : (cards[beside] ?? 0) > 0))
      .map((host) => host.name),
  );
  return rooms.free.filter((host) => names.has(host.name));
}

const roomiest = (hosts: readonly HostRoom[]): HostRoom | null =>
  hosts.reduce<HostRoom | null>((best, host) => (best && best.diskGib >= host.diskGib ? best : host), null);

async function hostOf(
  db: Database | Transaction,
  wish: { accountId: string; regionId: string; beside: string },
): Promise<string> {
  const [row] = await db
    .select({ host: instances.host })
    .from(instances)
    .where(
      and(
        eq(instances.id, wish.beside),
        eq(instances.accountId, wish.accountId),
        eq(instances.regionId, wish.regionId),
        inArray(instances.state, [...PLACED]),
      ),
    );
  if (!row?.host) throw new DomainError("invalid_input", { reason: "unknown" }, "beside");
  return row.host;
}

/** What the form offers: each region where volumes are sold, with its price and the places in it. */
export async function volumeRegions(ctx: ServiceContext): Promise<VolumeRegionView[]> {
  const { accountId } = authorise(ctx, "view");
  const [regions, prices, rooms, models, own] = await Promise.all([
    listRegions(ctx),
    volumePricesInForce(ctx.db, ctx.currency),
    readRooms(ctx.db),
    ctx.db.select().from(gpuModels).orderBy(asc(gpuModels.position)),
    ctx.db
      .select({ id: instances.id, name: instances.name, regionId: instances.regionId, host: instances.host })
      .from(instances)
      .where(and(eq(instances.accountId, accountId), inArray(instances.state, [...PLACED])))
      .orderBy(asc(instances.name)),
  ]);
  return regions.flatMap((region) => {
    const price = prices.get(region.id);
    if (!price || region.status !== "online") return [];
    const here = rooms.get(region.id) ?? { free: [], whole: [] };
    const room = (hosts: readonly HostRoom[]) => Math.max(0, roomiest(hosts)?.diskGib ?? 0);
    const kinds = [
      ...models.map((model) => ({ beside: model.id, label: model.name, kind: "gpu" as const })),
      { beside: CPU, label: "", kind: "cpu" as const },
    ].flatMap((place) => {
      const hosts = hostsBeside(here, place.beside);
      return hosts.length === 0 ? [] : [{ ...place, roomGib: room(hosts) }];
    });
    const beside = own
      .filter((instance) => instance.regionId === region.id)
      .map((instance) => ({
        ...{ beside: instance.id, label: instance.name, kind: "instance" as const },
        roomGib: room(here.free.filter((host) => host.name === instance.host)),
      }));
    return [
      {
        regionId: region.id,
        regionName: region.name,
        reachable: region.reachable,
        priceId: price.id,
        gibMicrosPerHour: price.rate.toString(),
        currency: ctx.currency,
        places: [...beside, ...kinds],
      },
    ];
  });
}

import { and, asc, eq, inArray, isNotNull, isNull } from "drizzle-orm";
import { accounts, instances, instanceTypes, roomWaits } from "@/drizzle/schema";
import type {
  InstanceInput,
  LaunchOptionsView,
  RestartOfferView,
  StartQuoteView,
} from "@/lib/contracts/instances";
import { DomainError } from "@/lib/domain/errors";
import { friendlyName } from "@/lib/domain/names";
import { copyMinutes, type StartPlace, startPlace, startPlaces } from "@/lib/domain/placement";
import { authorise } from "@/lib/services/authorise";
import { priceInForce } from "@/lib/services/catalogue/prices";
import { demandOf, readRooms } from "@/lib/services/catalogue/rooms";
import { listTypes } from "@/lib/services/catalogue/types";
import type { Database, ServiceContext, Transaction } from "@/lib/services/context";
import { minDriverOf } from "@/lib/services/images/drivers";
import { gpusInUse } from "./checks";
import { keptDisk } from "./kept-disk";
import { type InstanceRow, ownInstance } from "./own";

/** What the launch form starts from: a free friendly name, and what is left of the quota. */
export async function launchOptions(ctx: ServiceContext): Promise<LaunchOptionsView> {
  const { accountId } = authorise(ctx, "view");
  const [[account], used] = await Promise.all([
    ctx.db.select({ quota: accounts.gpuQuota }).from(accounts).where(eq(accounts.id, accountId)),
    gpusInUse(ctx.db, accountId),
  ]);
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
  return { suggestedName: friendlyName(random), gpuQuota: account?.quota ?? 0, gpusInUse: used };
}

/** What starting costs now, and where there is room for it. Throws `not_found` or `out_of_stock`. */
export async function startQuote(
  ctx: ServiceContext,
  { instanceId }: InstanceInput,
): Promise<StartQuoteView> {
  const { accountId } = authorise(ctx, "view");
  const row = await ownInstance(ctx.db, accountId, instanceId);
  const quote = await quoteStart(ctx, ctx.db, row, ctx.currency);
  if (!quote) throw new DomainError("out_of_stock", { regionId: row.regionId, typeId: row.instanceTypeId });
  return quote;
}

/** Null when the type is not sold there any more. */
export async function quoteStart(
  ctx: Pick<ServiceContext, "policies">,
  db: Database | Transaction,
  row: InstanceRow,
  currency: string,
): Promise<StartQuoteView | null> {
  const [rooms, facts] = await Promise.all([readRooms(db, row.regionId), startFacts(ctx, db, row, currency)]);
  if (!facts) return null;
  const { price, demand, disk, copy } = facts;
  const place = startPlace(rooms.get(row.regionId)?.free ?? [], demand, disk);
  return {
    priceId: price.id,
    microsPerHour: price.rate.toString(),
    diskMicrosPerHour: row.diskRate.toString(),
    currency,
    available: place === "here",
    place,
    hostAway: !disk.reachable,
    copy,
  };
}

/** What a start of it needs, costs, and would mean for its disk. Null when the type is not sold there any more. */
async function startFacts(
  ctx: Pick<ServiceContext, "policies">,
  db: Database | Transaction,
  row: InstanceRow,
  currency: string,
) {
  const [price, [type], disk, minDriver] = await Promise.all([
    priceInForce(db, { regionId: row.regionId, typeId: row.instanceTypeId, currency }),
    db.select().from(instanceTypes).where(eq(instanceTypes.id, row.instanceTypeId)),
    keptDisk(db, row),
    minDriverOf(db, row.imageId),
  ]);
  if (!price || !type) return null;
  const copy = { gib: type.diskGib, minutes: copyMinutes(type.diskGib, ctx.policies.copyMibPerSecond) };
  return { price: price.run, demand: demandOf(type, minDriver), disk, copy };
}

/**
 * Everything that ran when the balance ended and is off now: what "start again" would start, at which price, and where
 * when all of it starts.
 */
export async function restartOffer(ctx: ServiceContext): Promise<RestartOfferView> {
  const { accountId } = authorise(ctx, "view");
  const rows = await stoppedByExhaustion(ctx.db, accountId);
  // What nearly every look at the overview finds.
  if (rows.length === 0) return { currency: ctx.currency, instances: [] };
  const names = new Map((await listTypes(ctx)).map((type) => [type.id, type.name]));
  const all: Restartable[] = [];
  // One after the other: there may be hundreds, and others need the database's connections too.
  for (const row of rows) all.push({ row, facts: await startFacts(ctx, ctx.db, row, ctx.currency) });
  const waits = await waitingFor(ctx.db, rows);
  const places = await placesOf(ctx.db, all);
  return {
    currency: ctx.currency,
    instances: all.map(({ row, facts }) => ({
      instanceId: row.id,
      name: row.name,
      typeName: names.get(row.instanceTypeId) ?? row.instanceTypeId,
      priceId: facts?.price.id ?? null,
      microsPerHour: (facts?.price.rate ?? row.runRate).toString(),
      place: places.get(row.id) ?? "wait",
      hostAway: facts !== null && !facts.disk.reachable,
      copy: facts?.copy ?? { gib: 0, minutes: 0 },
      waiting: waits.has(row.id),
    })),
  };
}

type Restartable = { row: InstanceRow; facts: Awaited<ReturnType<typeof startFacts>> };

async function placesOf(db: Database, all: readonly Restartable[]): Promise<Map<string, StartPlace>> {
  const found = new Map<string, StartPlace>();
  for (const regionId of new Set(all.map(({ row }) => row.regionId))) {
    const here = all.flatMap(({ row, facts }) =>
      facts && row.regionId === regionId ? [{ row, ...facts }] : [],
    );
    const free = (await readRooms(db, regionId)).get(regionId)?.free ?? [];
    for (const [index, place] of startPlaces(free, here).entries()) {
      const one = here[index];
      if (one) found.set(one.row.id, place);
    }
  }
  return found;
}

async function waitingFor(db: Database, rows: readonly InstanceRow[]): Promise<Set<string>> {
  const ids = rows.map((row) => row.id);
  if (ids.length === 0) return new Set();
  const waits = await db
    .select({ id: roomWaits.instanceId })
    .from(roomWaits)
    .where(and(inArray(roomWaits.instanceId, ids), isNull(roomWaits.noticedAt)));
  return new Set(waits.map(({ id }) => id));
}

/** In the order in which they were made. */
export async function stoppedByExhaustion(
  db: Database | Transaction,
  accountId: string,
): Promise<InstanceRow[]> {
  return db
    .select()
    .from(instances)
    .where(
      and(
        eq(instances.accountId, accountId),
        eq(instances.state, "stopped"),
        isNotNull(instances.stoppedByExhaustion),
      ),
    )
    .orderBy(asc(instances.createdAt), asc(instances.id));
}

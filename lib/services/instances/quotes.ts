import { and, asc, eq, isNotNull } from "drizzle-orm";
import { accounts, instances, instanceTypes } from "@/drizzle/schema";
import type {
  InstanceInput,
  LaunchOptionsView,
  RestartOfferView,
  StartQuoteView,
} from "@/lib/contracts/instances";
import { DomainError } from "@/lib/domain/errors";
import { friendlyName } from "@/lib/domain/names";
import { copyMinutes, startPlace } from "@/lib/domain/placement";
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
  const key = { regionId: row.regionId, typeId: row.instanceTypeId, currency };
  const [price, rooms, [type], disk, minDriver] = await Promise.all([
    priceInForce(db, key),
    readRooms(db, row.regionId),
    db.select().from(instanceTypes).where(eq(instanceTypes.id, row.instanceTypeId)),
    keptDisk(db, row),
    minDriverOf(db, row.imageId),
  ]);
  if (!price || !type) return null;
  const place = startPlace(rooms.get(row.regionId)?.free ?? [], demandOf(type, minDriver), disk);
  return {
    priceId: price.run.id,
    microsPerHour: price.run.rate.toString(),
    diskMicrosPerHour: row.diskRate.toString(),
    currency,
    available: place === "here",
    place,
    hostAway: !disk.reachable,
    copy: { gib: type.diskGib, minutes: copyMinutes(type.diskGib, ctx.policies.copyMibPerSecond) },
  };
}

/** Everything that ran when the balance ended and is off now: what "start again" would start, with its price. */
export async function restartOffer(ctx: ServiceContext): Promise<RestartOfferView> {
  const { accountId } = authorise(ctx, "view");
  const [rows, types] = await Promise.all([stoppedByExhaustion(ctx.db, accountId), listTypes(ctx)]);
  const names = new Map(types.map((type) => [type.id, type.name]));
  const offers: RestartOfferView["instances"] = [];
  for (const row of rows) {
    const quote = await quoteStart(ctx, ctx.db, row, ctx.currency);
    offers.push({
      instanceId: row.id,
      name: row.name,
      typeName: names.get(row.instanceTypeId) ?? row.instanceTypeId,
      microsPerHour: quote?.microsPerHour ?? row.runRate.toString(),
      available: quote?.available ?? false,
    });
  }
  let sum = 0n;
  for (const offer of offers) if (offer.available) sum += BigInt(offer.microsPerHour);
  return { currency: ctx.currency, instances: offers, microsPerHour: sum.toString() };
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

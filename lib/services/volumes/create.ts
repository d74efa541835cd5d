import { createHash } from "node:crypto";
import { and, eq, sql } from "drizzle-orm";
import { volumes } from "@/drizzle/schema";
import type { CreateVolumeInput, VolumeView } from "@/lib/contracts/volumes";
import { DomainError } from "@/lib/domain/errors";
import { secondToDate } from "@/lib/domain/time";
import { reserveVolume } from "@/lib/domain/transitions/volume";
import { authorise, requireConfirmedEmail } from "@/lib/services/authorise";
import { volumePricesInForce } from "@/lib/services/catalogue/prices";
import type { ServiceContext, Transaction } from "@/lib/services/context";
import { newId } from "@/lib/services/id";
import { requireRegion } from "@/lib/services/instances/checks";
import { type LockedAccount, withAccount } from "@/lib/services/money/with-account";
import { getVolume } from "./get";
import { requireFreeName } from "./names";
import { placeVolume } from "./places";
import { recordVolume, volumeHints } from "./record";

/**
 * Asks for a volume: reserves its price and its room and writes down the wish; the worker creates it, and the bill
 * begins when the provider has confirmed it. The same `requestId` gets the first answer. Throws `email_unconfirmed`,
 * `region_unavailable`, `price_changed`, `no_room_for_volume`, `insufficient_credit`, `balance_ended`,
 * `balance_negative`, `key_reused`, `clock_halted` or `invalid_input` with the field.
 */
export async function createVolume(ctx: ServiceContext, input: CreateVolumeInput): Promise<VolumeView> {
  const { accountId } = authorise(ctx, "operate");
  requireConfirmedEmail(ctx);
  if (ctx.actor.kind !== "user") throw new DomainError("forbidden");
  const { userId } = ctx.actor;
  const volumeId = await withAccount(
    ctx,
    accountId,
    async (account) =>
      (await createdBefore(account.tx, accountId, input)) ?? (await create(ctx, account, input, userId)),
  );
  ctx.notify(...volumeHints(accountId));
  return getVolume(ctx, { volumeId });
}

async function create(
  ctx: ServiceContext,
  account: LockedAccount,
  input: CreateVolumeInput,
  userId: string,
): Promise<string> {
  const { tx, id: accountId } = account;
  const { regionId, sizeGib, name } = input;
  await requireRegion(tx, regionId, "launch");
  const price = (await volumePricesInForce(tx, account.state.currency)).get(regionId);
  if (!price) throw new DomainError("region_unavailable", { regionId }, "regionId");
  if (price.id !== input.priceId)
    throw new DomainError("price_changed", { priceId: price.id, microsPerHour: `${price.rate}` });
  await requireFreeName(tx, accountId, name);
  const id = newId("vol");
  account.apply(
    reserveVolume({ at: account.now, volume: { id, sizeGib, priceId: price.id, gibRate: price.rate } }),
  );
  const host = await placeVolume(tx, { accountId, regionId, beside: input.beside, sizeGib });
  await tx.insert(volumes).values({
    id,
    accountId,
    requestId: input.requestId,
    requestHash: requestHash(input),
    name,
    regionId,
    host,
    priceId: price.id,
    gibRate: price.rate,
    sizeGib,
    wantedGib: sizeGib,
    state: "creating",
    stateSince: secondToDate(account.now),
    createdBy: userId,
    createdAt: sql`app_now()`,
  });
  const detail = { regionId, sizeGib: `${sizeGib}`, microsPerHour: `${sizeGib * price.rate}` };
  await recordVolume(ctx, tx, { id, accountId, name }, "created", detail);
  return id;
}

/** The first answer to the same request. Throws `key_reused` when the request asked for something else. */
async function createdBefore(
  tx: Transaction,
  accountId: string,
  input: CreateVolumeInput,
): Promise<string | null> {
  const [before] = await tx
    .select({ id: volumes.id, requestHash: volumes.requestHash })
    .from(volumes)
    .where(and(eq(volumes.accountId, accountId), eq(volumes.requestId, input.requestId)));
  if (!before) return null;
  if (before.requestHash !== requestHash(input)) throw new DomainError("key_reused");
  return before.id;
}

function requestHash({ requestId: _, ...wish }: CreateVolumeInput): string {
  const fields = Object.entries(wish).map(([name, value]) => `${name}=${value}`);
  return createHash("sha256").update(JSON.stringify(fields.sort())).digest("hex");
}

import { eq, sql } from "drizzle-orm";
import * as schema from "@/drizzle/schema";
import { ceilSecond, second, secondToDate } from "@/lib/domain/time";
import type { ServiceContext, Transaction } from "@/lib/services/context";
import { newId } from "@/lib/services/id";
import { actsAs } from "@/lib/services/money/acts";
import { parseSnapshot } from "@/lib/services/money/snapshot";
import { apply, type LockedRow } from "@/lib/services/money/with-account";
import { diskMicrosPerGibHour, instanceTypes, regionalCents, regions } from "../catalogue";
import { type PlannedInstance, plannedInstances, plannedTopUps } from "../history";
import { priceId, volumePriceId } from "../insert-catalogue";
import { instanceId } from "./ids";
import type { SeededPeople } from "./insert-people";
import type { PaidTopUp } from "./pay-top-ups";
import { type Prices, playHistory } from "./play-history";
import { insertVolume, volumeRegion } from "./volume";

const MICROS_PER_CENT = 10_000n;

/** Instances, payments and the month's ledger. Returns the instances that still have a machine. */
export async function insertHistory(
  ctx: ServiceContext,
  tx: Transaction,
  given: { now: Date; people: SeededPeople; paid: PaidTopUp[] },
): Promise<{ id: string; planned: PlannedInstance }[]> {
  const { people, paid } = given;
  const now = second(BigInt(Math.floor(given.now.getTime() / 1000)));
  const ago = (seconds: number) => new Date(given.now.getTime() - seconds * 1000);
  const entries = plannedInstances.map((planned, index) => ({ id: instanceId(index), planned }));
  for (const { id, planned } of entries) await insertInstance(tx, id, planned, people, ago);
  await insertVolume(tx, people, ago);

  const locked = await tx.execute<LockedRow>(
    sql`select account_id, snapshot from lock_accounts(${actsAs(ctx)}::jsonb, ${sql.param([people.accountId])}::text[])`,
  );
  const row = locked.rows[0];
  if (!row) throw new Error("the demonstration's account cannot be locked");
  const opened = ceilSecond(people.createdAt);
  const loaded = parseSnapshot(people.accountId, row.snapshot);
  const { state, effects } = playHistory(
    // The account is as old as its history. Its instances and its volume are made by the plan's own steps; their rows only have
    // to be there already.
    {
      ...loaded,
      meter: { ...loaded.meter, anchor: opened },
      lastSettlement: opened,
      watchedFrom: opened,
      instances: [],
      volumes: [],
    },
    {
      now,
      policies: ctx.policies,
      prices: pricesOf,
      paymentIntentIds: paid.map((payment) => payment.paymentIntentId),
      grantId: newId("grt"),
      volumePriceId: volumePriceId(volumeRegion()),
    },
  );
  await apply(ctx, tx, [{ loaded, account: state, effects }]);
  for (const [index, topUp] of plannedTopUps.entries())
    await insertPayment(tx, paid[index], topUp.cents, ago(topUp.before), people);
  // Nothing of the past is left to be done by the worker.
  await tx.update(schema.instances).set({ appliedGeneration: sql`generation` });
  await tx
    .update(schema.instances)
    .set({ terminatedAt: sql`state_since` })
    .where(eq(schema.instances.state, "terminated"));
  return entries.filter(({ planned }) => planned.end !== "terminated");
}

async function insertInstance(
  tx: Transaction,
  id: string,
  planned: PlannedInstance,
  people: SeededPeople,
  ago: (seconds: number) => Date,
): Promise<void> {
  const prices = pricesOf(planned);
  const firstReady = planned.runs[0]?.readyBefore ?? 0;
  const lastReady = planned.runs.at(-1)?.readyBefore ?? 0;
  await tx.insert(schema.instances).values({
    id,
    accountId: people.accountId,
    requestId: `demonstration-${id}`,
    requestHash: "demonstration",
    name: planned.name,
    regionId: planned.regionId,
    instanceTypeId: planned.typeId,
    imageId: planned.imageId,
    ...prices,
    state: "provisioning",
    wanted: "running",
    readyAt: ago(lastReady),
    createdBy: people.customerUserId,
    createdAt: ago(firstReady + 60),
  });
  await tx.insert(schema.instanceSecrets).values({ instanceId: id, startupScript: null, sshPublicKeys: [] });
}

async function insertPayment(
  tx: Transaction,
  paid: PaidTopUp | undefined,
  amountCents: bigint,
  at: Date,
  people: SeededPeople,
): Promise<void> {
  if (!paid) throw new Error("a planned top-up was not paid");
  const [booked] = await tx
    .select({ id: schema.ledgerTransactions.id, effective: schema.ledgerTransactions.effective })
    .from(schema.ledgerTransactions)
    .where(sql`${schema.ledgerTransactions.key} like ${`%${paid.paymentIntentId}`}`);
  if (!booked) throw new Error("a planned top-up was not booked");
  await tx.insert(schema.payments).values({
    id: paid.paymentId,
    accountId: people.accountId,
    requestId: `demonstration-${paid.paymentId}`,
    amountCents,
    currency: "USD",
    state: "paid",
    paymentIntentId: paid.paymentIntentId,
    ledgerTransactionId: booked.id,
    method: paid.method,
    receiptUrl: paid.receiptUrl,
    createdBy: people.customerUserId,
    createdAt: at,
    settledAt: secondToDate(second(booked.effective)),
    // The sweep books the provider's fee as soon as it looks.
    checkAfter: at,
  });
}

function pricesOf(planned: PlannedInstance): Prices {
  const type = instanceTypes.find((each) => each.id === planned.typeId);
  const region = regions.find((each) => each.id === planned.regionId);
  if (!type || !region) throw new Error(`the plan names what the catalogue lacks: ${planned.name}`);
  return {
    runPriceId: priceId("run", region.id, type.id),
    diskPriceId: priceId("disk", region.id, type.id),
    runRate: regionalCents(type.centsPerHour, region.pricePercent) * MICROS_PER_CENT,
    diskRate: diskMicrosPerGibHour * BigInt(type.diskGib),
  };
}

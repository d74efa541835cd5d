import { eq } from "drizzle-orm";
import { instances, roomWaits } from "@/drizzle/schema";
import type { StartInput } from "@/lib/contracts/instances";
import type { InstanceView } from "@/lib/contracts/views";
import { DomainError } from "@/lib/domain/errors";
import { copyMinutes, type Demand, startPlace } from "@/lib/domain/placement";
import { secondToDate } from "@/lib/domain/time";
import { beginStart } from "@/lib/domain/transitions/reserve";
import { authorise, requireConfirmedEmail } from "@/lib/services/authorise";
import { demandOf, readRooms } from "@/lib/services/catalogue/rooms";
import type { ServiceContext, Transaction } from "@/lib/services/context";
import { minDriverOf } from "@/lib/services/images/drivers";
import { type LockedAccount, withAccount } from "@/lib/services/money/with-account";
import { requireDiskAtRest } from "@/lib/services/snapshots/restore";
import {
  requireAhead,
  requireBootsLeft,
  requirePrice,
  requireQuota,
  requireRegion,
  requireType,
} from "./checks";
import { getInstance } from "./get";
import { keptDisk } from "./kept-disk";
import { type InstanceRow, ownInstance, requireVerb } from "./own";
import { placeMachine } from "./place-machine";
import { instanceHints, recordVerb } from "./record";

/**
 * Starts a stopped instance at the price that was shown; cards are placed again on the host that has its disk. When
 * there is no room there but on another host, that is `disk_host_full`, with what copying the disk means; `copyDisk`
 * says yes to it. Starting what is starting or running succeeds. Throws what a launch throws, and `wrong_state`.
 */
export async function startInstance(ctx: ServiceContext, input: StartInput): Promise<InstanceView> {
  const { accountId } = authorise(ctx, "operate");
  requireConfirmedEmail(ctx);
  await withAccount(ctx, accountId, (account) => startOn(ctx, account, input));
  ctx.notify(...instanceHints(accountId));
  return getInstance(ctx, input);
}

/** The same on an account that is locked already. `copies`: its disk goes to another host first. */
export async function startOn(
  ctx: ServiceContext,
  account: LockedAccount,
  input: StartInput,
): Promise<{ copies: boolean }> {
  const { tx, id: accountId } = account;
  const row = await ownInstance(tx, accountId, input.instanceId);
  if (row.state === "starting" || row.state === "running") return { copies: row.moveTo !== null };
  requireVerb(row, "start");
  // Off as far as the bill goes, but the provider has not confirmed it: its cards are not free yet.
  if (row.generation > row.appliedGeneration) throw new DomainError("wrong_state", { state: "stopping" });
  await requireDiskAtRest(tx, row.id);
  await requireRegion(tx, row.regionId, "start");
  const type = await requireType(tx, row.instanceTypeId);
  const key = { regionId: row.regionId, typeId: type.id, currency: account.state.currency };
  const price = await requirePrice(tx, key, input.priceId);
  const stopDue = requireAhead(input.stopAt, account.now);
  await requireQuota(tx, accountId, type.gpuCount);
  await requireBootsLeft(ctx, tx, accountId);
  account.apply(
    beginStart({
      at: account.now,
      instanceId: row.id,
      runPriceId: price.run.id,
      runRate: price.run.rate,
      stopDue,
    }),
  );
  const demand = demandOf(type, await minDriverOf(tx, row.imageId));
  const host = await placeStart(ctx, tx, row, demand, input.copyDisk ?? false);
  await tx.delete(roomWaits).where(eq(roomWaits.instanceId, row.id));
  await tx
    .update(instances)
    .set({
      moveTo: host === row.host ? null : host,
      movedAt: null,
      phases: [{ phase: "placed", at: secondToDate(account.now).toISOString() }],
      bootStartedAt: null,
      stateDetail: null,
      addressHost: null,
      addressPort: null,
    })
    .where(eq(instances.id, row.id));
  await recordVerb(ctx, tx, {
    instanceId: row.id,
    verb: "start",
    detail: { name: row.name, microsPerHour: `${price.run.rate}` },
  });
  return { copies: host !== row.host };
}

async function placeStart(
  ctx: ServiceContext,
  tx: Transaction,
  row: InstanceRow,
  demand: Demand,
  copyDisk: boolean,
): Promise<string> {
  const disk = await keptDisk(tx, row);
  const place = { instanceId: row.id, regionId: row.regionId, typeId: row.instanceTypeId, demand };
  try {
    return await placeMachine(tx, { ...place, disk: { ...disk, mayMove: disk.mayMove && copyDisk } });
  } catch (error) {
    if (copyDisk || !(error instanceof DomainError)) throw error;
    const rooms = await readRooms(tx, row.regionId);
    if (startPlace(rooms.get(row.regionId)?.free ?? [], demand, disk) !== "copy") throw error;
    throw new DomainError("disk_host_full", {
      gib: `${demand.diskGib}`,
      minutes: `${copyMinutes(demand.diskGib, ctx.policies.copyMibPerSecond)}`,
    });
  }
}

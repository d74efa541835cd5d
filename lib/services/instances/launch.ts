import { createHash } from "node:crypto";
import { and, eq } from "drizzle-orm";
import { instanceSecrets, instances } from "@/drizzle/schema";
import type { LaunchInput } from "@/lib/contracts/instances";
import type { InstanceView } from "@/lib/contracts/views";
import { DomainError } from "@/lib/domain/errors";
import { secondToDate } from "@/lib/domain/time";
import { reserve } from "@/lib/domain/transitions/reserve";
import { authorise, requireConfirmedEmail } from "@/lib/services/authorise";
import { demandOf } from "@/lib/services/catalogue/rooms";
import type { ServiceContext, Transaction } from "@/lib/services/context";
import { setsForLaunch } from "@/lib/services/firewall/at-launch";
import { writeAttachments } from "@/lib/services/firewall/attach";
import { newId } from "@/lib/services/id";
import { newSecret } from "@/lib/services/identity/secret";
import { requireImage } from "@/lib/services/images/require";
import { type LockedAccount, withAccount } from "@/lib/services/money/with-account";
import { writeIdleStop } from "@/lib/services/telemetry/write-idle-stop";
import { takeAlong, volumeToTakeAlong } from "@/lib/services/volumes/take-along";
import {
  requireAhead,
  requireBootsLeft,
  requireKeys,
  requirePrice,
  requireQuota,
  requireRegion,
  requireStartupScript,
  requireType,
} from "./checks";
import { getInstance } from "./get";
import { placeMachine } from "./place-machine";
import { instanceHints, recordVerb } from "./record";

/**
 * Launches an instance: reserves money and cards and writes down the wish; the worker creates the machine. All or
 * nothing, in one transaction on the account. The same `requestId` gets the first answer. Throws `email_unconfirmed`,
 * `region_unavailable`, `price_changed`, `over_quota`, `out_of_stock`, `insufficient_credit`, `balance_ended`,
 * `balance_negative`, `too_many_failed_boots`, `key_reused`, `clock_halted`, `volume_host_full` or `invalid_input` with the field.
 */
export async function launchInstance(ctx: ServiceContext, input: LaunchInput): Promise<InstanceView> {
  const { accountId } = authorise(ctx, "operate");
  requireConfirmedEmail(ctx);
  requireStartupScript(ctx, input.startupScript);
  if (ctx.actor.kind !== "user") throw new DomainError("forbidden");
  const { userId } = ctx.actor;
  const instanceId = await withAccount(
    ctx,
    accountId,
    async (account) =>
      (await launchedBefore(account.tx, accountId, input)) ?? (await launch(ctx, account, input, userId)),
  );
  ctx.notify(...instanceHints(accountId));
  return getInstance(ctx, { instanceId });
}

async function launch(
  ctx: ServiceContext,
  account: LockedAccount,
  input: LaunchInput,
  userId: string,
): Promise<string> {
  const { tx, id: accountId } = account;
  const { regionId, typeId } = input;
  const { currency } = account.state;
  await requireRegion(tx, regionId, "launch");
  const type = await requireType(tx, typeId);
  const price = await requirePrice(tx, { regionId, typeId, currency }, input.priceId);
  const { imageId, privateImageId, minDriver, opensJupyter } = await requireImage(tx, {
    ...input,
    accountId,
    type,
  });
  const sshPublicKeys = await requireKeys(tx, accountId, input.sshKeyIds);
  const stopDue = requireAhead(input.stopAt, account.now);
  await requireQuota(tx, accountId, type.gpuCount);
  await requireBootsLeft(ctx, tx, accountId);
  const volume = await volumeToTakeAlong(account, input);
  const sets = await setsForLaunch(ctx, tx, { ...input, accountId });

  const instanceId = newId("ins");
  const rates = {
    runPriceId: price.run.id,
    diskPriceId: price.disk.id,
    runRate: price.run.rate,
    diskRate: price.disk.rate,
    stopDue,
  };
  account.apply(reserve({ at: account.now, instance: { id: instanceId, ...rates } }));
  const besideHost = volume?.host ?? null;
  const demand = demandOf(type, minDriver);
  const host = await placeMachine(tx, { instanceId, regionId, typeId, demand, besideHost });
  await tx.insert(instances).values({
    id: instanceId,
    accountId,
    requestId: input.requestId,
    requestHash: requestHash(input),
    name: input.name,
    regionId,
    instanceTypeId: typeId,
    imageId,
    privateImageId,
    sshKeyIds: input.sshKeyIds,
    ...rates,
    state: "provisioning",
    stateSince: secondToDate(account.now),
    wanted: "running",
    host,
    phases: [{ phase: "placed", at: secondToDate(account.now).toISOString() }],
    createdBy: userId,
    createdAt: secondToDate(account.now),
  });
  const jupyterToken = opensJupyter ? newSecret().secret : null;
  const { startupScript } = input;
  await tx.insert(instanceSecrets).values({ instanceId, startupScript, jupyterToken, sshPublicKeys });
  await writeIdleStop(tx, instanceId, input, account.now);
  if (volume) await takeAlong(ctx, tx, volume, instanceId);
  if (sets.length > 0) await writeAttachments(tx, { instanceId, accountId }, sets);
  await recordVerb(ctx, tx, {
    instanceId,
    verb: "launch",
    detail: { name: input.name, regionId, typeId, microsPerHour: `${price.run.rate}` },
  });
  return instanceId;
}

/** The first answer to the same request. Throws `key_reused` when the request asked for something else. */
async function launchedBefore(
  tx: Transaction,
  accountId: string,
  input: LaunchInput,
): Promise<string | null> {
  const [before] = await tx
    .select({ id: instances.id, requestHash: instances.requestHash })
    .from(instances)
    .where(and(eq(instances.accountId, accountId), eq(instances.requestId, input.requestId)));
  if (!before) return null;
  if (before.requestHash !== requestHash(input)) throw new DomainError("key_reused");
  return before.id;
}

function requestHash({ requestId: _, ...wish }: LaunchInput): string {
  const fields = Object.entries(wish).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256").update(JSON.stringify(fields)).digest("hex");
}

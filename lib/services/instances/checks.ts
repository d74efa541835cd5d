import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import { accounts, gpuModels, instanceTypes, regions, sshKeys } from "@/drizzle/schema";
import { DomainError } from "@/lib/domain/errors";
import { type Second, second } from "@/lib/domain/time";
import type { PricePair } from "@/lib/services/catalogue/prices";
import { priceInForce } from "@/lib/services/catalogue/prices";
import type { ServiceContext, Transaction } from "@/lib/services/context";

const YEAR_SECONDS = 366n * 86_400n;

/** The region takes machines now: new ones, or (`start`) those that are there already. Throws `region_unavailable`. */
export async function requireRegion(
  tx: Transaction,
  regionId: string,
  purpose: "launch" | "start",
): Promise<void> {
  const [region] = await tx.select().from(regions).where(eq(regions.id, regionId));
  if (!region) throw new DomainError("invalid_input", { reason: "unknown" }, "regionId");
  const open = region.status === "online" || (region.status === "closed" && purpose === "start");
  if (!open || region.providerError !== null)
    throw new DomainError("region_unavailable", { regionId, status: region.status }, "regionId");
}

export async function requireType(tx: Transaction, typeId: string) {
  const [found] = await tx
    .select({ type: instanceTypes, gpuName: gpuModels.name })
    .from(instanceTypes)
    .leftJoin(gpuModels, eq(gpuModels.id, instanceTypes.gpuModelId))
    .where(eq(instanceTypes.id, typeId));
  if (!found) throw new DomainError("invalid_input", { reason: "unknown" }, "typeId");
  return found.type;
}

/** A cloud-config is one that the machine can read; a script is the customer's own affair. Throws `invalid_input`. */
export function requireStartupScript(ctx: ServiceContext, script: string | null): void {
  if (!script?.startsWith("#cloud-config")) return;
  const found = ctx.ports.checkCloudConfig(script);
  if (found === null) return;
  const line = found.problem === "not_yaml" ? `${found.line}` : "";
  throw new DomainError("invalid_input", { reason: `cloud_config_${found.problem}`, line }, "startupScript");
}

/** The price that was shown is the one in force. Throws `price_changed` with the one that is. */
export async function requirePrice(
  tx: Transaction,
  key: { regionId: string; typeId: string; currency: string },
  shownPriceId: string,
): Promise<PricePair> {
  const price = await priceInForce(tx, key);
  if (!price) throw new DomainError("out_of_stock", { regionId: key.regionId, typeId: key.typeId }, "typeId");
  if (price.run.id !== shownPriceId)
    throw new DomainError("price_changed", {
      priceId: price.run.id,
      microsPerHour: `${price.run.rate}`,
      currency: key.currency,
    });
  return price;
}

/** The account's keys, in the order asked for. Throws `invalid_input` when one is not (any more) there. */
export async function requireKeys(
  tx: Transaction,
  accountId: string,
  ids: readonly string[],
): Promise<string[]> {
  const wanted = [...new Set(ids)];
  const rows = await tx
    .select({ id: sshKeys.id, publicKey: sshKeys.publicKey })
    .from(sshKeys)
    .where(and(eq(sshKeys.accountId, accountId), isNull(sshKeys.deletedAt), inArray(sshKeys.id, wanted)));
  const found = new Map(rows.map((row) => [row.id, row.publicKey]));
  return wanted.map((id) => {
    const publicKey = found.get(id);
    if (publicKey === undefined) throw new DomainError("invalid_input", { reason: "unknown" }, "sshKeyIds");
    return publicKey;
  });
}

/** A stop time must lie ahead. Throws `invalid_input`. */
export function requireAhead(stopAt: Date | null, now: Second): Second | null {
  if (stopAt === null) return null;
  const at = second(BigInt(Math.floor(stopAt.getTime() / 1000)));
  if (at <= now) throw new DomainError("invalid_input", { reason: "stop_time_past" }, "stopAt");
  if (at > now + YEAR_SECONDS) throw new DomainError("invalid_input", { reason: "stop_time_far" }, "stopAt");
  return at;
}

/** Cards that count against the quota: of everything that is not off or gone. */
export async function gpusInUse(db: Pick<Transaction, "execute">, accountId: string): Promise<number> {
  const { rows } = await db.execute<{ used: number }>(sql`
    select coalesce(sum(t.gpu_count), 0)::int as used
    from instances i join instance_types t on t.id = i.instance_type_id
    where i.account_id = ${accountId} and i.state not in ('stopped', 'terminated', 'failed')`);
  return rows[0]?.used ?? 0;
}

/** Throws `over_quota`. */
export async function requireQuota(tx: Transaction, accountId: string, wanted: number): Promise<void> {
  if (wanted === 0) return;
  const [account] = await tx
    .select({ quota: accounts.gpuQuota })
    .from(accounts)
    .where(eq(accounts.id, accountId));
  const quota = account?.quota ?? 0;
  const used = await gpusInUse(tx, accountId);
  if (used + wanted > quota)
    throw new DomainError(
      "over_quota",
      { quota: `${quota}`, used: `${used}`, wanted: `${wanted}` },
      "typeId",
    );
}

/** Machines that never come up cost the operator: after a few in a day a person looks. Throws `too_many_failed_boots`. */
export async function requireBootsLeft(
  ctx: ServiceContext,
  tx: Transaction,
  accountId: string,
): Promise<void> {
  const { rows } = await tx.execute<{ failed: number }>(sql`
    select count(*)::int as failed
    from instance_events e join instances i on i.id = e.instance_id
    where i.account_id = ${accountId} and e.kind = 'boot_failed' and e.detail->>'code' = 'timeout'
      and e.at > app_now() - interval '1 day'`);
  if ((rows[0]?.failed ?? 0) >= ctx.policies.failedBootsPerDay)
    throw new DomainError("too_many_failed_boots", { limit: `${ctx.policies.failedBootsPerDay}` });
}

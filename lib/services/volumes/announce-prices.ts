import { sql } from "drizzle-orm";
import { parseRate, type Rate, rate, rateToPricePerHour } from "@/lib/domain/money";
import { type Second, second } from "@/lib/domain/time";
import { utcText } from "@/lib/domain/time-text";
import { announcePrice } from "@/lib/domain/transitions/volume";
import type { ServiceContext } from "@/lib/services/context";
import { type LockedAccount, withAccount } from "@/lib/services/money/with-account";
import { mailMembers } from "@/lib/services/notices/mail-members";
import { recordVolume, volumeHints } from "./record";

/** A volume whose region sells at another price than it has, or than was announced for it. */
type Due = {
  id: string;
  accountId: string;
  accountName: string;
  name: string;
  regionId: string;
  regionName: string;
  sizeGib: string;
  gibRate: string;
  priceId: string;
  nextRate: string;
};

/** What is the same for all volumes of a `change` stands in one mail. */
type Told = { due: Due; back: boolean; change: string; row: Record<string, string> };

/**
 * What an operator sells volumes for counts for new ones at once. Those that are there keep their price until the notice
 * is over, which begins when their owner is told, and not before; going back to the old price in time takes it back. An
 * account is told of a change once, with all its volumes. Up to `most` accounts; returns how many.
 */
export async function announceVolumePrices(ctx: ServiceContext, most: number): Promise<number> {
  const due = await dueVolumes(ctx, most);
  const accounts = new Set(due.map((each) => each.accountId));
  for (const accountId of accounts) {
    const ours = due.filter((each) => each.accountId === accountId);
    await withAccount(ctx, accountId, async (account) => {
      const changesAt = second(account.now + ctx.policies.priceNoticeSeconds);
      const told: Told[] = [];
      for (const volume of ours) told.push(...(await announce(ctx, account, volume, changesAt)));
      for (const change of new Set(told.map((each) => each.change))) {
        const together = told.filter((each) => each.change === change);
        await tell(ctx, account, together, changesAt);
      }
    });
    ctx.notify(...volumeHints(accountId));
  }
  return accounts.size;
}

async function dueVolumes(ctx: ServiceContext, most: number): Promise<Due[]> {
  const { rows } = await ctx.db.execute<Due>(sql`
    select * from (
      select v.id, v.account_id as "accountId", a.name as "accountName", v.name, v.region_id as "regionId",
        r.name as "regionName", v.size_gib::text as "sizeGib", v.gib_rate::text as "gibRate", p.id as "priceId",
        p.micros_per_hour::text as "nextRate", dense_rank() over (order by v.account_id) as account
      from volumes v
      join accounts a on a.id = v.account_id
      join regions r on r.id = v.region_id
      join account_meters m on m.account_id = v.account_id
      join prices p on p.kind = 'volume' and p.region_id = v.region_id and p.currency = m.currency
        and p.valid_to is null and p.valid_from <= app_now()
      where v.state in ('creating', 'available')
        and case when p.micros_per_hour = v.gib_rate then v.next_gib_rate is not null
          else v.next_gib_rate is distinct from p.micros_per_hour end) as due
    where account <= ${most} order by "accountId", name, id`);
  return rows;
}

/** Nothing when it was deleted since it was found, or changed by what the account caught up with. */
async function announce(
  ctx: ServiceContext,
  account: LockedAccount,
  due: Due,
  changesAt: Second,
): Promise<Told[]> {
  const volume = account.state.volumes.find(({ id }) => id === due.id);
  const next = parseRate(due.nextRate);
  if (!volume || (volume.state !== "creating" && volume.state !== "available")) return [];
  if (next === (volume.nextGibRate ?? volume.gibRate)) return [];
  const told = { priceId: due.priceId, gibRate: next, changesAt };
  account.apply(announcePrice({ at: account.now, volumeId: due.id, ...told }));
  const back = next === volume.gibRate;
  await recordVolume(ctx, account.tx, due, back ? "price_kept" : "price_announced", {
    ...{ from: due.gibRate, to: due.nextRate },
    ...(back ? {} : { at: `${changesAt}` }),
  });
  const price = (micros: Rate) => priceText(account, micros);
  const row = {
    ...{ volume: due.name, gib: due.sizeGib, now: price(volume.gibRate) },
    nowHour: price(rate(volume.sizeGib * volume.gibRate)),
    nextHour: price(rate(volume.sizeGib * next)),
  };
  return [{ due, back, change: `${back ? "kept" : "announced"}:${due.priceId}`, row }];
}

async function tell(
  ctx: ServiceContext,
  account: LockedAccount,
  told: Told[],
  changesAt: Second,
): Promise<void> {
  const [first] = told;
  if (!first) return;
  const { accountName, regionName, nextRate } = first.due;
  await mailMembers(ctx, account.tx, {
    accountId: account.id,
    template: first.back ? "volume_price_kept" : "volume_price_announced",
    roles: ["owner", "admin", "billing"],
    params: {
      ...{ account: accountName, region: regionName, at: utcText(changesAt) },
      next: priceText(account, parseRate(nextRate)),
      url: `${ctx.publicUrl}/console/volumes`,
    },
    rows: told.map(({ row }) => row),
    key: `price:${account.id}:${first.change}:${account.now}`,
  });
}

const priceText = ({ state }: LockedAccount, micros: Rate): string =>
  `${rateToPricePerHour(micros)} ${state.currency}`;

import { sql } from "drizzle-orm";
import { parseRate, type Rate, rate, rateToPricePerHour } from "@/lib/domain/money";
import { second } from "@/lib/domain/time";
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
  name: string;
  regionId: string;
  regionName: string;
  sizeGib: string;
  gibRate: string;
  priceId: string;
  nextRate: string;
};

/**
 * What an operator sells volumes for counts for new ones at once. Those that are there keep their price until the notice
 * is over, which begins when their owner is told, and not before; going back to the old price in time takes it back. Up
 * to `most` volumes, an account at a time; returns how many.
 */
export async function announceVolumePrices(ctx: ServiceContext, most: number): Promise<number> {
  const due = await dueVolumes(ctx, most);
  for (const accountId of new Set(due.map((each) => each.accountId))) {
    const ours = due.filter((each) => each.accountId === accountId);
    await withAccount(ctx, accountId, async (account) => {
      for (const volume of ours) await announce(ctx, account, volume);
    });
    ctx.notify(...volumeHints(accountId));
  }
  return due.length;
}

async function dueVolumes(ctx: ServiceContext, most: number): Promise<Due[]> {
  const { rows } = await ctx.db.execute<Due>(sql`
    select v.id, v.account_id as "accountId", v.name, v.region_id as "regionId", r.name as "regionName",
      v.size_gib::text as "sizeGib", v.gib_rate::text as "gibRate", p.id as "priceId",
      p.micros_per_hour::text as "nextRate"
    from volumes v
    join regions r on r.id = v.region_id
    join account_meters m on m.account_id = v.account_id
    join prices p on p.kind = 'volume' and p.region_id = v.region_id and p.currency = m.currency
      and p.valid_to is null and p.valid_from <= app_now()
    where v.state in ('creating', 'available')
      and case when p.micros_per_hour = v.gib_rate then v.next_gib_rate is not null
        else v.next_gib_rate is distinct from p.micros_per_hour end
    order by v.account_id, v.id limit ${most}`);
  return rows;
}

async function announce(ctx: ServiceContext, account: LockedAccount, due: Due): Promise<void> {
  // Deleted since it was found, or changed by what the account caught up with.
  const volume = account.state.volumes.find(({ id }) => id === due.id);
  const next = parseRate(due.nextRate);
  if (!volume || (volume.state !== "creating" && volume.state !== "available")) return;
  if (next === (volume.nextGibRate ?? volume.gibRate)) return;
  const changesAt = second(account.now + ctx.policies.priceNoticeSeconds);
  const told = { priceId: due.priceId, gibRate: next, changesAt };
  account.apply(announcePrice({ at: account.now, volumeId: due.id, ...told }));
  const back = next === volume.gibRate;
  const { currency } = account.state;
  const price = (micros: Rate) => `${rateToPricePerHour(micros)} ${currency}`;
  await recordVolume(ctx, account.tx, due, back ? "price_kept" : "price_announced", {
    ...{ from: due.gibRate, to: due.nextRate },
    ...(back ? {} : { at: `${changesAt}` }),
  });
  await mailMembers(ctx, account.tx, {
    accountId: account.id,
    template: back ? "volume_price_kept" : "volume_price_announced",
    roles: ["owner", "admin", "billing"],
    params: {
      ...{ volume: due.name, gib: due.sizeGib, region: due.regionName, at: utcText(changesAt) },
      ...{ now: price(volume.gibRate), next: price(next) },
      nowHour: price(rate(volume.sizeGib * volume.gibRate)),
      nextHour: price(rate(volume.sizeGib * next)),
      url: `${ctx.publicUrl}/console/volumes/${due.id}`,
    },
    key: `price:${due.id}:${due.priceId}:${account.now}`,
  });
}

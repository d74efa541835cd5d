import { sql } from "drizzle-orm";
import { priceText, rate } from "@/lib/domain/money";
import { utcText } from "@/lib/domain/time-text";
import type { Due, PriceSource, Told } from "@/lib/services/catalogue/announce-prices";
import type { ServiceContext } from "@/lib/services/context";
import type { LockedAccount } from "@/lib/services/money/with-account";
import { mailMembers } from "@/lib/services/notices/mail-members";
import { recordVolume, volumeHints } from "./record";

type DueVolume = Due & { name: string; regionName: string; sizeGib: string };

/** Volumes: the price of a GiB is the region's. */
export const volumePrices: PriceSource<DueVolume> = {
  due: dueVolumes,
  record: (ctx, account, { due, now, next, at, back }) =>
    recordVolume(ctx, account.tx, { ...due, id: due.itemId }, back ? "price_kept" : "price_announced", {
      ...{ from: `${now}`, to: `${next}` },
      ...(back ? {} : { at: `${at}` }),
    }),
  mail,
  hints: volumeHints,
};

async function dueVolumes(ctx: ServiceContext, most: number): Promise<DueVolume[]> {
  const { rows } = await ctx.db.execute<DueVolume>(sql`
    select * from (
      select v.id as "itemId", 'volume' as kind, v.account_id as "accountId", a.name as "accountName", v.name,
        r.name as "regionName", v.size_gib::text as "sizeGib", p.id as "priceId",
        p.micros_per_hour::text as "nextRate", dense_rank() over (order by v.account_id) as account
      from volumes v
      join accounts a on a.id = v.account_id
      join regions r on r.id = v.region_id
      join account_meters m on m.account_id = v.account_id
      join prices p on p.kind = 'volume' and p.region_id = v.region_id and p.currency = m.currency
        and p.valid_to is null and p.valid_from <= app_now()
      where v.state in ('creating', 'available')
        and v.next_gib_rate is distinct from nullif(p.micros_per_hour, v.gib_rate)) as due
    where account <= ${most} order by "accountId", name, "itemId"`);
  return rows;
}

/** What is the same for all volumes of a price stands in one mail. */
async function mail(ctx: ServiceContext, account: LockedAccount, told: Told<DueVolume>[]): Promise<void> {
  const change = ({ due, back }: Told<DueVolume>) => `${back ? "kept" : "announced"}:${due.priceId}`;
  for (const one of new Set(told.map(change))) {
    const together = told.filter((each) => change(each) === one);
    const [first] = together;
    if (!first) continue;
    const { accountName, regionName } = first.due;
    const text = (price: bigint) => priceText(rate(price), account.state.currency);
    await mailMembers(ctx, account.tx, {
      accountId: account.id,
      template: first.back ? "volume_price_kept" : "volume_price_announced",
      roles: ["owner", "admin", "billing"],
      params: {
        ...{ account: accountName, region: regionName, at: utcText(first.at), next: text(first.next) },
        url: `${ctx.publicUrl}/console/volumes`,
      },
      rows: together.map(({ due: { name, sizeGib }, now, next }) => ({
        ...{ volume: name, gib: sizeGib, now: text(now) },
        nowHour: text(BigInt(sizeGib) * now),
        nextHour: text(BigInt(sizeGib) * next),
      })),
      key: `price:${account.id}:${one}:${account.now}`,
    });
  }
}

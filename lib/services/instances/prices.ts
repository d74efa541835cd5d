import { sql } from "drizzle-orm";
import { priceText } from "@/lib/domain/money";
import { pricedStates } from "@/lib/domain/states";
import { utcText } from "@/lib/domain/time-text";
import { recordAudit } from "@/lib/services/audit";
import type { Due, PriceSource, Told } from "@/lib/services/catalogue/announce-prices";
import { typeName } from "@/lib/services/catalogue/types";
import type { ServiceContext } from "@/lib/services/context";
import type { LockedAccount } from "@/lib/services/money/with-account";
import { mailMembers } from "@/lib/services/notices/mail-members";
import { recordEvent } from "./record";

type DueInstance = Due & {
  kind: "run" | "disk";
  name: string;
  regionName: string;
  gpuName: string | null;
  gpuCount: number;
  vcpus: number;
};

/** Instances: a type has one price while it runs and one for its disk while it is off, in each region. */
export const instancePrices: PriceSource<DueInstance> = {
  due: dueInstances,
  record,
  mail,
  hints: (accountId) => [
    { accountId, kind: "instances" },
    { accountId, kind: "meter" },
  ],
};

async function dueInstances(ctx: ServiceContext, most: number): Promise<DueInstance[]> {
  const states = (kind: "run" | "disk") => sql`${sql.param([...pricedStates[kind]])}::text[]`;
  const { rows } = await ctx.db.execute<DueInstance>(sql`
    select * from (
      select i.id as "itemId", p.kind, i.account_id as "accountId", a.name as "accountName", i.name,
        r.name as "regionName", g.name as "gpuName", t.gpu_count as "gpuCount", t.vcpus, p.id as "priceId",
        p.micros_per_hour::text as "nextRate", dense_rank() over (order by i.account_id) as account
      from instances i
      join accounts a on a.id = i.account_id
      join regions r on r.id = i.region_id
      join instance_types t on t.id = i.instance_type_id
      left join gpu_models g on g.id = t.gpu_model_id
      join account_meters m on m.account_id = i.account_id
      join prices p on p.region_id = i.region_id and p.instance_type_id = i.instance_type_id
        and p.currency = m.currency and p.valid_to is null and p.valid_from <= app_now()
      where case p.kind
        when 'run' then i.state = any(${states("run")})
          and i.next_run_rate is distinct from nullif(p.micros_per_hour, i.run_rate)
        when 'disk' then i.state = any(${states("disk")})
          and i.next_disk_rate is distinct from nullif(p.micros_per_hour, i.disk_rate) end) as due
    where account <= ${most} order by "accountId", name, "itemId", kind desc`);
  return rows;
}

async function record(
  ctx: ServiceContext,
  account: LockedAccount,
  { due, now, next, at, back }: Told<DueInstance>,
): Promise<void> {
  const { itemId, kind, name } = due;
  const verb = back ? "price_kept" : "price_announced";
  const text = { price: priceText(next, account.state.currency), at: utcText(at) };
  await recordEvent(account.tx, itemId, verb, { reason: kind, ...text });
  await recordAudit(ctx, account.tx, {
    action: `instance.${verb}`,
    accountId: account.id,
    targetId: itemId,
    detail: { name, kind, from: `${now}`, to: `${next}`, ...(back ? {} : { at: `${at}` }) },
  });
}

/** An operator changes many prices in one second: all that is announced stands in one mail, all that is taken back in another. */
async function mail(ctx: ServiceContext, account: LockedAccount, told: Told<DueInstance>[]): Promise<void> {
  for (const back of [false, true]) {
    const together = told.filter((each) => each.back === back);
    const [first] = together;
    if (!first) continue;
    await mailMembers(ctx, account.tx, {
      accountId: account.id,
      template: back ? "instance_prices_kept" : "instance_prices_announced",
      roles: ["owner", "admin", "billing"],
      params: {
        ...{ account: first.due.accountName, at: utcText(first.at) },
        url: `${ctx.publicUrl}/console/instances`,
      },
      rows: together.map(({ due, now, next }) => ({
        ...{ kind: due.kind, instance: due.name, type: typeName(due), region: due.regionName },
        now: priceText(now, account.state.currency),
        next: priceText(next, account.state.currency),
      })),
      key: `price:${account.id}:instances:${back ? "kept" : "announced"}:${account.now}`,
    });
  }
}

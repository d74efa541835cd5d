import { sql } from "drizzle-orm";
import type { ServiceContext } from "@/lib/services/context";
import { keptHints, recordKept } from "@/lib/services/snapshots/record";

/**
 * Which images of the catalogue a region's cluster has, from the aliases that it shows. What it lacks is not offered
 * there, and is offered again as soon as it is back. Rows that did not change are not written.
 */
export async function mirrorImages(
  ctx: ServiceContext,
  regionId: string,
  aliases: readonly { alias: string; fingerprint: string }[],
): Promise<void> {
  const changed = await ctx.transact((tx) =>
    tx.execute(sql`
      insert into image_regions (image_id, region_id, fingerprint, available, seen_at)
      select i.id, ${regionId}, s.fingerprint, s.fingerprint is not null, app_now()
      from images i
      left join image_regions l on l.image_id = i.id and l.region_id = ${regionId}
      left join jsonb_to_recordset(${JSON.stringify(aliases)}::jsonb) as s(alias text, fingerprint text)
        on s.alias = coalesce(l.alias, i.alias)
      order by i.id
      on conflict (image_id, region_id) do update
      set fingerprint = coalesce(excluded.fingerprint, image_regions.fingerprint), available = excluded.available,
        seen_at = app_now()
      where (image_regions.available, image_regions.fingerprint)
        is distinct from (excluded.available, coalesce(excluded.fingerprint, image_regions.fingerprint))`),
  );
  if ((changed.rowCount ?? 0) > 0) ctx.notify({ accountId: null, kind: "availability" });
}

type Changed = { id: string; accountId: string; name: string; missing: boolean };

/**
 * Which of the accounts' own images a region's cluster still has. One that vanished is offered no more, its page says so,
 * and it is offered again when it is back. `second`: before the aliases were asked for; what was made since may be
 * missing in them.
 */
export async function mirrorPrivateImages(
  ctx: ServiceContext,
  regionId: string,
  { aliases, second }: { aliases: readonly { alias: string }[]; second: bigint },
): Promise<void> {
  const names = aliases.map(({ alias }) => alias);
  const changed = await ctx.transact(async (tx) => {
    const { rows } = await tx.execute<Changed>(sql`
      update private_images p set missing_since = case when s.there then null else app_now() end
      from (
        select id, replace(id, '_', '-') = any(${sql.param(names)}::text[]) as there
        from private_images where region_id = ${regionId} and state = 'ready'
      ) as s
      where p.id = s.id and p.state = 'ready' and s.there = (p.missing_since is not null)
        and (s.there or coalesce(p.known_at, 0) < ${second}::bigint)
      returning p.id, p.account_id as "accountId", p.name, not s.there as missing`);
    for (const row of rows) await recordKept(ctx, tx, row, row.missing ? "image.missing" : "image.found");
    return rows;
  });
  ctx.notify(...changed.flatMap(({ accountId }) => keptHints(accountId)));
}

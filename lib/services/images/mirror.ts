import { sql } from "drizzle-orm";
import type { ServiceContext } from "@/lib/services/context";

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

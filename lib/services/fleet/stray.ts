import { sql } from "drizzle-orm";
import type { ServiceContext } from "@/lib/services/context";

export type Stray = { name: string; host: string; kind: "foreign" | "quarantined" };

/** A machine of ours that nobody knows may be one whose row is being written by a slow colleague. */
export const LEFTOVER_AFTER_SECONDS = 600;

/** The machines of a region that are not ours, or that we do not know: listed, never touched by this. */
export async function recordStrays(
  ctx: ServiceContext,
  regionId: string,
  strays: readonly Stray[],
): Promise<void> {
  const rows = JSON.stringify(strays);
  await ctx.transact(async (tx) => {
    await tx.execute(sql`
      insert into stray_machines (region_id, name, host, kind)
      select ${regionId}, s.name, s.host, s.kind
      from jsonb_to_recordset(${rows}::jsonb) as s(name text, host text, kind text)
      on conflict (region_id, name) do update
      set host = excluded.host, kind = excluded.kind, last_seen_at = app_now()
      where (stray_machines.host, stray_machines.kind) is distinct from (excluded.host, excluded.kind)
        or stray_machines.last_seen_at < app_now() - interval '1 minute'`);
    await tx.execute(sql`
      delete from stray_machines where region_id = ${regionId}
        and name not in (select s.name from jsonb_to_recordset(${rows}::jsonb) as s(name text))`);
  });
}

/** Of the machines that carry our tag and that we do not know: which have been there long enough to be leftovers. */
export async function oldQuarantined(
  ctx: ServiceContext,
  regionId: string,
  afterSeconds: number,
): Promise<Set<string>> {
  const { rows } = await ctx.db.execute<{ name: string }>(sql`
    select name from stray_machines
    where region_id = ${regionId} and kind = 'quarantined'
      and first_seen_at < app_now() - make_interval(secs => ${afterSeconds})`);
  return new Set(rows.map((row) => row.name));
}

/** Every machine that carries our tag and that no instance is known for, in all regions. */
export async function quarantined(
  ctx: ServiceContext,
): Promise<{ regionId: string; name: string; host: string }[]> {
  const { rows } = await ctx.db.execute<{ regionId: string; name: string; host: string }>(sql`
    select region_id as "regionId", name, host from stray_machines where kind = 'quarantined' order by 1, 2`);
  return rows;
}

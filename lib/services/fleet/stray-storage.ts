import { sql } from "drizzle-orm";
import type { StrayThingView } from "@/lib/contracts/fleet";
import type { OwnThing } from "@/lib/ports/own-storage";
import type { ServiceContext } from "@/lib/services/context";
import { LEFTOVER_AFTER_SECONDS } from "./stray";

export type StrayThing = Pick<OwnThing, "kind" | "name" | "host">;

/**
 * Of what carries our tag in a region: what nobody here owns is written down, the rest is not. A row that is deleted or
 * failed owns nothing. Left alone is what is not called by a name of ours (an operator's copy keeps the tags of what it
 * was copied from), and snapshots whose machine or volume is itself nobody's: they go with it.
 */
export async function recordStrayStorage(
  ctx: ServiceContext,
  regionId: string,
  things: readonly OwnThing[],
): Promise<void> {
  const list = JSON.stringify(things.flatMap(identify));
  await ctx.transact(async (tx) => {
    await tx.execute(sql`
      with seen as (
        select * from jsonb_to_recordset(${list}::jsonb) as s(kind text, name text, host text, id text, "parentId" text)
      ), judged as (
        select s.*, coalesce(v.state, p.state, k.state, w.state) as state,
          s."parentId" is null or i.state not in ('terminated', 'failed') or f.state not in ('deleted', 'failed') as at_home
        from seen s
        left join volumes v on s.kind = 'volume' and v.id = s.id and v.region_id = ${regionId}
        left join private_images p on s.kind = 'image' and p.id = s.id and p.region_id = ${regionId}
        left join snapshots k on k.id = s.id and k.instance_id = s."parentId"
        left join volume_snapshots w on w.id = s.id and w.volume_id = s."parentId"
        left join instances i on i.id = s."parentId"
        left join volumes f on f.id = s."parentId"
      ), strays as (
        select kind, name, host, case when state is null then 'unknown' else 'ended' end as why from judged
        where at_home and (state is null or state in ('deleted', 'failed'))
      ), gone as (
        delete from stray_storage t where t.region_id = ${regionId}
          and not exists (select from strays s where s.kind = t.kind and s.name = t.name)
      )
      insert into stray_storage (region_id, kind, name, host, why)
      select ${regionId}, kind, name, host, why from strays
      on conflict (region_id, kind, name) do update
      set host = excluded.host, why = excluded.why, last_seen_at = app_now()`);
  });
}

const PREFIXES = { volume: ["vol"], image: ["img"], snapshot: ["snp", "vsn"] } as const;

/** Our ids of a thing and of what it belongs to; nothing when it is not called as we call things. */
function identify({ kind, name, host }: OwnThing) {
  const parts = name.split("/").map((part) => /^([a-z]{3})-([a-z2-7]{20})$/.exec(part));
  const own = parts.at(-1);
  const parent = kind === "snapshot" ? parts[0] : null;
  const prefixes: readonly string[] = PREFIXES[kind];
  if (parts.length !== (kind === "snapshot" ? 2 : 1) || !own || parent === undefined) return [];
  if (!prefixes.includes(own[1] ?? "") || (kind === "snapshot" && parent === null)) return [];
  return [{ kind, name, host, id: `${own[1]}_${own[2]}`, parentId: parent && `${parent[1]}_${parent[2]}` }];
}

/** What has been nobody's for long enough to be removed: soon what was given up here, late what was never known. */
export async function overdueStorage(ctx: ServiceContext, regionId: string): Promise<StrayThing[]> {
  const { rows } = await ctx.db.execute<StrayThing>(sql`
    select kind, name, host from stray_storage
    where region_id = ${regionId} and ${removedAfter(ctx)} < app_now()
    order by kind, name`);
  return rows;
}

/** For the page of the region. */
export async function readStrayThings(ctx: ServiceContext, regionId: string): Promise<StrayThingView[]> {
  const { rows } = await ctx.db.execute<
    Pick<StrayThingView, "kind" | "name" | "host" | "why" | "error"> & { first: string; removed: string }
  >(sql`
    select kind, name, host, why, error, to_json(first_seen_at) as first, to_json(${removedAfter(ctx)}) as removed
    from stray_storage where region_id = ${regionId} order by kind, name`);
  return rows.map(({ first, removed, ...row }) => ({
    ...row,
    firstSeenAt: new Date(first).toISOString(),
    removedAfter: new Date(removed).toISOString(),
  }));
}

/** When a stray of `stray_storage` is removed. */
const removedAfter = ({ policies }: Pick<ServiceContext, "policies">) => sql`
  first_seen_at + make_interval(secs => case why when 'ended' then ${LEFTOVER_AFTER_SECONDS}::int
    else ${policies.strayStorageSeconds}::int end)`;

/** What the provider said when it was to be removed; it is tried again at the next look. */
export async function strayNotRemoved(
  ctx: ServiceContext,
  regionId: string,
  { kind, name }: StrayThing,
  error: string,
): Promise<void> {
  await ctx.transact((tx) =>
    tx.execute(sql`
      update stray_storage set error = ${error.slice(0, 500)}
      where region_id = ${regionId} and kind = ${kind} and name = ${name}`),
  );
}

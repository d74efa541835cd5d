import { sql } from "drizzle-orm";
import type { KeptView, PrivateImageView, SnapshotView } from "@/lib/contracts/snapshots";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";
import { keptLimits, keptUse } from "./limits";

type At = { created_at_ms: string };

/** Everything that is kept for the account, newest first, and how much of the free allowance that is. */
export async function listKept(ctx: ServiceContext): Promise<KeptView> {
  const { accountId } = authorise(ctx, "view");
  const [snapshots, images, used, now] = await Promise.all([
    readSnapshots(ctx, accountId),
    readImages(ctx, accountId),
    keptUse(ctx.db, accountId),
    ctx.db.execute<{ ms: string }>(sql`select (extract(epoch from app_now()) * 1000)::bigint::text as ms`),
  ]);
  return {
    snapshots,
    images,
    used,
    limits: keptLimits(ctx.policies),
    serverNowMs: Number(now.rows[0]?.ms),
  };
}

const iso = (ms: string): string => new Date(Number(ms)).toISOString();
const createdAt = sql`(extract(epoch from k.created_at) * 1000)::bigint::text as created_at_ms`;

async function readSnapshots(ctx: ServiceContext, accountId: string): Promise<SnapshotView[]> {
  const { rows } = await ctx.db.execute<Omit<SnapshotView, "createdAt"> & At>(sql`
    select k.id, k.instance_id as "instanceId", k.name, k.state, k.state_detail as "stateDetail",
      k.size_bytes::float8 as "sizeBytes", ${createdAt}
    from snapshots k join instances i on i.id = k.instance_id
    where k.account_id = ${accountId} and k.state <> 'deleted' and i.state <> 'terminated'
    order by k.created_at desc, k.id desc`);
  return rows.map(({ created_at_ms, ...view }) => ({ ...view, createdAt: iso(created_at_ms) }));
}

type ImageRow = Omit<PrivateImageView, "createdAt" | "deletedAt" | "missingSince" | "fromInstance"> &
  At & {
    from_id: string;
    from_name: string;
    from_type: string;
    missing_since_ms: string | null;
    grace_until: string | null;
  };

async function readImages(ctx: ServiceContext, accountId: string): Promise<PrivateImageView[]> {
  const { rows } = await ctx.db.execute<ImageRow>(sql`
    select k.id, k.name, k.region_id as "regionId", r.name as "regionName", k.state, k.state_detail as "stateDetail",
      k.percent, k.size_bytes::float8 as "sizeBytes", k.min_disk_gib as "minDiskGib", b.name as "baseImageName",
      f.id as from_id, f.name as from_name, f.instance_type_id as from_type, m.grace_until::text,
      (extract(epoch from k.missing_since) * 1000)::bigint::text as missing_since_ms,
      coalesce((select jsonb_agg(jsonb_build_object('instanceId', u.id, 'name', u.name) order by u.created_at)
        from instances u where u.private_image_id = k.id and u.state not in ('terminated', 'failed')), '[]') as "usedBy",
      ${createdAt}
    from private_images k
    join regions r on r.id = k.region_id
    join images b on b.id = k.base_image_id
    join snapshots s on s.id = k.snapshot_id
    join instances f on f.id = s.instance_id
    join account_meters m on m.account_id = k.account_id
    where k.account_id = ${accountId} and k.state <> 'deleted'
    order by k.created_at desc, k.id desc`);
  return rows.map(
    ({ created_at_ms, from_id, from_name, from_type, grace_until, missing_since_ms, ...view }) => ({
      ...view,
      missingSince: missing_since_ms === null ? null : iso(missing_since_ms),
      fromInstance: { instanceId: from_id, name: from_name, typeId: from_type },
      deletedAt: grace_until === null ? null : iso(`${grace_until}000`),
      createdAt: iso(created_at_ms),
    }),
  );
}

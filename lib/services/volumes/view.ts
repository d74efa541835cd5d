import { type SQL, sql } from "drizzle-orm";
import type { VolumeSnapshotView, VolumeView } from "@/lib/contracts/volumes";
import { lossReasons, shownVolumeState, type VolumeStateName } from "@/lib/domain/volume-states";
import type { Database, Transaction } from "@/lib/services/context";

/** Whole numbers and instants that meet money come as text. */
type Row = {
  id: string;
  name: string;
  state: VolumeStateName;
  state_reason: string | null;
  state_detail: string | null;
  region_id: string;
  region_name: string;
  host: string;
  host_gpu: string | null;
  size_gib: string;
  wanted_gib: string;
  gib_rate: string;
  next_price_at: string | null;
  next_gib_rate: string | null;
  currency: string;
  instance_id: string | null;
  wanted_instance_id: string | null;
  instance_name: string | null;
  ssh_user: string | null;
  mount_path: string | null;
  snapshots: VolumeSnapshotView[];
  lost_after: string | null;
  lost_from_instance_id: string | null;
  state_since_ms: string;
  away_since_ms: string | null;
  grace_until: string | null;
  total_ticks: string;
  open_rate: string;
  anchor: string;
  next_event: string | null;
  created_at_ms: string;
  now_ms: string;
};

/** Volumes as the browser gets them, newest first. A cost is exact at its anchor and grows by its rate. */
export async function readVolumeViews(db: Database | Transaction, which: SQL): Promise<VolumeView[]> {
  const { rows } = await db.execute<Row>(sql`
    with chosen as (
      select v.*, m.grace_until, m.currency, least(m.runs_out_at, v.next_price_at) as next_event,
        least(app_second(), m.runs_out_at, v.next_price_at) as until
      from volumes v join account_meters m on m.account_id = v.account_id
      where ${which}
    ), costs as (
      select c.id, coalesce(sum(s.rate::numeric * greatest(coalesce(s.upper, c.until) - s.lower, 0)
          - coalesce((select sum(u.ticks) from usage_credits u where u.segment_id = s.id), 0)), 0)::bigint as total_ticks,
        coalesce(sum(s.rate) filter (where s.upper is null), 0)::bigint as open_rate
      from chosen c left join usage_segments s on s.volume_id = c.id group by c.id
    )
    select c.id, c.name, c.state, c.state_reason, c.state_detail, c.region_id, r.name as region_name, c.host,
      (select g.name from cards k join gpu_models g on g.id = k.gpu_model_id
        where k.region_id = c.region_id and k.host = c.host and k.present order by g.position limit 1) as host_gpu,
      c.next_price_at::text, c.next_gib_rate::text, c.size_gib::text, c.wanted_gib::text, c.gib_rate::text, c.currency, c.instance_id, c.wanted_instance_id,
      i.name as instance_name, g.ssh_user, c.mount_path,
      coalesce((select jsonb_agg(jsonb_build_object('id', s.id, 'name', s.name, 'state', s.state,
          'stateDetail', s.state_detail, 'createdAt', to_char(s.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
          order by s.created_at desc, s.id)
        from volume_snapshots s where s.volume_id = c.id and s.state <> 'deleted'), '[]') as snapshots,
      case when c.state_reason = any(${sql.param([...lossReasons])}::text[]) then c.known_at end::text as lost_after, c.lost_from_instance_id,
      (extract(epoch from c.state_since) * 1000)::bigint::text as state_since_ms,
      case when h.state = 'offline' then (extract(epoch from h.state_since) * 1000)::bigint::text end as away_since_ms, c.grace_until::text, k.total_ticks::text, k.open_rate::text, c.until::text as anchor, c.next_event::text,
      (extract(epoch from c.created_at) * 1000)::bigint::text as created_at_ms,
      (extract(epoch from app_now()) * 1000)::bigint::text as now_ms
    from chosen c
    join costs k on k.id = c.id
    join regions r on r.id = c.region_id
    left join hosts h on h.region_id = c.region_id and h.name = c.host
    left join instances i on i.id = coalesce(c.instance_id, c.wanted_instance_id)
    left join images g on g.id = i.image_id
    order by c.created_at desc, c.id`);
  return rows.map(volumeView);
}

const burns = (state: VolumeStateName): boolean => state === "creating" || state === "available";

const iso = (ms: string): string => new Date(Number(ms)).toISOString();

function volumeView(row: Row): VolumeView {
  const [size, wanted, price] = [BigInt(row.size_gib), BigInt(row.wanted_gib), BigInt(row.gib_rate)];
  const instanceId = row.instance_id ?? row.wanted_instance_id;
  const { state, instance_id, wanted_instance_id } = row;
  return {
    id: row.id,
    name: row.name,
    regionId: row.region_id,
    regionName: row.region_name,
    host: row.host,
    hostGpuName: row.host_gpu,
    state: shownVolumeState({
      ...{ state, stateReason: row.state_reason, sizeGib: size, wantedGib: wanted },
      ...{ instanceId: instance_id, wantedInstanceId: wanted_instance_id },
    }),
    stateReason: row.state_reason,
    stateDetail: row.state_detail,
    sizeGib: Number(size),
    wantedGib: Number(wanted),
    currency: row.currency,
    gibMicrosPerHour: row.gib_rate,
    microsPerHour: `${size * price}`,
    nextPrice:
      row.next_price_at === null || row.next_gib_rate === null || !burns(state)
        ? null
        : {
            at: iso(`${row.next_price_at}000`),
            gibMicrosPerHour: row.next_gib_rate,
            microsPerHour: `${size * BigInt(row.next_gib_rate)}`,
          },
    totalCost: {
      accruedTicks: row.total_ticks,
      ticksPerSecond: row.open_rate,
      anchorSecond: row.anchor,
      nextEventSecond: row.next_event,
    },
    attachment:
      instanceId === null
        ? null
        : {
            instanceId,
            instanceName: row.instance_name ?? instanceId,
            mountPath: row.mount_path ?? "",
            sshUser: row.ssh_user ?? "root",
          },
    snapshots: row.snapshots,
    deletedAt: row.grace_until !== null && state === "available" ? iso(`${row.grace_until}000`) : null,
    lost:
      row.lost_after === null
        ? null
        : {
            lastKnownAt: iso(`${row.lost_after}000`),
            foundAt: iso(row.state_since_ms),
            from:
              row.lost_from_instance_id === null
                ? null
                : { instanceId: row.lost_from_instance_id, mountPath: row.mount_path ?? "" },
          },
    awaySince: row.away_since_ms === null || !burns(state) ? null : iso(row.away_since_ms),
    createdAt: iso(row.created_at_ms),
    serverNowMs: Number(row.now_ms),
  };
}

import { type SQL, sql } from "drizzle-orm";
import type { FirewallSummary } from "@/lib/contracts/firewall";
import type {
  CostView,
  DeathView,
  InstanceState,
  InstanceView,
  NextPriceView,
  PhaseView,
} from "@/lib/contracts/views";
import { deathReasons, keepsDisk } from "@/lib/domain/states";
import { typeName } from "@/lib/services/catalogue/types";
import type { Database, Transaction } from "@/lib/services/context";

/** Whole numbers and instants that meet money come as text. */
type Row = {
  id: string;
  name: string;
  state: InstanceState;
  state_reason: string | null;
  state_detail: string | null;
  state_since_ms: string;
  region_id: string;
  region_name: string;
  region_silent_since_ms: string | null;
  moving: boolean;
  wait_since_ms: string | null;
  wait_noticed_ms: string | null;
  death: { noticedMs: string; lastAlive: string | null; notChargedTicks: string | null } | null;
  type_id: string;
  gpu_name: string | null;
  gpu_count: number;
  vcpus: number;
  memory_gib: number;
  disk_gib: number;
  image_name: string;
  opens_jupyter: boolean;
  ssh_user: string;
  currency: string;
  run_rate: string;
  disk_rate: string;
  next_run_price_at: string | null;
  next_run_rate: string | null;
  next_disk_price_at: string | null;
  next_disk_rate: string | null;
  ready_at_ms: string | null;
  stop_due: string | null;
  grace_until: string | null;
  phases: PhaseView[];
  address_host: string | null;
  address_port: number | null;
  host_key_fingerprint: string | null;
  stopped_by_exhaustion: boolean;
  created_at_ms: string;
  created_by_name: string;
  idle_minutes: number | null;
  idle_threshold: number | null;
  idle_snoozed_until: string | null;
  idle_stop_at: string | null;
  load: number | null;
  load_at: string | null;
  firewall: FirewallSummary | null;
  run_ticks: string;
  total_ticks: string;
  open_rate: string;
  open_kind: "run" | "disk" | null;
  anchor: string;
  next_event: string | null;
  now_ms: string;
};

/** A load that is older than this is not "now". */
const LOAD_SECONDS = 60;

const milliseconds = (value: SQL): SQL => sql`(extract(epoch from ${value}) * 1000)::bigint::text`;

/**
 * Instances as the browser gets them, newest first. A cost is exact at its anchor and grows by its rate up to the
 * next second at which something stops it by itself, even while nobody has carried that out yet.
 */
export async function readInstanceViews(db: Database | Transaction, which: SQL): Promise<InstanceView[]> {
  const { rows } = await db.execute<Row>(sql`
    with chosen as (
      select i.*, app_second() as now_second, e.next_event, m.grace_until, m.currency,
        least(app_second(), e.next_event) as until
      from instances i join account_meters m on m.account_id = i.account_id
      cross join lateral (select least(m.runs_out_at, i.stop_due,
        case when i.state = 'running' then i.next_run_price_at else i.next_disk_price_at end) as next_event) e
      where ${which}
    ), used as (
      select s.instance_id, s.run_id, s.kind, s.upper is null as open, s.rate,
        s.rate::numeric * greatest(coalesce(s.upper, c.until) - s.lower, 0)
          - coalesce((select sum(u.ticks) from usage_credits u where u.segment_id = s.id), 0) as ticks
      from usage_segments s join chosen c on c.id = s.instance_id
    ), costs as (
      select c.id,
        coalesce(sum(u.ticks) filter (where u.run_id = c.run_id), 0)::bigint as run_ticks,
        coalesce(sum(u.ticks), 0)::bigint as total_ticks,
        coalesce(sum(u.rate) filter (where u.open), 0)::bigint as open_rate,
        max(u.kind) filter (where u.open) as open_kind
      from chosen c left join used u on u.instance_id = c.id group by c.id
    )
    select c.id, c.name, c.state, c.state_reason, c.state_detail, ${milliseconds(sql`c.state_since`)} as state_since_ms,
      c.region_id, r.name as region_name, d.death, c.move_to is not null as moving,
      ${milliseconds(sql`w.created_at`)} as wait_since_ms, ${milliseconds(sql`w.noticed_at`)} as wait_noticed_ms,
      case when r.provider_error is not null then ${milliseconds(sql`r.provider_seen_at`)} end as region_silent_since_ms, t.id as type_id, g.name as gpu_name, t.gpu_count, t.vcpus, t.memory_gib,
      t.disk_gib, coalesce(o.name, m.name) as image_name, m.opens_jupyter, m.ssh_user, c.currency, c.run_rate::text, c.disk_rate::text,
      c.next_run_price_at::text, c.next_run_rate::text, c.next_disk_price_at::text, c.next_disk_rate::text,
      ${milliseconds(sql`c.ready_at`)} as ready_at_ms, c.stop_due::text, c.grace_until::text, c.phases, c.address_host,
      c.address_port, c.host_key_fingerprint, c.stopped_by_exhaustion is not null as stopped_by_exhaustion,
      ${milliseconds(sql`c.created_at`)} as created_at_ms, p.name as created_by_name,
      s.minutes as idle_minutes, s.threshold_percent as idle_threshold, s.snoozed_until::text as idle_snoozed_until,
      s.stop_at::text as idle_stop_at, l.load, l.load_at::text, f.firewall,
      k.run_ticks::text, k.total_ticks::text, k.open_rate::text, k.open_kind, c.until::text as anchor,
      c.next_event::text, ${milliseconds(sql`app_now()`)} as now_ms
    from chosen c
    join costs k on k.id = c.id
    join regions r on r.id = c.region_id
    join instance_types t on t.id = c.instance_type_id
    left join gpu_models g on g.id = t.gpu_model_id
    join images m on m.id = c.image_id
    left join private_images o on o.id = c.private_image_id
    join users p on p.id = c.created_by
    left join idle_stops s on s.instance_id = c.id
    left join lateral (
      select avg(load) as load, bucket as load_at from card_readings
      where c.state = 'running' and instance_id = c.id and step = 10 and bucket > c.now_second - ${LOAD_SECONDS}
      group by bucket order by bucket desc limit 1
    ) l on true
    left join lateral (
      select jsonb_build_object('sets', count(a.set_id), 'ssh', case when e.ssh_closed then 'closed' else e.ssh_reach end,
        'stamp', concat_ws(' ', e.generation, e.applied_generation, e.applied_at, e.attempts > 1)) as firewall
      from instance_firewalls e left join firewall_attachments a on a.instance_id = e.instance_id
      where e.instance_id = c.id and e.removed_at is null
      group by e.instance_id
    ) f on true
    left join room_waits w on w.instance_id = c.id and c.state = 'stopped'
    left join lateral (
      select jsonb_build_object('noticedMs', ${milliseconds(sql`e.at`)}, 'lastAlive', e.detail->>'lastAlive',
        'notChargedTicks', e.detail->>'notChargedTicks') as death
      from instance_events e where e.instance_id = c.id and e.kind = 'found_dead'
      order by e.at desc, e.id desc limit 1
    ) d on c.state_reason = any(${sql.param([...deathReasons])}::text[])
    order by c.created_at desc, c.id`);
  return rows.map(instanceView);
}

function instanceView(row: Row): InstanceView {
  const since = row.open_kind;
  return {
    id: row.id,
    name: row.name,
    state: row.state,
    stateReason: row.state_reason,
    stateDetail: row.state_detail,
    stateSince: iso(row.state_since_ms),
    death: row.death && death(row.death),
    roomWait: row.wait_since_ms === null ? null : roomWait(row.wait_since_ms, row.wait_noticed_ms),
    moving: row.moving,
    regionSilentSince: row.region_silent_since_ms === null ? null : iso(row.region_silent_since_ms),
    regionId: row.region_id,
    regionName: row.region_name,
    typeId: row.type_id,
    typeName: typeName({ gpuName: row.gpu_name, gpuCount: row.gpu_count, vcpus: row.vcpus }),
    gpuName: row.gpu_name,
    gpuCount: row.gpu_count,
    vcpus: row.vcpus,
    memoryGib: row.memory_gib,
    diskGib: row.disk_gib,
    imageName: row.image_name,
    opensJupyter: row.opens_jupyter,
    currency: row.currency,
    runMicrosPerHour: row.run_rate,
    diskMicrosPerHour: row.disk_rate,
    // In grace its state may still be one from which it goes on; that is no promise to show.
    nextRunPrice: row.state === "stopping" ? null : nextPrice(row.next_run_price_at, row.next_run_rate),
    nextDiskPrice: nextPrice(row.next_disk_price_at, row.next_disk_rate),
    runCost: cost(row, row.run_ticks, since === "run" ? row.open_rate : "0"),
    totalCost: cost(row, row.total_ticks, row.open_rate),
    readyAt: row.ready_at_ms === null ? null : iso(row.ready_at_ms),
    stopAt: row.stop_due === null ? null : iso(`${row.stop_due}000`),
    idleStop: idleStop(row),
    gpuLoad:
      row.load === null || row.load_at === null ? null : { percent: row.load, at: iso(`${row.load_at}000`) },
    diskDeletedAt: row.grace_until !== null && keepsDisk(row.state) ? iso(`${row.grace_until}000`) : null,
    phases: row.phases,
    firewall: row.firewall,
    ssh: row.state === "running" ? ssh(row) : null,
    stoppedByExhaustion: row.stopped_by_exhaustion,
    createdAt: iso(row.created_at_ms),
    createdByName: row.created_by_name,
    serverNowMs: Number(row.now_ms),
  };
}

function idleStop(row: Row): InstanceView["idleStop"] {
  if (row.idle_minutes === null || row.idle_threshold === null) return null;
  // Both belong to a run; after its end they say nothing.
  const ofRun = (second: string | null) =>
    second === null || row.state !== "running" ? null : iso(`${second}000`);
  return {
    minutes: row.idle_minutes,
    thresholdPercent: row.idle_threshold,
    snoozedUntil:
      BigInt(row.idle_snoozed_until ?? 0) * 1000n > BigInt(row.now_ms) ? ofRun(row.idle_snoozed_until) : null,
    stopAt: ofRun(row.idle_stop_at),
  };
}

const nextPrice = (at: string | null, rate: string | null): NextPriceView | null =>
  at === null || rate === null ? null : { at: iso(`${at}000`), microsPerHour: rate };

const iso = (ms: string): string => new Date(Number(ms)).toISOString();

const death = (row: NonNullable<Row["death"]>): DeathView => ({
  noticedAt: iso(row.noticedMs),
  lastAliveAt: row.lastAlive === null ? null : iso(`${row.lastAlive}000`),
  notChargedTicks: row.notChargedTicks ?? "0",
});

const roomWait = (sinceMs: string, noticedMs: string | null) => ({
  since: iso(sinceMs),
  noticedAt: noticedMs === null ? null : iso(noticedMs),
});

function cost(row: Row, accruedTicks: string, ticksPerSecond: string): CostView {
  return { accruedTicks, ticksPerSecond, anchorSecond: row.anchor, nextEventSecond: row.next_event };
}

function ssh(row: Row): InstanceView["ssh"] {
  if (row.address_host === null || row.address_port === null) return null;
  const port = row.address_port === 22 ? "" : `-p ${row.address_port} `;
  return {
    user: row.ssh_user,
    host: row.address_host,
    port: row.address_port,
    command: `ssh ${port}${row.ssh_user}@${row.address_host}`,
    hostKey: row.host_key_fingerprint,
  };
}

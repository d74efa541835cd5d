import type {
  AccountState,
  Instance,
  NextPrice,
  OpenSegment,
  SegmentKind,
  Volume,
} from "@/lib/domain/account";
import type { Grant } from "@/lib/domain/grants";
import { parseRate, parseTicks, parseWhole } from "@/lib/domain/money";
import type { InstanceStateName, StateReason, Wanted } from "@/lib/domain/states";
import { type Second, second } from "@/lib/domain/time";
import type { VolumeStateName } from "@/lib/domain/volume-states";

/** What `account_snapshots` answers: ticks, rates and seconds as decimal strings. */
type GrantRow = {
  id: string;
  name: string;
  priority: number;
  granted: string;
  remaining: string;
  from: string;
  expires: string | null;
  createdAt: string;
  status: Grant["status"];
};
type SegmentRow = {
  instanceId: string;
  runId: string | null;
  kind: SegmentKind;
  priceId: string;
  rate: string;
  lower: string;
};
type NextPriceRow = { at: string; priceId: string; rate: string } | null;
type InstanceRow = {
  id: string;
  state: InstanceStateName;
  reason: StateReason | null;
  wanted: Wanted;
  generation: number;
  runPriceId: string;
  diskPriceId: string;
  runRate: string;
  diskRate: string;
  nextRun: NextPriceRow;
  nextDisk: NextPriceRow;
  runId: string | null;
  runCount: number;
  stopDue: string | null;
  stoppedByExhaustion: string | null;
  stopSent: boolean;
};
type VolumeRow = {
  id: string;
  state: VolumeStateName;
  reason: StateReason | null;
  sizeGib: string;
  wantedGib: string;
  priceId: string;
  gibRate: string;
  nextPrice: NextPriceRow;
  open: { priceId: string; rate: string; lower: string } | null;
};
export type Snapshot = {
  now: string;
  currency: string;
  settled: string;
  accrued: string;
  burn: string;
  anchor: string;
  cash: string;
  held: string;
  refundPending: string;
  pendingBurn: string;
  lastSettlement: string;
  exhaustedAt: string | null;
  graceUntil: string | null;
  graceSpans: [string, string][];
  watchedFrom: string;
  grants: GrantRow[];
  segments: SegmentRow[];
  instances: InstanceRow[];
  volumes: VolumeRow[];
};

const parseSecond = (text: string): Second => second(parseWhole(text));
const orNull = (text: string | null): Second | null => (text === null ? null : parseSecond(text));

/** The account as the pure functions know it. */
export function parseSnapshot(accountId: string, row: Snapshot): AccountState {
  return {
    accountId,
    currency: row.currency,
    meter: {
      settled: parseTicks(row.settled),
      accrued: parseTicks(row.accrued),
      burn: parseRate(row.burn),
      anchor: parseSecond(row.anchor),
    },
    cash: parseTicks(row.cash),
    held: parseTicks(row.held),
    refundPending: parseTicks(row.refundPending),
    pendingBurn: parseRate(row.pendingBurn),
    lastSettlement: parseSecond(row.lastSettlement),
    exhaustedAt: orNull(row.exhaustedAt),
    graceUntil: orNull(row.graceUntil),
    graceSpans: row.graceSpans.map(([from, until]) => ({
      from: parseSecond(from),
      until: parseSecond(until),
    })),
    watchedFrom: parseSecond(row.watchedFrom),
    grants: row.grants.map(
      (grant): Grant => ({
        ...grant,
        granted: parseTicks(grant.granted),
        remaining: parseTicks(grant.remaining),
        from: parseSecond(grant.from),
        expires: orNull(grant.expires),
        createdAt: parseSecond(grant.createdAt),
      }),
    ),
    segments: [...row.segments.map(instanceSegment), ...row.volumes.flatMap(volumeSegment)],
    instances: row.instances.map(
      (instance): Instance => ({
        ...instance,
        runRate: parseRate(instance.runRate),
        diskRate: parseRate(instance.diskRate),
        nextRun: nextPrice(instance.nextRun),
        nextDisk: nextPrice(instance.nextDisk),
        stopDue: orNull(instance.stopDue),
        stoppedByExhaustion: orNull(instance.stoppedByExhaustion),
      }),
    ),
    volumes: row.volumes.map(
      ({ open: _, ...volume }): Volume => ({
        ...volume,
        sizeGib: parseWhole(volume.sizeGib),
        wantedGib: parseWhole(volume.wantedGib),
        gibRate: parseRate(volume.gibRate),
        nextPrice: nextPrice(volume.nextPrice),
      }),
    ),
  };
}

const nextPrice = (row: NextPriceRow): NextPrice | null =>
  row && { at: parseSecond(row.at), priceId: row.priceId, rate: parseRate(row.rate) };

const instanceSegment = ({ instanceId, ...segment }: SegmentRow): OpenSegment => ({
  ...segment,
  itemId: instanceId,
  rate: parseRate(segment.rate),
  lower: parseSecond(segment.lower),
});

function volumeSegment({ id, open }: VolumeRow): OpenSegment[] {
  if (open === null) return [];
  const { priceId, rate, lower } = open;
  const own = { itemId: id, runId: null, kind: "volume" as const, priceId };
  return [{ ...own, rate: parseRate(rate), lower: parseSecond(lower) }];
}

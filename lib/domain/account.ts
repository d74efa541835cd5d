import { type Grant, spendable } from "./grants";
import type { LedgerTransaction } from "./ledger";
import { balance, type Meter } from "./meter";
import type { Rate, Ticks } from "./money";
import type { InstanceStateName, StateReason, Wanted } from "./states";
import type { Second } from "./time";
import type { VolumeStateName } from "./volume-states";

export type SegmentKind = "run" | "disk" | "volume";

/** A stretch of constant rate that is still open. An instance or a volume has at most one. */
export type OpenSegment = {
  /** The instance, or the volume: what burns. */
  itemId: string;
  /** Null for a disk and for a volume. */
  runId: string | null;
  kind: SegmentKind;
  priceId: string;
  rate: Rate;
  lower: Second;
};

/** The same, ended: [lower, upper). `creditedFrom`: what lies after it came back as a usage credit. */
export type ClosedSegment = OpenSegment & { upper: Second; creditedFrom: Second | null };

/** An announced price: what is there keeps its own until this second, of which its owner was told. */
export type NextPrice = { at: Second; priceId: string; rate: Rate };

/** What money must know of an instance. */
export type Instance = {
  id: string;
  state: InstanceStateName;
  reason: StateReason | null;
  wanted: Wanted;
  /** Every wish raises it; answers for an older one are recorded, never applied. */
  generation: number;
  runPriceId: string;
  diskPriceId: string;
  runRate: Rate;
  diskRate: Rate;
  /** Null while none is announced, and where it could not come into force any more. */
  nextRun: NextPrice | null;
  nextDisk: NextPrice | null;
  runId: string | null;
  runCount: number;
  stopDue: Second | null;
  /** It ran when the balance ended, at this second. */
  stoppedByExhaustion: Second | null;
  /** The provider was asked to switch it off: it cannot be taken back. */
  stopSent: boolean;
};

/** What money must know of a volume. It has no runs and no stop time: it burns from creation to deletion. */
export type Volume = {
  id: string;
  state: VolumeStateName;
  reason: StateReason | null;
  sizeGib: bigint;
  /** What it should grow to; the same as `sizeGib` while nothing was asked. */
  wantedGib: bigint;
  priceId: string;
  /** Of one GiB: a volume's rate is its size times this. */
  gibRate: Rate;
  /** Of one GiB as well. */
  nextPrice: NextPrice | null;
};

/** Everything that decides an account's next second. */
export type AccountState = {
  accountId: string;
  currency: string;
  /** `meter.settled` = cash + usable grants, always. */
  meter: Meter;
  cash: Ticks;
  held: Ticks;
  refundPending: Ticks;
  /** Rates that are wanted but not ready. */
  pendingBurn: Rate;
  lastSettlement: Second;
  exhaustedAt: Second | null;
  /** Disks are free until here, then deleted; null outside grace. */
  graceUntil: Second | null;
  /** Earlier free stretches, for the allowance. */
  graceSpans: { from: Second; until: Second }[];
  /** Warnings up to here were given or overtaken. */
  watchedFrom: Second;
  grants: Grant[];
  segments: OpenSegment[];
  /** All that are not gone. */
  instances: Instance[];
  volumes: Volume[];
};

export type Notice = {
  kind: "balance_ends_in" | "balance_ended" | "grace_ended";
  /** With the kind and the threshold, what makes it unique: it is sent once. */
  second: Second;
  thresholdSeconds: bigint;
  /** The second it announces: the end of the balance, or the deletion of disks. */
  announces: Second | null;
};

/** What must be written, as data. Final values of meter, grants, instances and volumes are read from the state itself. */
export type Effect =
  | { type: "posted"; transaction: LedgerTransaction }
  | { type: "segment_opened"; segment: OpenSegment }
  | {
      type: "segment_closed";
      itemId: string;
      kind: SegmentKind;
      upper: Second;
      reason: StateReason | null;
    }
  | {
      type: "usage_credited";
      transactionKey: string;
      /** The instance, or the volume; with `segmentLower`, what names the segment. */
      itemId: string;
      segmentLower: Second;
      from: Second;
      to: Second;
      ticks: Ticks;
    }
  | {
      type: "instance_changed";
      instanceId: string;
      from: InstanceStateName;
      to: InstanceStateName;
      at: Second;
      reason: StateReason | null;
    }
  | {
      type: "volume_changed";
      volumeId: string;
      from: VolumeStateName;
      to: VolumeStateName;
      at: Second;
      reason: StateReason | null;
    }
  /** An announced price has come into force; of a volume, that of one GiB. */
  | { type: "price_changed"; itemId: string; kind: SegmentKind; at: Second; from: Rate; to: Rate }
  | { type: "grant_added"; grant: Grant }
  | { type: "grant_changed"; grantId: string }
  /** Nobody paid in time: what was kept free of charge goes now. */
  | { type: "grace_over"; at: Second }
  | { type: "notice"; notice: Notice };

/** A state that transitions work on, with the effects so far. Never shared: `change` copies first. */
export type Draft = { account: AccountState; effects: Effect[] };

/** What can be spent at a second. */
export const balanceAt = (account: AccountState, now: Second): Ticks => balance(account.meter, now);

/** True when the cached sum is what it says it is; the verifier and every test ask. */
export const isConsistent = (account: AccountState): boolean =>
  account.meter.settled === spendable(account.cash, account.grants);

/** A copy that can be changed freely. */
export function copyAccount(account: AccountState): AccountState {
  return {
    ...account,
    graceSpans: account.graceSpans.map((span) => ({ ...span })),
    grants: account.grants.map((grant) => ({ ...grant })),
    segments: account.segments.map((segment) => ({ ...segment })),
    instances: account.instances.map((instance) => ({ ...instance })),
    volumes: account.volumes.map((volume) => ({ ...volume })),
  };
}

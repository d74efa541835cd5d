import type { DisputeStage, RefundStage } from "@/lib/domain/reversals";
import type { FirewallSummary } from "./firewall";
import type { KeptView } from "./snapshots";
/**
 * What the browser gets. Ticks, rates and seconds of the meter are decimal strings (`TicksText`); instants are ISO
 * strings in UTC. The same shapes travel in the first response, in the live stream and in the query cache.
 */
import type { IdleEvidenceView, IdleStopView } from "./telemetry";
import type { VolumeView } from "./volumes";

/** Ticks, ticks per second, or epoch seconds, as a decimal string. */
export type IntegerText = string;
export type InstantText = string;

/** One account's money now. The browser computes: balance − burn × (now − anchorSecond), never past nextEventSecond. */
export type MeterView = {
  currency: string;
  /** Balance at `anchorSecond`, in ticks. */
  balanceTicks: IntegerText;
  burnTicksPerSecond: IntegerText;
  /** Rates wanted but not ready yet. */
  pendingTicksPerSecond: IntegerText;
  anchorSecond: IntegerText;
  /** Null while nothing burns. */
  runsOutAt: InstantText | null;
  /** The ticker stands still from this second on until a new view arrives. */
  nextEventSecond: IntegerText | null;
  /** Since when the balance is at its end, and when stopped disks are deleted. */
  exhaustedAt: InstantText | null;
  graceEndsAt: InstantText | null;
  /** The database's clock when this view was read, in milliseconds since 1970. */
  serverNowMs: number;
};

export type InstanceState =
  | "provisioning"
  | "booting"
  | "running"
  | "stopping"
  | "stopped"
  | "starting"
  | "terminating"
  | "terminated"
  | "failed";

export type PhaseView = { phase: string; at: InstantText; percent?: number };

/** What a running or stopped stretch has cost up to `anchorSecond`, and what each further second adds. */
export type CostView = {
  accruedTicks: IntegerText;
  ticksPerSecond: IntegerText;
  anchorSecond: IntegerText;
  /** As in MeterView. */
  nextEventSecond: IntegerText | null;
};

/** A machine that ended without being asked: what is known of it. */
export type DeathView = {
  noticedAt: InstantText;
  /** Its bill ends here; null when nothing ran. */
  lastAliveAt: InstantText | null;
  /** What had been counted after that second: not charged, or given back. */
  notChargedTicks: IntegerText;
};

/** An announced price, and from when on; until then what is there keeps its own. */
export type NextPriceView = { at: InstantText; microsPerHour: IntegerText };

export type InstanceView = {
  id: string;
  name: string;
  state: InstanceState;
  /** A code; its words are in lib/i18n. */
  stateReason: string | null;
  stateDetail: string | null;
  stateSince: InstantText;
  /** Set while it is in the state that its death brought it to. */
  death: DeathView | null;
  /** Its owner asked to be told when there is room to start it; `noticedAt`: and was. */
  roomWait: { since: InstantText; noticedAt: InstantText | null } | null;
  /** Its disk is being copied to another host, or will be. */
  moving: boolean;
  /** Since when its region has not answered; null while it does. */
  regionSilentSince: InstantText | null;
  regionId: string;
  regionName: string;
  typeId: string;
  typeName: string;
  gpuName: string | null;
  gpuCount: number;
  vcpus: number;
  memoryGib: number;
  diskGib: number;
  imageName: string;
  /** Its image brings JupyterLab, listening on the machine's own port 8888. */
  opensJupyter: boolean;
  currency: string;
  runMicrosPerHour: IntegerText;
  diskMicrosPerHour: IntegerText;
  nextRunPrice: NextPriceView | null;
  nextDiskPrice: NextPriceView | null;
  /** The current run; zero before the first ready and while off. */
  runCost: CostView;
  /** The whole life: runs and stopped disk. */
  totalCost: CostView;
  readyAt: InstantText | null;
  stopAt: InstantText | null;
  /** Null: off. */
  idleStop: IdleStopView | null;
  /** Of all its cards together, as last read; null while off, without cards, or when it was not read in the last minute. */
  gpuLoad: { percent: number; at: InstantText } | null;
  /** Set in grace: when the disk is deleted. */
  diskDeletedAt: InstantText | null;
  phases: PhaseView[];
  /** `hostKey`: the fingerprint of its host key, where the machine told it. */
  firewall: FirewallSummary | null;
  ssh: { user: string; host: string; port: number; command: string; hostKey: string | null } | null;
  /** Offered to be restarted after the balance ended. */
  stoppedByExhaustion: boolean;
  createdAt: InstantText;
  createdByName: string;
  serverNowMs: number;
};

/** What a machine said. `unreachable`: its region does not answer, there may be more. */
export type InstanceLogView = {
  kind: "console" | "startup";
  text: string;
  collectedAt: string | null;
  unreachable: boolean;
};

export type InstanceEventView = { id: string; at: InstantText; kind: string; detail: Record<string, string> };

export type SegmentView = {
  kind: "run" | "disk" | "volume";
  from: InstantText;
  /** Null while it runs. */
  to: InstantText | null;
  seconds: IntegerText;
  microsPerHour: IntegerText;
  ticks: IntegerText;
  /** Difference of the floored running total: the column adds up. */
  cents: IntegerText;
  note: string | null;
};

export type ReceiptView = {
  instanceId: string;
  instanceName: string;
  runId: string;
  currency: string;
  from: InstantText;
  to: InstantText | null;
  segments: SegmentView[];
  credits: { ticks: IntegerText; reason: string }[];
  totalSeconds: IntegerText;
  totalTicks: IntegerText;
  /** Set when the run was stopped because it idled. */
  idleStop: IdleEvidenceView | null;
};

export type RegionView = {
  id: string;
  name: string;
  country: string;
  status: "online" | "announced" | "closed";
  phase: number;
  announcedFor: string | null;
  reachable: boolean;
  /** What a GiB of a volume costs an hour; null where volumes are not sold. */
  volumeMicrosPerHour: IntegerText | null;
};

export type RegionStatusView = {
  id: string;
  name: string;
  /** `closed`: nothing new is launched there; what is there goes on. */
  status: "online" | "announced" | "closed";
  announcedFor: string | null;
  reachable: boolean;
  /** When the provider last answered. */
  seenAt: InstantText | null;
  hostsOnline: number;
  hostsTotal: number;
  cardsFree: number;
  cardsTotal: number;
};

export type TypeView = {
  id: string;
  name: string;
  gpuModelId: string | null;
  gpuName: string | null;
  gpuMemoryGib: number | null;
  gpuCount: number;
  vcpus: number;
  memoryGib: number;
  diskGib: number;
};

export type OfferView = {
  regionId: string;
  typeId: string;
  /** How many instances of the type could be launched now. */
  free: number;
  total: number;
  priceId: string;
  diskPriceId: string;
  microsPerHour: IntegerText;
  diskMicrosPerHour: IntegerText;
  currency: string;
  /** Least free per day, oldest first, seven entries; null where not known. */
  week: { day: string; minFree: number | null; maxFree: number | null }[];
};

export type AvailabilityView = {
  regions: RegionView[];
  types: TypeView[];
  offers: OfferView[];
  asOf: InstantText;
};

/** An image to launch from. `own`: the account's, of one region. */
export type ImageView = {
  id: string;
  kind: "os" | "template" | "own";
  name: string;
  description: string;
  needsGpu: boolean;
  cudaVersion: string | null;
  minDriver: string | null;
  minDiskGib: number;
  opensJupyter: boolean;
  /** A template's script, to begin from. */
  startupScript: string | null;
  ports: { port: number; name: string }[];
  /** The regions whose clusters have it. */
  regionIds: string[];
};

/** What there is to launch from, and the newest driver that a type's hosts have in a region, by `region/type`. */
export type ImageChoicesView = { images: ImageView[]; drivers: Record<string, string> };

export type SshKeyView = {
  id: string;
  name: string;
  type: string;
  bits: number | null;
  fingerprint: string;
  publicKey: string;
  createdAt: InstantText;
};

export type PaymentView = {
  id: string;
  amountCents: IntegerText;
  currency: string;
  state: "open" | "action_needed" | "processing" | "paid" | "failed" | "abandoned";
  method: string | null;
  failureCode: string | null;
  checkoutUrl: string | null;
  receiptUrl: string | null;
  /** Of what was paid: what went back, or is on its way back, to the payer. */
  refundedCents: IntegerText;
  dispute: DisputeStage | null;
  createdAt: InstantText;
  settledAt: InstantText | null;
};

/** A refund or a dispute of a payment. */
export type ReversalView = {
  id: string;
  kind: "refund" | "dispute";
  state: RefundStage | DisputeStage;
  amountCents: IntegerText;
  createdAt: InstantText;
  changedAt: InstantText;
};

export type LedgerLineView = {
  id: string;
  effectiveAt: InstantText;
  kind: string;
  ticks: IntegerText;
  /** Balance after it. */
  balanceTicks: IntegerText;
  note: string | null;
};

export type UsageDayView = {
  /** UTC day, `2026-01-31`. */
  day: string;
  lines: {
    /** The instance or the volume. */
    itemId: string;
    itemName: string;
    typeId: string;
    kind: "run" | "disk" | "volume";
    seconds: IntegerText;
    ticks: IntegerText;
    cents: IntegerText;
  }[];
  totalTicks: IntegerText;
};

export type GrantView = {
  id: string;
  name: string;
  remainingTicks: IntegerText;
  grantedTicks: IntegerText;
  usableFrom: InstantText;
  expiresAt: InstantText | null;
};

export type SessionView = {
  id: string;
  current: boolean;
  ip: string | null;
  userAgent: string | null;
  createdAt: InstantText;
  lastSeenAt: InstantText;
};

/** Who looks at the page, as whom. */
export type ViewerView = {
  userId: string;
  name: string;
  email: string;
  emailConfirmed: boolean;
  staffRole: "support" | "admin" | null;
  account: { id: string; name: string; currency: string; role: string } | null;
  mode: "own" | "acting_read";
  acting: { staffName: string; customerName: string; reason: string; expiresAt: InstantText } | null;
  timeZone: string | null;
  theme: "system" | "light" | "dark";
  pauseLiveFigures: boolean;
  locale: string;
};

export type ActivityView = {
  seq: IntegerText;
  at: InstantText;
  actorName: string;
  mode: "own" | "acting_read" | "system" | "staff";
  action: string;
  targetId: string | null;
  /** What it is called now; null for what has no name. */
  targetName: string | null;
  detail: Record<string, unknown>;
};

/** What the live stream sends. A snapshot first, then whatever changed; all are whole views, never patches. */
export type LiveMessage =
  | { kind: "meter"; meter: MeterView }
  | { kind: "instances"; instances: InstanceView[] }
  | { kind: "volumes"; volumes: VolumeView[] }
  | { kind: "kept"; kept: KeptView }
  | { kind: "payments"; payments: PaymentView[] }
  | { kind: "availability"; availability: AvailabilityView }
  | { kind: "end"; reason: "session" | "acting" };

import type { AccountState } from "../account";
import { rate, ticks } from "../money";
import { policiesWith } from "../policies";
import { type Second, second } from "../time";

export const testPolicies = policiesWith({
  minimumRunwaySeconds: 10n,
  warningSeconds: [100n, 30n],
  gracePeriodSeconds: 60n,
  graceAllowanceSeconds: 100n,
  graceWindowSeconds: 400n,
});

/** A few minutes before a UTC midnight, so that every history crosses one. */
export const START = second(1_800_000_000n - (1_800_000_000n % 86_400n) - 200n);

/** So that whole cents matter. */
export const SCALE = 100_000n;

export const emptyAccount = (at: Second = START): AccountState => ({
  accountId: "acc_1",
  currency: "usd",
  meter: { settled: ticks(0n), accrued: ticks(0n), burn: rate(0n), anchor: at },
  cash: ticks(0n),
  held: ticks(0n),
  refundPending: ticks(0n),
  pendingBurn: rate(0n),
  lastSettlement: at,
  exhaustedAt: null,
  graceUntil: null,
  graceSpans: [],
  watchedFrom: at,
  grants: [],
  segments: [],
  instances: [],
  volumes: [],
});

export const verbs = [
  "launch",
  "ready",
  "ready",
  "stop",
  "confirm",
  "start",
  "die",
  "cancel",
  "remove",
  "topUp",
  "grant",
  "revoke",
  "stopTime",
  "sendStop",
  "refund",
  "volume",
  "volumeCreated",
  "volumeCreated",
  "grow",
  "grown",
  "deleteVolume",
  "announce",
  "announce",
  "announce",
] as const;
export type Step = { wait: number; verb: (typeof verbs)[number]; which: number; a: number; b: number };

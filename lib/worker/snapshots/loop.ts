import type { ServiceContext } from "@/lib/services/context";
import { claimKept, type KeptClaim, postponeKept, renewKept } from "@/lib/services/snapshot-operations/claim";
import { type Leased, leasedLoop, runOnce } from "../leased";
import type { Loop } from "../loops";
import { keptStep } from "./step";

const keptOf = (ctx: ServiceContext, worker: string, kind: KeptClaim["kind"]): Leased<KeptClaim> => ({
  name: `${kind}s`,
  claim: (most) => claimKept(ctx, kind, worker, most),
  renew: (claim) => renewKept(ctx, claim),
  postpone: (claim, next) => postponeKept(ctx, claim, next),
  step: (claim) => keptStep({ ctx }, claim),
  about: ({ id }) => ({ kept: id }),
  // Copying disks is the host's work; more at once would only make each slower.
  concurrency: 4,
});

/** Bring every snapshot and private image to what is wanted of it, each kind with hands of its own. */
export const snapshotLoops = (ctx: ServiceContext, worker: string): Loop[] =>
  (["snapshot", "image"] as const).map((kind) => leasedLoop(keptOf(ctx, worker, kind)));

/** One step of each of a kind that wants one; returns how many. */
export const runKeptOnce = (ctx: ServiceContext, worker: string, kind: KeptClaim["kind"]) =>
  runOnce(keptOf(ctx, worker, kind));

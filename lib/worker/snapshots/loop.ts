import type { ServiceContext } from "@/lib/services/context";
import { claimKept, type KeptClaim, postponeKept, renewKept } from "@/lib/services/snapshot-operations/claim";
import { claimingLoop, underLease } from "../hands";
import type { Loop } from "../loops";
import { keptStep } from "./step";

const IDLE_MS = 300;
/** Copying disks is the host's work; more at once would only make each slower. */
const AT_ONCE = 4;

/** Bring every snapshot and private image to what is wanted of it, each kind with hands of its own. */
export const snapshotLoops = (ctx: ServiceContext, worker: string): Loop[] =>
  (["snapshot", "image"] as const).map((kind) =>
    claimingLoop(`${kind}s`, {
      claim: (most) => claimKept(ctx, kind, worker, most),
      work: (claim) => work(ctx, claim),
      concurrency: AT_ONCE,
      idleMs: IDLE_MS,
    }),
  );

/** Claims what there is of a kind and carries out one step of each; returns how many. */
export async function runKeptOnce(
  ctx: ServiceContext,
  worker: string,
  kind: KeptClaim["kind"],
): Promise<number> {
  const claims = await claimKept(ctx, kind, worker, AT_ONCE);
  await Promise.all(claims.map((claim) => work(ctx, claim)));
  return claims.length;
}

const work = (ctx: ServiceContext, claim: KeptClaim): Promise<void> =>
  underLease(
    { kept: claim.id },
    {
      renew: () => renewKept(ctx, claim),
      step: () => keptStep({ ctx }, claim),
      postpone: (next) => postponeKept(ctx, claim, next),
    },
  );

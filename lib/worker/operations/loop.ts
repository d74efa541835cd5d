import type { ServiceContext } from "@/lib/services/context";
import {
  type Claim,
  claimOperations,
  postponeClaim,
  releaseClaims,
  renewClaim,
} from "@/lib/services/operations/claim";
import { underLease } from "../hands";
import type { Loop } from "../loops";
import { rest } from "../loops";
import { step } from "./step";

export type OperationsOptions = {
  /** Which worker holds a lease; unique per process. */
  worker: string;
  /** Steps at the same time. */
  concurrency?: number;
  /** How often to look when there is nothing to do. */
  idleMs?: number;
};

/**
 * Brings every instance to what is wanted of it. Claims what nobody else holds, a bounded number at a time, and goes
 * on until `signal` aborts; then it finishes the steps in hand.
 */
export function operationsLoop(ctx: ServiceContext, options: OperationsOptions): Loop {
  const { worker, concurrency = 16, idleMs = 300 } = options;
  return {
    name: "operations",
    async run(signal) {
      const inHand = new Set<Promise<void>>();
      // After a failure of the database: what was claimed without our hearing of it, or could not be given back.
      await releaseClaims(ctx, worker);
      try {
        while (!signal.aborted) {
          const claims = await claimOperations(ctx, worker, concurrency - inHand.size);
          for (const claim of claims) {
            const running = work(ctx, claim).finally(() => inHand.delete(running));
            inHand.add(running);
          }
          if (claims.length > 0 && inHand.size < concurrency) continue;
          await Promise.race([rest(idleMs, signal), ...inHand]);
        }
      } finally {
        await Promise.all(inHand);
      }
    },
  };
}

/** Claims what there is and carries out one step of each; returns how many. For tests, and for one-off runs. */
export async function runOperationsOnce(ctx: ServiceContext, options: OperationsOptions): Promise<number> {
  const claims = await claimOperations(ctx, options.worker, options.concurrency ?? 16);
  await Promise.all(claims.map((claim) => work(ctx, claim)));
  return claims.length;
}

const work = (ctx: ServiceContext, claim: Claim): Promise<void> =>
  underLease(
    { instance: claim.instanceId },
    {
      renew: () => renewClaim(ctx, claim),
      step: () => step({ ctx }, claim),
      postpone: (next) => postponeClaim(ctx, claim, next),
    },
  );

import { log } from "@/lib/server/log";
import { LEASE_SECONDS } from "@/lib/services/operations/claim";
import { type Loop, rest } from "./loops";

const RENEW_EVERY_MS = (LEASE_SECONDS * 1000) / 3;
const UNEXPECTED_PAUSE_SECONDS = 30;

/**
 * A loop that takes what nobody else holds, a bounded number at a time, and takes more as soon as a hand is free: what
 * takes minutes holds nothing else up. Once aborted it finishes what it has in hand.
 */
export function claimingLoop<Claim>(
  name: string,
  options: {
    claim: (most: number) => Promise<Claim[]>;
    work: (claim: Claim) => Promise<void>;
    concurrency: number;
    idleMs: number;
  },
): Loop {
  const { claim, work, concurrency, idleMs } = options;
  return {
    name,
    async run(signal) {
      const inHand = new Set<Promise<void>>();
      try {
        while (!signal.aborted) {
          const claims = await claim(concurrency - inHand.size);
          for (const each of claims) {
            const running = work(each).finally(() => inHand.delete(running));
            inHand.add(running);
          }
          if (claims.length > 0 && inHand.size < concurrency) continue;
          await Promise.race([rest(idleMs, signal), ...(inHand.size < concurrency ? [] : inHand)]);
        }
      } finally {
        await Promise.all(inHand);
      }
    },
  };
}

/**
 * Does one step of what was claimed while its lease is renewed. What nobody expected is logged, and what was claimed is
 * given back for a while: without that it would be tried again only when the lease runs out. `what` names it in the log.
 */
export async function underLease(
  what: Readonly<Record<string, string>>,
  claimed: {
    renew: () => Promise<unknown>;
    step: () => Promise<unknown>;
    postpone: (next: { seconds: number; error: string }) => Promise<void>;
  },
): Promise<void> {
  const renewing = setInterval(() => {
    claimed
      .renew()
      .catch((error: unknown) => log.warn("a lease was not renewed", { ...what, error: String(error) }));
  }, RENEW_EVERY_MS);
  try {
    await claimed.step();
  } catch (error) {
    log.unexpected("an operation failed", error, what);
    // A worker that is dying cannot even say so.
    await claimed.postpone({ seconds: UNEXPECTED_PAUSE_SECONDS, error: "unexpected" }).catch(() => undefined);
  } finally {
    clearInterval(renewing);
  }
}

import { type Loop, rest } from "./loops";

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

import { log } from "@/lib/server/log";
import { LEASE_SECONDS } from "@/lib/services/operations/claim";
import { type Loop, rest } from "./loops";

const RENEW_EVERY_MS = (LEASE_SECONDS * 1000) / 3;
const UNEXPECTED_PAUSE_SECONDS = 30;

/** Things that want something of a provider, and how a worker takes them one by one: under a lease that it renews. */
export type Leased<Claim> = {
  name: string;
  /** Takes up to so many that nobody else holds. */
  claim(most: number): Promise<Claim[]>;
  renew(claim: Claim): Promise<unknown>;
  /** Gives it back after what nobody expected, to be tried again in so many seconds. */
  postpone(claim: Claim, next: { seconds: number; error: string }): Promise<void>;
  /** Does the one next thing and gives the claim back. */
  step(claim: Claim): Promise<void>;
  /** What names it in the log. */
  about(claim: Claim): Record<string, string>;
  /** Steps at the same time. */
  concurrency: number;
  /** How often to look when there is nothing to do. */
  idleMs?: number | undefined;
  /** Before the first claim, also after the loop itself has failed. */
  begin?(): Promise<void>;
};

const IDLE_MS = 300;

/**
 * A loop that takes what nobody else holds, a bounded number at a time, and takes more as soon as a hand is free: what
 * takes minutes holds nothing else up. Once aborted it finishes what it has in hand.
 */
export function leasedLoop<Claim>(leased: Leased<Claim>): Loop {
  const { name, concurrency, idleMs = IDLE_MS } = leased;
  return {
    name,
    async run(signal) {
      const inHand = new Set<Promise<void>>();
      await leased.begin?.();
      try {
        while (!signal.aborted) {
          const claims = await leased.claim(concurrency - inHand.size);
          for (const claim of claims) {
            const running = work(leased, claim).finally(() => inHand.delete(running));
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
export async function runOnce<Claim>(leased: Leased<Claim>): Promise<number> {
  const claims = await leased.claim(leased.concurrency);
  await Promise.all(claims.map((claim) => work(leased, claim)));
  return claims.length;
}

async function work<Claim>(leased: Leased<Claim>, claim: Claim): Promise<void> {
  const about = leased.about(claim);
  const renewing = setInterval(() => {
    leased
      .renew(claim)
      .catch((error: unknown) => log.warn("a lease was not renewed", { ...about, error: String(error) }));
  }, RENEW_EVERY_MS);
  try {
    await leased.step(claim);
  } catch (error) {
    log.unexpected("an operation failed", error, about);
    // Without this it would be tried again only when the lease runs out; a dead worker cannot even say so.
    await leased
      .postpone(claim, { seconds: UNEXPECTED_PAUSE_SECONDS, error: "unexpected" })
      .catch(() => undefined);
  } finally {
    clearInterval(renewing);
  }
}

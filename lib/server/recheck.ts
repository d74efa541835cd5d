import type { Hint } from "@/lib/services/context";
import { hintHub } from "./hint-hub";
import { log } from "./log";

/** A hint brings the news of a revoked session at once; this heals a lost one. */
const RECHECK_MS = 5_000;

/**
 * For what stays open for hours: asks again whether it may, when a hint of these kinds concerns the account, after a gap
 * in hearing hints, and every few seconds. Until the returned function is called.
 */
export function recheckOften(
  { accountId, kinds, what }: { accountId: string; kinds: readonly Hint["kind"][]; what: string },
  check: () => Promise<void>,
): () => void {
  const recheck = () => {
    check().catch((error: unknown) => log.unexpected(`${what} was not looked up again`, error));
  };
  const unsubscribe = hintHub().subscribe({
    onHint: (hint) => {
      if (kinds.includes(hint.kind) && (hint.accountId === null || hint.accountId === accountId)) recheck();
    },
    onGap: recheck,
  });
  const timer = setInterval(recheck, RECHECK_MS);
  return () => {
    clearInterval(timer);
    unsubscribe();
  };
}

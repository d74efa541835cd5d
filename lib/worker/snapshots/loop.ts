import { log } from "@/lib/server/log";
import type { ServiceContext } from "@/lib/services/context";
import { LEASE_SECONDS } from "@/lib/services/operations/claim";
import { claimKept, type KeptClaim, postponeKept, renewKept } from "@/lib/services/snapshot-operations/claim";
import { claimingLoop } from "../hands";
import type { Loop } from "../loops";
import { keptStep } from "./step";

const IDLE_MS = 300;
const RENEW_EVERY_MS = (LEASE_SECONDS * 1000) / 3;
const UNEXPECTED_PAUSE_SECONDS = 30;
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

async function work(ctx: ServiceContext, claim: KeptClaim): Promise<void> {
  const renewing = setInterval(() => {
    renewKept(ctx, claim).catch((error: unknown) =>
      log.warn("a lease was not renewed", { kept: claim.id, error: String(error) }),
    );
  }, RENEW_EVERY_MS);
  try {
    await keptStep({ ctx }, claim);
  } catch (error) {
    log.unexpected("an operation failed", error, { kept: claim.id });
    await postponeKept(ctx, claim, { seconds: UNEXPECTED_PAUSE_SECONDS, error: "unexpected" }).catch(
      () => undefined,
    );
  } finally {
    clearInterval(renewing);
  }
}

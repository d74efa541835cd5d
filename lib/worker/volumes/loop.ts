import { log } from "@/lib/server/log";
import type { ServiceContext } from "@/lib/services/context";
import { LEASE_SECONDS } from "@/lib/services/operations/claim";
import {
  claimVolumes,
  postponeVolume,
  renewVolumeClaim,
  type VolumeClaim,
} from "@/lib/services/volume-operations/claim";
import { type Loop, repeat } from "../loops";
import { volumeStep } from "./step";

const IDLE_MS = 300;
const RENEW_EVERY_MS = (LEASE_SECONDS * 1000) / 3;
const UNEXPECTED_PAUSE_SECONDS = 30;
const AT_ONCE = 8;

/** Brings every volume to what is wanted of it. */
export function volumesLoop(ctx: ServiceContext, worker: string): Loop {
  return repeat("volumes", async () => ((await runVolumesOnce(ctx, worker)) > 0 ? 0 : IDLE_MS));
}

/** Claims what there is and carries out one step of each; returns how many. */
export async function runVolumesOnce(ctx: ServiceContext, worker: string): Promise<number> {
  const claims = await claimVolumes(ctx, worker, AT_ONCE);
  await Promise.all(claims.map((claim) => work(ctx, claim)));
  return claims.length;
}

async function work(ctx: ServiceContext, claim: VolumeClaim): Promise<void> {
  const renewing = setInterval(() => {
    renewVolumeClaim(ctx, claim).catch((error: unknown) =>
      log.warn("a lease was not renewed", { volume: claim.volumeId, error: String(error) }),
    );
  }, RENEW_EVERY_MS);
  try {
    await volumeStep({ ctx }, claim);
  } catch (error) {
    log.unexpected("an operation failed", error, { volume: claim.volumeId });
    await postponeVolume(ctx, claim, { seconds: UNEXPECTED_PAUSE_SECONDS, error: "unexpected" }).catch(
      () => undefined,
    );
  } finally {
    clearInterval(renewing);
  }
}

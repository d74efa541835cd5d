import type { ServiceContext } from "@/lib/services/context";
import {
  claimVolumes,
  postponeVolume,
  renewVolumeClaim,
  type VolumeClaim,
} from "@/lib/services/volume-operations/claim";
import { underLease } from "../hands";
import { type Loop, repeat } from "../loops";
import { volumeStep } from "./step";

const IDLE_MS = 300;
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

const work = (ctx: ServiceContext, claim: VolumeClaim): Promise<void> =>
  underLease(
    { volume: claim.volumeId },
    {
      renew: () => renewVolumeClaim(ctx, claim),
      step: () => volumeStep({ ctx }, claim),
      postpone: (next) => postponeVolume(ctx, claim, next),
    },
  );

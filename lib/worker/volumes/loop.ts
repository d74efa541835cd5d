import type { ServiceContext } from "@/lib/services/context";
import {
  claimVolumes,
  postponeVolume,
  renewVolumeClaim,
  type VolumeClaim,
} from "@/lib/services/volume-operations/claim";
import { type Leased, leasedLoop, runOnce } from "../leased";
import { volumeStep } from "./step";

const volumes = (ctx: ServiceContext, worker: string): Leased<VolumeClaim> => ({
  name: "volumes",
  claim: (most) => claimVolumes(ctx, worker, most),
  renew: (claim) => renewVolumeClaim(ctx, claim),
  postpone: (claim, next) => postponeVolume(ctx, claim, next),
  step: (claim) => volumeStep({ ctx }, claim),
  about: ({ volumeId }) => ({ volume: volumeId }),
  concurrency: 8,
});

/** Brings every volume to what is wanted of it. */
export const volumesLoop = (ctx: ServiceContext, worker: string) => leasedLoop(volumes(ctx, worker));

/** One step of each volume that wants one; returns how many. */
export const runVolumesOnce = (ctx: ServiceContext, worker: string) => runOnce(volumes(ctx, worker));

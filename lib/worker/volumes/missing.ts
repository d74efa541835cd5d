import { ComputeError } from "@/lib/ports/compute";
import { log } from "@/lib/server/log";
import type { ServiceContext } from "@/lib/services/context";
import { readSecond } from "@/lib/services/fleet/known";
import { noteMissing } from "@/lib/services/volumes/missing";
import { type Loop, repeat } from "../loops";

const LOOK_EVERY_MS = 60_000;

/** What was deleted behind our back must not be billed on: the provider's list is compared with ours now and then. */
export function missingVolumesLoop(ctx: ServiceContext, regionId: string): Loop {
  return repeat(`missing volumes ${regionId}`, async () => {
    await lookForMissing(ctx, regionId);
    return LOOK_EVERY_MS;
  });
}

/** One look. A region that does not answer is looked at the next time; its own status says so. */
export async function lookForMissing(ctx: ServiceContext, regionId: string): Promise<void> {
  try {
    const second = await readSecond(ctx);
    const all = await ctx.ports.compute(regionId).allVolumes();
    const missing = await noteMissing(ctx, regionId, { listed: all.map((volume) => volume.name), second });
    if (missing > 0) log.warn("volumes are not in the provider's list", { region: regionId, count: missing });
  } catch (error) {
    if (!(error instanceof ComputeError)) throw error;
  }
}

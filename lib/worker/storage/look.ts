import { type Compute, ComputeError } from "@/lib/ports/compute";
import type { OwnThing } from "@/lib/ports/own-storage";
import { log } from "@/lib/server/log";
import type { ServiceContext } from "@/lib/services/context";
import { epochOf, laterEpoch } from "@/lib/services/fleet/epoch";
import { readSecond } from "@/lib/services/fleet/known";
import {
  overdueStorage,
  recordStrayStorage,
  type StrayThing,
  strayNotRemoved,
} from "@/lib/services/fleet/stray-storage";
import { noteMissing } from "@/lib/services/volumes/missing";
import { type Loop, repeat } from "../loops";

const LOOK_EVERY_MS = 60_000;

/**
 * The provider's list of volumes, images and snapshots is compared with ours now and then: what was deleted behind our
 * back must not be billed on, and what nobody owns must not stay for ever.
 */
export function storageLoop(ctx: ServiceContext, regionId: string): Loop {
  return repeat(`storage ${regionId}`, async () => {
    await lookAtStorage(ctx, regionId);
    return LOOK_EVERY_MS;
  });
}

/** One look. A region that does not answer is looked at the next time; its own status says so. */
export async function lookAtStorage(ctx: ServiceContext, regionId: string): Promise<void> {
  const second = await readSecond(ctx);
  const compute = ctx.ports.compute(regionId);
  let things: OwnThing[];
  try {
    things = await compute.ownThings();
  } catch (error) {
    if (error instanceof ComputeError) return;
    throw error;
  }
  const listed = things.filter(({ kind }) => kind === "volume").map(({ name }) => name);
  const missing = await noteMissing(ctx, regionId, { listed, second });
  if (missing > 0) log.warn("volumes are not in the provider's list", { region: regionId, count: missing });
  await recordStrayStorage(ctx, regionId, things);
  // A database that is older than what is there knows too little to remove anything.
  if (await laterEpoch(ctx, Math.max(1, ...things.map(epochOf)))) return;
  for (const stray of await overdueStorage(ctx, regionId)) await clear(ctx, regionId, compute, stray);
}

async function clear(
  ctx: ServiceContext,
  regionId: string,
  compute: Compute,
  stray: StrayThing,
): Promise<void> {
  try {
    await remove(compute, stray);
    log.info("removed what nobody owned", { region: regionId, kind: stray.kind, name: stray.name });
  } catch (error) {
    if (!(error instanceof ComputeError)) throw error;
    await strayNotRemoved(ctx, regionId, stray, error.message);
  }
}

/** The adapter asks each thing once more whose it is, and refuses what is not ours. */
function remove(compute: Compute, { kind, name, host }: StrayThing): Promise<void> {
  if (kind === "image") return compute.removeImage(name);
  if (kind === "volume") return compute.removeVolume({ host, name });
  const [parent = "", snapshot = ""] = name.split("/");
  return parent.startsWith("vol-")
    ? compute.removeVolumeSnapshot({ host, name: parent }, snapshot)
    : compute.removeSnapshot(parent, snapshot);
}

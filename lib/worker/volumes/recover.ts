import { backoffSeconds } from "@/lib/domain/instance-plan";
import type { VolumeStep } from "@/lib/domain/volume-plan";
import { type Compute, ComputeError } from "@/lib/ports/compute";
import type { VolumePlace } from "@/lib/ports/volumes";
import type { ServiceContext } from "@/lib/services/context";
import { postponeVolume, type VolumeClaim } from "@/lib/services/volume-operations/claim";
import type { VolumeWork } from "@/lib/services/volume-operations/read-work";
import * as record from "@/lib/services/volume-operations/record";

/** A wish that was refused so often is given up, and its owner told. */
const MOST_ATTEMPTS = 4;

type Failed = { compute: Compute; place: VolumePlace; todo: VolumeStep; error: ComputeError };

/** What may work later is tried again, later and later; what cannot gives the wish up. Removals never give up. */
export async function recover(
  ctx: ServiceContext,
  claim: VolumeClaim,
  work: VolumeWork,
  failed: Failed,
): Promise<void> {
  const { error } = failed;
  const hopeless = !error.retry || (claim.attempts >= MOST_ATTEMPTS && !unanswered(error));
  if (hopeless && (await giveUp(ctx, claim, work, failed))) return;
  await postponeVolume(ctx, claim, {
    seconds: backoffSeconds(claim.attempts + 1),
    error: `${error.code}: ${error.message}`.slice(0, 500),
  });
}

/** Nobody said no: the call may even have worked. */
const unanswered = (error: ComputeError): boolean => error.code === "unreachable" || error.code === "timeout";

/** True: the wish is given up. */
async function giveUp(
  ctx: ServiceContext,
  claim: VolumeClaim,
  work: VolumeWork,
  { compute, place, todo, error }: Failed,
): Promise<boolean> {
  const detail = error.message.slice(0, 500);
  const { snapshotId } = work;
  switch (todo) {
    case "create":
      try {
        await compute.removeVolume(place);
      } catch (again) {
        // A name of somebody else's is not ours to remove; anything else is tried again.
        if (!(again instanceof ComputeError) || again.code !== "refused") return false;
      }
      return record.recordCreateFailed(ctx, claim, detail);
    case "grow":
      return record.recordGrowFailed(ctx, claim, detail);
    case "attach":
      return record.recordAttachFailed(ctx, claim, work.wantedInstanceId ?? "", detail);
    case "snapshot":
      return (
        snapshotId !== null &&
        record.recordSnapshot(ctx, claim, snapshotId, { from: "creating", to: "failed", detail })
      );
    case "restore":
      return (
        snapshotId !== null &&
        record.recordSnapshot(ctx, claim, snapshotId, { from: "restoring", to: "ready", detail })
      );
    default:
      return false;
  }
}

import type { LaunchInput } from "@/lib/contracts/instances";
import { DomainError } from "@/lib/domain/errors";
import type { ServiceContext, Transaction } from "@/lib/services/context";
import type { LockedAccount } from "@/lib/services/money/with-account";
import { mount } from "./attach";
import { ownVolume, requireFree, type VolumeRow } from "./own";
import { recordVolume } from "./record";

type Along = { row: VolumeRow; host: string; mountPath: string };

/** The volume that a launch names, if it can have it. Throws `invalid_input` with the field, or `not_found`. */
export async function volumeToTakeAlong(
  account: LockedAccount,
  input: Pick<LaunchInput, "regionId" | "volumeId" | "mountPath">,
): Promise<Along | null> {
  const { volumeId, mountPath } = input;
  if (volumeId === null) return null;
  if (mountPath === null) throw new DomainError("invalid_input", { reason: "required" }, "mountPath");
  const row = await ownVolume(account.tx, account.id, volumeId);
  requireFree(row, "volumeId");
  if (row.regionId !== input.regionId)
    throw new DomainError("invalid_input", { reason: "volume_other_region" }, "volumeId");
  return { row, host: row.host, mountPath };
}

/** The worker attaches it as soon as the machine is there. */
export async function takeAlong(
  ctx: ServiceContext,
  tx: Transaction,
  { row, mountPath }: Along,
  instanceId: string,
): Promise<void> {
  await mount(tx, row, instanceId, mountPath);
  await recordVolume(ctx, tx, row, "attached", { mountPath });
}

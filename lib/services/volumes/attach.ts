import { and, eq, sql } from "drizzle-orm";
import { volumes } from "@/drizzle/schema";
import type { AttachVolumeInput, VolumeView } from "@/lib/contracts/volumes";
import { DomainError } from "@/lib/domain/errors";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext, Transaction } from "@/lib/services/context";
import { ownInstance } from "@/lib/services/instances/own";
import { withAccount } from "@/lib/services/money/with-account";
import { getVolume } from "./get";
import { ownVolume, requireFree, type VolumeRow } from "./own";
import { recordVolume, volumeHints } from "./record";

/** States in which a machine takes a device: it is there, and stays. */
const TAKES = ["running", "stopped"];

/**
 * Gives a volume to an instance of the same host, running or stopped. Moves no money. Attached there already: success.
 * Throws `wrong_state`, `not_found` or `invalid_input` with the field.
 */
export async function attachVolume(ctx: ServiceContext, input: AttachVolumeInput): Promise<VolumeView> {
  const { accountId } = authorise(ctx, "operate");
  await withAccount(ctx, accountId, async (account) => {
    const { tx } = account;
    const row = await ownVolume(tx, accountId, input.volumeId);
    if (row.wantedInstanceId === input.instanceId && row.mountPath === input.mountPath) return;
    requireFree(row, "volumeId");
    await requireNoRestore(tx, row.id);
    const instance = await ownInstance(tx, accountId, input.instanceId);
    const state = account.state.instances.find((each) => each.id === instance.id)?.state ?? instance.state;
    if (instance.regionId !== row.regionId)
      throw new DomainError("invalid_input", { reason: "volume_other_region" }, "instanceId");
    if (instance.host !== row.host)
      throw new DomainError("invalid_input", { reason: "volume_other_host" }, "instanceId");
    if (!TAKES.includes(state)) throw new DomainError("wrong_state", { state }, "instanceId");
    await mount(tx, row, input.instanceId, input.mountPath);
    await recordVolume(ctx, tx, row, "attached", { instance: instance.name, mountPath: input.mountPath });
  });
  ctx.notify(...volumeHints(accountId));
  return getVolume(ctx, input);
}

/** Writes the wish down. Throws `invalid_input` when another volume has the path in that instance. */
export async function mount(
  tx: Transaction,
  volume: VolumeRow,
  instanceId: string,
  mountPath: string,
): Promise<void> {
  const [taken] = await tx
    .select({ id: volumes.id })
    .from(volumes)
    .where(and(eq(volumes.wantedInstanceId, instanceId), eq(volumes.mountPath, mountPath)));
  if (taken) throw new DomainError("invalid_input", { reason: "mount_path_taken" }, "mountPath");
  await tx
    .update(volumes)
    .set({ wantedInstanceId: instanceId, mountPath, stateDetail: null })
    .where(eq(volumes.id, volume.id));
}

/** A volume that goes back to a snapshot is nobody's until it has. Throws `wrong_state`. */
async function requireNoRestore(tx: Transaction, volumeId: string): Promise<void> {
  const { rows } = await tx.execute(
    sql`select from volume_snapshots where volume_id = ${volumeId} and state = 'restoring'`,
  );
  if (rows.length > 0) throw new DomainError("wrong_state", { state: "restoring" });
}

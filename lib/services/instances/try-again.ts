import { and, eq, inArray, isNull } from "drizzle-orm";
import { firewallAttachments, instanceSecrets, sshKeys } from "@/drizzle/schema";
import type { TryAgainInput } from "@/lib/contracts/instances";
import type { InstanceView } from "@/lib/contracts/views";
import { DomainError } from "@/lib/domain/errors";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";
import { dismissInstance } from "./dismiss";
import { launchInstance } from "./launch";
import { ownInstance, requireVerb } from "./own";

/**
 * Launches once more what failed, with the same choices and those of its keys that are still on the list, and takes
 * the failed one off the list. Throws what a launch throws.
 */
export async function tryAgain(ctx: ServiceContext, input: TryAgainInput): Promise<InstanceView> {
  const { accountId } = authorise(ctx, "operate");
  const { failed, script, keys, firewallSetIds } = await ctx.transact(async (tx) => {
    const row = await ownInstance(tx, accountId, input.instanceId);
    requireVerb(row, "retry");
    const [secrets] = await tx.select().from(instanceSecrets).where(eq(instanceSecrets.instanceId, row.id));
    const kept = await tx
      .select({ id: sshKeys.id })
      .from(sshKeys)
      .where(
        and(
          eq(sshKeys.accountId, accountId),
          isNull(sshKeys.deletedAt),
          inArray(sshKeys.id, row.sshKeyIds.length > 0 ? row.sshKeyIds : [""]),
        ),
      );
    const sets = await tx
      .select({ id: firewallAttachments.setId })
      .from(firewallAttachments)
      .where(eq(firewallAttachments.instanceId, row.id));
    return {
      failed: row,
      script: secrets?.startupScript ?? null,
      keys: kept.map((key) => key.id).sort(),
      firewallSetIds: sets.map((set) => set.id).sort(),
    };
  });
  if (keys.length === 0) throw new DomainError("invalid_input", { reason: "ssh_key_missing" }, "sshKeyIds");
  const view = await launchInstance(ctx, {
    requestId: input.requestId,
    regionId: failed.regionId,
    typeId: failed.instanceTypeId,
    imageId: failed.privateImageId ?? failed.imageId,
    sshKeyIds: keys,
    name: failed.name,
    startupScript: script,
    stopAt: null,
    idleStopMinutes: null,
    idleStopPercent: null,
    priceId: input.priceId,
    volumeId: null,
    mountPath: null,
    firewallSetIds,
  });
  await dismissInstance(ctx, { instanceId: failed.id });
  return view;
}

import { eq, sql } from "drizzle-orm";
import { instanceLogs, instanceSecrets, instances } from "@/drizzle/schema";
import { confirmRemoved, confirmStopped, removeInstance } from "@/lib/domain/transitions/run";
import type { ServiceContext } from "@/lib/services/context";
import { endFirewall } from "@/lib/services/firewall/record";
import { recordDeathOn } from "@/lib/services/fleet/record-death";
import { freeCards } from "@/lib/services/instances/place-machine";
import { endSnapshots } from "@/lib/services/snapshots/end";
import { releaseVolumes } from "@/lib/services/volumes/release";
import type { Claim } from "./claim";
import { onClaim } from "./on-claim";
import type { MachineFacts } from "./record-boot";

const OFF = { bootId: null, bootStartedAt: null, addressHost: null, addressPort: null, provenAliveAt: null };

/** The provider confirms that the machine is off, and on which host: only now its cards are free. */
export function recordOff(ctx: ServiceContext, claim: Claim, host: string): Promise<boolean> {
  return onClaim(ctx, claim, async ({ account, row, instance }) => {
    if (instance?.state === "stopping")
      account.apply(confirmStopped({ at: account.now, instanceId: row.id }));
    await freeCards(account.tx, row.id);
    await account.tx
      .update(instances)
      .set({
        ...OFF,
        host,
        moveTo: null,
        movedAt: null,
        appliedGeneration: claim.generation,
        restartApplied: sql`${instances.restartRequested}`,
      })
      .where(eq(instances.id, row.id));
    return "done";
  });
}

/** The provider confirms that nothing is left. Secrets and logs go with the machine, unless the launch can be tried again. */
export function recordGone(ctx: ServiceContext, claim: Claim): Promise<boolean> {
  return onClaim(ctx, claim, async ({ account, row, instance }) => {
    if (instance?.state === "terminating")
      account.apply(confirmRemoved({ at: account.now, instanceId: row.id }));
    await freeCards(account.tx, row.id);
    await releaseVolumes(account.tx, row.id);
    await endSnapshots(account.tx, row.id);
    await endFirewall(account.tx, row.id);
    if (row.state !== "failed") {
      await account.tx.delete(instanceSecrets).where(eq(instanceSecrets.instanceId, row.id));
      await account.tx.delete(instanceLogs).where(eq(instanceLogs.instanceId, row.id));
    }
    await account.tx
      .update(instances)
      .set({ ...OFF, appliedGeneration: claim.generation })
      .where(eq(instances.id, row.id));
    return "done";
  });
}

/** A stop was taken back before it was sent, or there was nothing to do: the machine is up as wanted. */
export function recordUp(ctx: ServiceContext, claim: Claim, machine: MachineFacts): Promise<boolean> {
  return onClaim(ctx, claim, async ({ account, row }) => {
    await account.tx
      .update(instances)
      .set({ appliedGeneration: claim.generation, bootId: machine.bootId, provenAliveAt: account.now })
      .where(eq(instances.id, row.id));
    return "done";
  });
}

/** It has booted again, as asked. `requested`: which wish this answers; a later one is still open. */
export function recordRestarted(
  ctx: ServiceContext,
  claim: Claim,
  machine: MachineFacts,
  requested: number,
): Promise<boolean> {
  return onClaim(ctx, claim, async ({ account, row }) => {
    await account.tx
      .update(instances)
      .set({
        restartApplied: requested,
        appliedGeneration: claim.generation,
        bootId: machine.bootId,
        ...knownAddress(machine),
        provenAliveAt: account.now,
      })
      .where(eq(instances.id, row.id));
    return "done";
  });
}

const DEATHS = { off: "guest_shutdown", paused: "machine_paused", absent: "machine_lost" } as const;
/** A guest that has just booted may not have its own address again yet; the reconciler writes down what it gets. */
const knownAddress = ({ address }: MachineFacts) =>
  address === null ? {} : { addressHost: address.host, addressPort: address.port };

/**
 * The machine is off, paused or absent although nobody here asked for it. What ran is closed at its last proof; what is
 * absent has lost its disk, and the instance ends.
 */
export function recordFoundOff(
  ctx: ServiceContext,
  claim: Claim,
  what: "off" | "paused" | "absent",
): Promise<boolean> {
  return onClaim(ctx, claim, async ({ account, row, instance }) => {
    if (!instance) return "done";
    const at = account.now;
    if (instance.state === "running") {
      await recordDeathOn(ctx, account, row, { reason: DEATHS[what], diskLost: what === "absent" });
    } else if (what === "absent") {
      account.apply(removeInstance({ at, instanceId: row.id, reason: "machine_lost" }));
      account.apply(confirmRemoved({ at, instanceId: row.id }));
      await recordDeathOn(ctx, account, row, { reason: "machine_lost", diskLost: true });
    }
    if (what === "absent") {
      await freeCards(account.tx, row.id);
      await releaseVolumes(account.tx, row.id);
      await endSnapshots(account.tx, row.id);
      await endFirewall(account.tx, row.id);
    }
    return "done";
  });
}

import { eq } from "drizzle-orm";
import { instances } from "@/drizzle/schema";
import { confirmRemoved, removeInstance } from "@/lib/domain/transitions/run";
import type { ServiceContext } from "@/lib/services/context";
import { endFirewall } from "@/lib/services/firewall/record";
import { freeCards } from "@/lib/services/instances/place-machine";
import { instanceHints } from "@/lib/services/instances/record";
import { withAccount } from "@/lib/services/money/with-account";
import { endSnapshots } from "@/lib/services/snapshots/end";
import { releaseVolumes } from "@/lib/services/volumes/release";
import type { Known } from "./known";
import { type Death, recordDeathOn } from "./record-death";

/**
 * Closes the run of a machine that ended by itself, unless something was asked of it meanwhile. The provider has been
 * asked again just before. Returns whether it was so.
 */
export async function foundDead(ctx: ServiceContext, known: Known, death: Death): Promise<boolean> {
  const applied = await withAccount(ctx, known.accountId, async (account) => {
    const instance = account.state.instances.find((each) => each.id === known.instanceId);
    if (instance?.generation !== known.generation || instance.state !== "running") return false;
    const [row] = await account.tx.select().from(instances).where(eq(instances.id, known.instanceId));
    if (!row || row.restartRequested > row.restartApplied) return false;
    await recordDeathOn(ctx, account, row, death);
    if (death.diskLost) {
      await freeCards(account.tx, known.instanceId);
      await releaseVolumes(account.tx, known.instanceId);
      await endSnapshots(account.tx, known.instanceId);
      await endFirewall(account.tx, known.instanceId);
    }
    return true;
  });
  if (applied) ctx.notify(...instanceHints(known.accountId));
  return applied;
}

/** A stopped instance whose machine was deleted behind our back: its disk is gone, and its bill ends now. */
export async function foundLost(ctx: ServiceContext, known: Known): Promise<boolean> {
  const applied = await withAccount(ctx, known.accountId, async (account) => {
    const instance = account.state.instances.find((each) => each.id === known.instanceId);
    if (instance?.generation !== known.generation || instance.state !== "stopped") return false;
    const [row] = await account.tx.select().from(instances).where(eq(instances.id, known.instanceId));
    if (!row) return false;
    const at = account.now;
    account.apply(removeInstance({ at, instanceId: known.instanceId, reason: "machine_lost" }));
    account.apply(confirmRemoved({ at, instanceId: known.instanceId }));
    await recordDeathOn(ctx, account, row, { reason: "machine_lost", diskLost: true });
    await freeCards(account.tx, known.instanceId);
    await releaseVolumes(account.tx, known.instanceId);
    await endSnapshots(account.tx, known.instanceId);
    await endFirewall(account.tx, known.instanceId);
    return true;
  });
  if (applied) ctx.notify(...instanceHints(known.accountId));
  return applied;
}

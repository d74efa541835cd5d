import type { InstanceInput } from "@/lib/contracts/instances";
import type { InstanceView } from "@/lib/contracts/views";
import { stop } from "@/lib/domain/transitions/run";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";
import { withAccount } from "@/lib/services/money/with-account";
import { getInstance } from "./get";
import { ownInstance, requireVerb } from "./own";
import { instanceHints, recordVerb } from "./record";

/**
 * Stops a running instance: its run's bill ends at this second, the disk's begins. Stopping what is stopping or
 * stopped succeeds. Throws `wrong_state` or `not_found`.
 */
export async function stopInstance(ctx: ServiceContext, input: InstanceInput): Promise<InstanceView> {
  const { accountId } = authorise(ctx, "operate");
  await withAccount(ctx, accountId, async (account) => {
    const row = await ownInstance(account.tx, accountId, input.instanceId);
    // What became due while we waited for the lock may have stopped it.
    const state = account.state.instances.find((each) => each.id === row.id)?.state ?? row.state;
    if (state === "stopping" || state === "stopped") return;
    requireVerb({ ...row, state }, "stop");
    account.apply(stop({ at: account.now, instanceId: row.id, reason: "customer" }));
    await recordVerb(ctx, account.tx, { instanceId: row.id, verb: "stop", detail: { name: row.name } });
  });
  ctx.notify(...instanceHints(accountId));
  return getInstance(ctx, input);
}

/** Stops everything that runs, at one second. Returns how many. */
export async function stopAllInstances(ctx: ServiceContext): Promise<{ stopped: number }> {
  const { accountId } = authorise(ctx, "operate");
  const stopped = await withAccount(ctx, accountId, async (account) => {
    const running = account.state.instances.filter((instance) => instance.state === "running");
    for (const { id } of running) {
      account.apply(stop({ at: account.now, instanceId: id, reason: "customer" }));
      await recordVerb(ctx, account.tx, { instanceId: id, verb: "stop" });
    }
    return running.length;
  });
  ctx.notify(...instanceHints(accountId));
  return { stopped };
}

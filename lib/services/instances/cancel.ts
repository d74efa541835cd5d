import type { InstanceInput } from "@/lib/contracts/instances";
import type { InstanceView } from "@/lib/contracts/views";
import { isPending } from "@/lib/domain/states";
import { cancelPending } from "@/lib/domain/transitions/reserve";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";
import { withAccount } from "@/lib/services/money/with-account";
import { getInstance } from "./get";
import { ownInstance, requireVerb } from "./own";
import { instanceHints, recordVerb } from "./record";

/**
 * Gives up a boot, free of charge: a launch is removed, a start falls back to its disk. Cancelling what was cancelled
 * succeeds; what became ready meanwhile is answered `wrong_state`, and can be stopped.
 */
export async function cancelInstance(ctx: ServiceContext, input: InstanceInput): Promise<InstanceView> {
  const { accountId } = authorise(ctx, "operate");
  await withAccount(ctx, accountId, async (account) => {
    const row = await ownInstance(account.tx, accountId, input.instanceId);
    const state = account.state.instances.find((each) => each.id === row.id)?.state ?? row.state;
    if (!isPending(state) && state !== "running") return;
    requireVerb({ ...row, state }, "cancel");
    account.apply(cancelPending({ at: account.now, instanceId: row.id, reason: "customer" }));
    await recordVerb(ctx, account.tx, { instanceId: row.id, verb: "cancel", detail: { name: row.name } });
  });
  ctx.notify(...instanceHints(accountId));
  return getInstance(ctx, input);
}

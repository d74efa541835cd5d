import type { TerminateInput } from "@/lib/contracts/instances";
import type { InstanceView } from "@/lib/contracts/views";
import { DomainError } from "@/lib/domain/errors";
import { cleanName } from "@/lib/domain/names";
import { removeInstance } from "@/lib/domain/transitions/run";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";
import { withAccount } from "@/lib/services/money/with-account";
import { getInstance } from "./get";
import { ownInstance, requireVerb } from "./own";
import { instanceHints, recordVerb } from "./record";

/**
 * Deletes an instance and its disk for good; every bill of it ends at this second. The name must be typed. Terminating
 * what is terminating or terminated succeeds. Throws `invalid_input` (confirmName), `wrong_state` or `not_found`.
 */
export async function terminateInstance(ctx: ServiceContext, input: TerminateInput): Promise<InstanceView> {
  const { accountId } = authorise(ctx, "operate");
  await withAccount(ctx, accountId, async (account) => {
    const row = await ownInstance(account.tx, accountId, input.instanceId);
    const state = account.state.instances.find((each) => each.id === row.id)?.state ?? row.state;
    if (state === "terminating" || state === "terminated") return;
    if (cleanName(input.confirmName) !== row.name)
      throw new DomainError("invalid_input", { reason: "name_not_matching" }, "confirmName");
    requireVerb({ ...row, state }, "terminate");
    account.apply(removeInstance({ at: account.now, instanceId: row.id, reason: "customer" }));
    await recordVerb(ctx, account.tx, {
      instanceId: row.id,
      verb: "terminate",
      detail: { name: row.name },
    });
  });
  ctx.notify(...instanceHints(accountId));
  return getInstance(ctx, input);
}

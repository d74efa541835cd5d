import type { SetStopTimeInput } from "@/lib/contracts/instances";
import type { InstanceView } from "@/lib/contracts/views";
import { setStopTime } from "@/lib/domain/transitions/run";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";
import { withAccount } from "@/lib/services/money/with-account";
import { requireAhead } from "./checks";
import { getInstance } from "./get";
import { ownInstance } from "./own";
import { instanceHints, recordVerb } from "./record";

/** Sets, moves or (null) clears the second at which the instance stops by itself. Throws `invalid_input` or `wrong_state`. */
export async function setInstanceStopTime(
  ctx: ServiceContext,
  input: SetStopTimeInput,
): Promise<InstanceView> {
  const { accountId } = authorise(ctx, "operate");
  await withAccount(ctx, accountId, async (account) => {
    const row = await ownInstance(account.tx, accountId, input.instanceId);
    const stopDue = requireAhead(input.stopAt, account.now);
    account.apply(setStopTime({ at: account.now, instanceId: row.id, stopDue }));
    const detail = { name: row.name, ...(input.stopAt ? { stopAt: input.stopAt.toISOString() } : {}) };
    await recordVerb(ctx, account.tx, { instanceId: row.id, verb: "set_stop_time", detail });
  });
  ctx.notify(...instanceHints(accountId));
  return getInstance(ctx, input);
}

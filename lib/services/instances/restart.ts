import { eq, sql } from "drizzle-orm";
import { instances } from "@/drizzle/schema";
import type { InstanceInput } from "@/lib/contracts/instances";
import type { InstanceView } from "@/lib/contracts/views";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";
import { withAccount } from "@/lib/services/money/with-account";
import { getInstance } from "./get";
import { ownInstance, requireVerb } from "./own";
import { instanceHints, recordVerb } from "./record";

/** Boots a running instance again: the bill runs on, the card stays. Asking twice before it is done boots once. */
export async function restartInstance(ctx: ServiceContext, input: InstanceInput): Promise<InstanceView> {
  const { accountId } = authorise(ctx, "operate");
  await withAccount(ctx, accountId, async ({ tx, state }) => {
    const row = await ownInstance(tx, accountId, input.instanceId);
    requireVerb(
      { ...row, state: state.instances.find((each) => each.id === row.id)?.state ?? row.state },
      "restart",
    );
    if (row.restartRequested > row.restartApplied) return;
    await tx
      .update(instances)
      .set({ restartRequested: sql`${instances.restartRequested} + 1` })
      .where(eq(instances.id, row.id));
    await recordVerb(ctx, tx, { instanceId: row.id, verb: "restart", detail: { name: row.name } });
  });
  ctx.notify(...instanceHints(accountId));
  return getInstance(ctx, input);
}

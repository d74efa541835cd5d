import { and, eq, isNull, sql } from "drizzle-orm";
import { instanceLogs, instances } from "@/drizzle/schema";
import type { InstanceInput } from "@/lib/contracts/instances";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";
import { ownInstance, requireVerb } from "./own";
import { recordVerb } from "./record";

/** Takes a failed launch off the list, and its logs with it. Dismissing it twice succeeds. Throws `wrong_state` or `not_found`. */
export async function dismissInstance(ctx: ServiceContext, input: InstanceInput): Promise<void> {
  const { accountId } = authorise(ctx, "operate");
  await ctx.transact(async (tx) => {
    const row = await ownInstance(tx, accountId, input.instanceId);
    requireVerb(row, "dismiss");
    const dismissed = await tx
      .update(instances)
      .set({ dismissedAt: sql`app_now()` })
      .where(and(eq(instances.id, row.id), isNull(instances.dismissedAt)))
      .returning({ id: instances.id });
    if (dismissed.length === 0) return;
    await tx.delete(instanceLogs).where(eq(instanceLogs.instanceId, row.id));
    await recordVerb(ctx, tx, { instanceId: row.id, verb: "dismiss", detail: { name: row.name } });
  });
  ctx.notify({ accountId, kind: "instances" });
}

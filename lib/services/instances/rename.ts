import { and, eq, notInArray } from "drizzle-orm";
import { instances } from "@/drizzle/schema";
import type { RenameInput } from "@/lib/contracts/instances";
import type { InstanceView } from "@/lib/contracts/views";
import { DomainError } from "@/lib/domain/errors";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";
import { getInstance } from "./get";
import { ownInstance } from "./own";
import { recordVerb } from "./record";

/** Another name in the portal; the host name inside stays what it was at launch. Throws `wrong_state` when it is gone. */
export async function renameInstance(ctx: ServiceContext, input: RenameInput): Promise<InstanceView> {
  const { accountId } = authorise(ctx, "operate");
  await ctx.transact(async (tx) => {
    const row = await ownInstance(tx, accountId, input.instanceId);
    const changed = await tx
      .update(instances)
      .set({ name: input.name })
      .where(
        and(eq(instances.id, row.id), notInArray(instances.state, ["terminating", "terminated", "failed"])),
      )
      .returning({ id: instances.id });
    if (changed.length === 0) throw new DomainError("wrong_state", { state: row.state, verb: "rename" });
    if (row.name === input.name) return;
    const detail = { from: row.name, name: input.name };
    await recordVerb(ctx, tx, { instanceId: row.id, verb: "rename", detail });
  });
  ctx.notify({ accountId, kind: "instances" });
  return getInstance(ctx, input);
}

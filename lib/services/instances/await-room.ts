import { eq } from "drizzle-orm";
import { roomWaits } from "@/drizzle/schema";
import type { InstanceInput } from "@/lib/contracts/instances";
import type { InstanceView } from "@/lib/contracts/views";
import { DomainError } from "@/lib/domain/errors";
import { authorise, requireConfirmedEmail } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";
import { getInstance } from "./get";
import { ownInstance, requireVerb } from "./own";
import { quoteStart } from "./quotes";
import { recordVerb } from "./record";

/**
 * Asks to be told when a stopped instance can start. With room on another host now, only room on its disk's host is
 * news; with none anywhere, any is. Asking again after having been told waits anew. Throws `wrong_state`, also when
 * there is room already (`reason` room_here), and `not_found`.
 */
export async function awaitRoom(ctx: ServiceContext, input: InstanceInput): Promise<InstanceView> {
  const { accountId } = authorise(ctx, "operate");
  requireConfirmedEmail(ctx);
  if (ctx.actor.kind !== "user") throw new DomainError("forbidden");
  const { userId } = ctx.actor;
  const row = await ownInstance(ctx.db, accountId, input.instanceId);
  requireVerb(row, "start");
  const quote = await quoteStart(ctx, ctx.db, row, ctx.currency);
  if (!quote) throw new DomainError("out_of_stock");
  if (quote.place === "here") throw new DomainError("wrong_state", { reason: "room_here" });
  await ctx.transact(async (tx) => {
    const wait = { userId, anywhere: quote.place === "wait", noticedAt: null };
    await tx
      .insert(roomWaits)
      .values({ instanceId: row.id, ...wait })
      .onConflictDoUpdate({ target: roomWaits.instanceId, set: wait });
    await recordVerb(ctx, tx, { instanceId: row.id, verb: "await_room", detail: { name: row.name } });
  });
  ctx.notify({ accountId, kind: "instances" });
  return getInstance(ctx, input);
}

/** No longer wants to be told. Taking back what was not asked succeeds. Throws `not_found`. */
export async function cancelWait(ctx: ServiceContext, input: InstanceInput): Promise<InstanceView> {
  const { accountId } = authorise(ctx, "operate");
  await ctx.transact(async (tx) => {
    const row = await ownInstance(tx, accountId, input.instanceId);
    const waiting = await tx
      .delete(roomWaits)
      .where(eq(roomWaits.instanceId, row.id))
      .returning({ instanceId: roomWaits.instanceId });
    if (waiting.length > 0)
      await recordVerb(ctx, tx, { instanceId: row.id, verb: "cancel_wait", detail: { name: row.name } });
  });
  ctx.notify({ accountId, kind: "instances" });
  return getInstance(ctx, input);
}

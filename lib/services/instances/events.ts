import { asc, eq } from "drizzle-orm";
import { instanceEvents } from "@/drizzle/schema";
import type { InstanceInput } from "@/lib/contracts/instances";
import type { InstanceEventView } from "@/lib/contracts/views";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";
import { ownInstance } from "./own";

/** What happened in an instance's life, oldest first. Throws `not_found`. */
export async function listInstanceEvents(
  ctx: ServiceContext,
  { instanceId }: InstanceInput,
): Promise<InstanceEventView[]> {
  const { accountId } = authorise(ctx, "view");
  await ownInstance(ctx.db, accountId, instanceId);
  const rows = await ctx.db
    .select()
    .from(instanceEvents)
    .where(eq(instanceEvents.instanceId, instanceId))
    .orderBy(asc(instanceEvents.at), asc(instanceEvents.id));
  return rows.map(({ id, at, kind, detail }) => ({ id, at: at.toISOString(), kind, detail }));
}

import { sql } from "drizzle-orm";
import type { InstanceView } from "@/lib/contracts/views";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";
import { readInstanceViews } from "./view";

const GONE_SHOWN = 100;

/** The account's instances, newest first: everything that is not gone, and failed launches until they are dismissed. */
export async function listInstances(ctx: ServiceContext): Promise<InstanceView[]> {
  const { accountId } = authorise(ctx, "view");
  return readInstanceViews(
    ctx.db,
    sql`i.account_id = ${accountId} and i.state <> 'terminated' and i.dismissed_at is null`,
  );
}

/** Those that are gone, newest first, the last hundred: their receipts stay. */
export async function listGoneInstances(ctx: ServiceContext): Promise<InstanceView[]> {
  const { accountId } = authorise(ctx, "view");
  return readInstanceViews(
    ctx.db,
    sql`i.id in (
      select id from instances
      where account_id = ${accountId} and (state = 'terminated' or dismissed_at is not null)
      order by created_at desc limit ${GONE_SHOWN})`,
  );
}

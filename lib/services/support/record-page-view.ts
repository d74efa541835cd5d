import { sql } from "drizzle-orm";
import { DomainError } from "@/lib/domain/errors";
import type { ServiceContext } from "@/lib/services/context";

/** A page that is reloaded, or refreshed by itself, is one look per minute. */
const SAME_LOOK_SECONDS = 60;
const LONGEST_PATH = 300;

/**
 * Notes which page staff looked at while acting as a customer; the customer reads it. `ctx` is the staff's own
 * context, whose transactions may write: the read-only one cannot.
 */
export async function recordPageView(
  ctx: ServiceContext,
  look: { actingId: string; accountId: string; path: string },
): Promise<void> {
  if (ctx.actor.kind !== "user") throw new DomainError("forbidden");
  const { userId } = ctx.actor;
  const path = look.path.slice(0, LONGEST_PATH);
  await ctx.transact((tx) =>
    tx.execute(sql`
      insert into audit_log (account_id, actor_user_id, mode, acting_id, action, detail, request_id, ip)
      select ${look.accountId}, ${userId}, 'acting_read', ${look.actingId}, 'page.viewed',
             jsonb_build_object('path', ${path}::text), ${ctx.requestId}, ${ctx.ip}
       where not exists (
         select 1 from audit_log
          where account_id = ${look.accountId} and acting_id = ${look.actingId} and action = 'page.viewed'
            and detail->>'path' = ${path} and at > app_now() - make_interval(secs => ${SAME_LOOK_SECONDS}))`),
  );
}

import { sql } from "drizzle-orm";
import { notebookPasses } from "@/drizzle/schema";
import type { InstanceInput } from "@/lib/contracts/instances";
import { DomainError } from "@/lib/domain/errors";
import { NOTEBOOK_TICKET_SECONDS } from "@/lib/domain/notebooks";
import { recordAudit } from "@/lib/services/audit";
import type { ServiceContext } from "@/lib/services/context";
import { newSecret } from "@/lib/services/identity/secret";
import { notebookAccess } from "./access";

/** A ticket into the instance's notebook, for this session and this run of it, and a line in the activity log. */
export async function openNotebook(ctx: ServiceContext, input: InstanceInput): Promise<{ ticket: string }> {
  const { target, name } = await notebookAccess(ctx, input);
  if (ctx.actor.kind !== "user") throw new DomainError("forbidden");
  const { accountId, instanceId, runId } = target;
  const { sessionId } = ctx.actor;
  const { secret: ticket, hash: ticketHash } = newSecret();
  await ctx.transact(async (tx) => {
    await tx.execute(sql`
      DELETE FROM notebook_passes WHERE account_id = ${accountId} AND expires_at < app_now() - interval '1 day'`);
    await tx.insert(notebookPasses).values({
      ...{ ticketHash, sessionId, accountId, instanceId, runId },
      expiresAt: sql`app_now() + make_interval(secs => ${NOTEBOOK_TICKET_SECONDS})`,
    });
    await recordAudit(ctx, tx, {
      action: "instance.notebook_opened",
      targetId: instanceId,
      detail: { name },
    });
  });
  return { ticket };
}

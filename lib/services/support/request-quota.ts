import { and, eq, isNotNull } from "drizzle-orm";
import { accounts, quotaRequests, users } from "@/drizzle/schema";
import type { QuotaRequestInput } from "@/lib/contracts/support";
import { DomainError } from "@/lib/domain/errors";
import { recordAudit } from "@/lib/services/audit";
import { authorise, requireConfirmedEmail } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";
import { newId } from "@/lib/services/id";

/**
 * Asks the operator for more GPUs at once: a row, and a mail to everybody on the staff. Throws `invalid_input` when
 * it asks for no more than the account already has.
 */
export async function requestQuota(ctx: ServiceContext, input: QuotaRequestInput): Promise<{ id: string }> {
  const { accountId } = authorise(ctx, "operate");
  requireConfirmedEmail(ctx);
  if (ctx.actor.kind !== "user") throw new DomainError("forbidden");
  const { userId, name, email } = ctx.actor;
  const id = newId("quo");
  await ctx.transact(async (tx) => {
    const [account] = await tx.select().from(accounts).where(eq(accounts.id, accountId));
    if (!account) throw new DomainError("not_found");
    if (input.wantedGpus <= account.gpuQuota)
      throw new DomainError(
        "invalid_input",
        { reason: "quota_has", gpus: `${account.gpuQuota}` },
        "wantedGpus",
      );
    await tx
      .insert(quotaRequests)
      .values({ id, accountId, userId, wantedGpus: input.wantedGpus, reason: input.reason });
    await recordAudit(ctx, tx, {
      action: "quota.requested",
      targetId: id,
      detail: { wantedGpus: input.wantedGpus, had: account.gpuQuota },
    });
    const staff = await tx
      .select({ id: users.id, email: users.email, locale: users.locale })
      .from(users)
      .where(and(isNotNull(users.staffRole), isNotNull(users.emailConfirmedAt)));
    for (const person of staff)
      await ctx.enqueue(
        tx,
        {
          task: "mail",
          payload: {
            to: person.email,
            template: "quota_request",
            locale: person.locale,
            params: {
              customer: name,
              email,
              account: account.name,
              gpus: `${input.wantedGpus}`,
              quota: `${account.gpuQuota}`,
              reason: input.reason,
              url: `${ctx.publicUrl}/support/accounts/${accountId}`,
            },
          },
        },
        `quota:${id}:${person.id}`,
      );
  });
  return { id };
}

/** How many GPUs the account may hold at once. */
export async function currentQuota(ctx: ServiceContext): Promise<number> {
  const { accountId } = authorise(ctx, "view");
  const [account] = await ctx.db
    .select({ gpuQuota: accounts.gpuQuota })
    .from(accounts)
    .where(eq(accounts.id, accountId));
  if (!account) throw new DomainError("not_found");
  return account.gpuQuota;
}

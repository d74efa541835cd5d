import { asc, desc, eq, sql } from "drizzle-orm";
import { accounts, instances, memberships, quotaRequests, users } from "@/drizzle/schema";
import type { AccountOverviewView } from "@/lib/contracts/support";
import { DomainError } from "@/lib/domain/errors";
import { authoriseStaff } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";

/**
 * The same staff context with an account to look at: the customer's own read services then answer for it. `viewer`
 * may look and nothing else.
 */
export function lookingAt(ctx: ServiceContext, accountId: string): ServiceContext {
  authoriseStaff(ctx);
  return { ...ctx, subject: { accountId, role: "viewer" } };
}

/** Who an account belongs to and what it asked for. For staff only; throws `not_found`. */
export async function accountOverview(ctx: ServiceContext, accountId: string): Promise<AccountOverviewView> {
  authoriseStaff(ctx);
  const [account] = await ctx.db.select().from(accounts).where(eq(accounts.id, accountId));
  if (!account) throw new DomainError("not_found");
  const [members, [counts], requests] = await Promise.all([
    ctx.db
      .select({
        userId: users.id,
        name: users.name,
        email: users.email,
        confirmedAt: users.emailConfirmedAt,
        role: memberships.role,
      })
      .from(memberships)
      .innerJoin(users, eq(users.id, memberships.userId))
      .where(eq(memberships.accountId, accountId))
      .orderBy(asc(memberships.createdAt), asc(users.id)),
    ctx.db
      .select({
        all: sql<number>`count(*)::int`,
        live: sql<number>`(count(*) filter (where ${instances.state} not in ('terminated', 'failed')))::int`,
      })
      .from(instances)
      .where(eq(instances.accountId, accountId)),
    ctx.db
      .select({ request: quotaRequests, userName: users.name })
      .from(quotaRequests)
      .innerJoin(users, eq(users.id, quotaRequests.userId))
      .where(eq(quotaRequests.accountId, accountId))
      .orderBy(desc(quotaRequests.createdAt))
      .limit(10),
  ]);
  return {
    id: account.id,
    name: account.name,
    currency: account.currency,
    gpuQuota: account.gpuQuota,
    createdAt: account.createdAt.toISOString(),
    members: members.map(({ confirmedAt, ...member }) => ({
      ...member,
      emailConfirmed: confirmedAt !== null,
    })),
    instanceCounts: counts ?? { all: 0, live: 0 },
    quotaRequests: requests.map(({ request, userName }) => ({
      id: request.id,
      wantedGpus: request.wantedGpus,
      reason: request.reason,
      at: request.createdAt.toISOString(),
      userName,
    })),
  };
}

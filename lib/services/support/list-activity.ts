import { and, desc, eq, inArray, lt, ne, type SQL, sql } from "drizzle-orm";
import { actings, auditLog, users } from "@/drizzle/schema";
import type { ActingView, ActivityFilter, ActivityPage } from "@/lib/contracts/support";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";

const PAGE = 50;
const ACTINGS = 20;

const MODES: Record<ActivityFilter, SQL | undefined> = {
  all: undefined,
  own: eq(auditLog.mode, "own"),
  staff: inArray(auditLog.mode, ["staff", "acting_read"]),
  system: eq(auditLog.mode, "system"),
};

/** By the kind of its id: what the thing is called now, also when it is gone. */
const targetName = sql<string | null>`case left(${auditLog.targetId}, 3)
  when 'ins' then (select name from instances where id = ${auditLog.targetId})
  when 'vol' then (select name from volumes where id = ${auditLog.targetId})
  when 'key' then (select name from ssh_keys where id = ${auditLog.targetId})
  when 'snp' then (select name from snapshots where id = ${auditLog.targetId})
  when 'img' then (select name from private_images where id = ${auditLog.targetId})
  when 'fws' then (select name from firewall_sets where id = ${auditLog.targetId})
  end`;

/**
 * What happened to the account, newest first: who did what, and as whom. The pages that staff looked at are told with
 * their acting (`listActings`), not line by line here.
 */
export async function listActivity(
  ctx: ServiceContext,
  filter: ActivityFilter,
  cursor?: string,
): Promise<ActivityPage> {
  const { accountId } = authorise(ctx, "view");
  const rows = await ctx.db
    .select({ entry: auditLog, actorName: users.name, targetName })
    .from(auditLog)
    .leftJoin(users, eq(users.id, auditLog.actorUserId))
    .where(
      and(
        eq(auditLog.accountId, accountId),
        ne(auditLog.action, "page.viewed"),
        MODES[filter],
        cursor && /^\d{1,18}$/.test(cursor) ? lt(auditLog.seq, BigInt(cursor)) : undefined,
      ),
    )
    .orderBy(desc(auditLog.seq))
    .limit(PAGE + 1);
  const lines = rows.slice(0, PAGE).map(({ entry, actorName, targetName }) => ({
    seq: entry.seq.toString(),
    at: entry.at.toISOString(),
    actorName: actorName ?? "",
    mode: entry.mode,
    action: entry.action,
    targetId: entry.targetId,
    targetName,
    detail: entry.detail,
  }));
  return { lines, cursor: rows.length > PAGE ? (lines.at(-1)?.seq ?? null) : null };
}

/** Every stretch in which staff acted as this customer, newest first, with the minutes and the pages. */
export async function listActings(ctx: ServiceContext): Promise<ActingView[]> {
  const { accountId } = authorise(ctx, "view");
  const end = sql<Date>`least(coalesce(${actings.endedAt}, ${actings.expiresAt}), ${actings.expiresAt})`;
  const rows = await ctx.db
    .select({
      id: actings.id,
      staffName: users.name,
      reason: actings.reason,
      startedAt: actings.startedAt,
      until: sql<string>`to_json(${end})`,
      active: sql<boolean>`${end} > app_now()`,
      seconds: sql<string>`floor(extract(epoch from least(${end}, app_now()) - ${actings.startedAt}))::bigint::text`,
    })
    .from(actings)
    .innerJoin(users, eq(users.id, actings.staffUserId))
    .where(eq(actings.accountId, accountId))
    .orderBy(desc(actings.startedAt), desc(actings.id))
    .limit(ACTINGS);
  const looks = await looksDuring(
    ctx,
    accountId,
    rows.map((row) => row.id),
  );
  return rows.map((row) => ({
    ...row,
    startedAt: row.startedAt.toISOString(),
    until: new Date(row.until).toISOString(),
    pages: looks.get(row.id) ?? [],
  }));
}

async function looksDuring(
  ctx: ServiceContext,
  accountId: string,
  actingIds: string[],
): Promise<Map<string, ActingView["pages"]>> {
  const found = new Map<string, ActingView["pages"]>();
  if (actingIds.length === 0) return found;
  const path = sql<string>`${auditLog.detail}->>'path'`;
  const rows = await ctx.db
    .select({
      actingId: auditLog.actingId,
      path,
      first: sql<string>`to_json(min(${auditLog.at}))`,
      times: sql<number>`count(*)::int`,
    })
    .from(auditLog)
    .where(
      and(
        eq(auditLog.accountId, accountId),
        eq(auditLog.action, "page.viewed"),
        inArray(auditLog.actingId, actingIds),
      ),
    )
    .groupBy(auditLog.actingId, path)
    .orderBy(sql`min(${auditLog.seq})`);
  for (const row of rows) {
    if (!row.actingId) continue;
    const pages = found.get(row.actingId) ?? [];
    pages.push({ path: row.path, at: new Date(row.first).toISOString(), times: row.times });
    found.set(row.actingId, pages);
  }
  return found;
}

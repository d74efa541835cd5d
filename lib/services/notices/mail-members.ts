import { and, eq, inArray } from "drizzle-orm";
import { memberships, users } from "@/drizzle/schema";
import type { Role, ServiceContext, Transaction } from "@/lib/services/context";

/** A mail to every member of an account with one of these roles and a confirmed address, each in their language. */
export async function mailMembers(
  ctx: ServiceContext,
  tx: Transaction,
  mail: {
    accountId: string;
    template: string;
    roles: Role[];
    /** This member alone, who asked for it. */
    only?: string;
    params: Record<string, string>;
    rows?: Record<string, string>[];
    /** With the member, what makes it unique. */
    key: string;
  },
): Promise<void> {
  const members = await tx
    .select({
      id: users.id,
      to: users.email,
      name: users.name,
      locale: users.locale,
      confirmed: users.emailConfirmedAt,
    })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(and(eq(memberships.accountId, mail.accountId), inArray(memberships.role, mail.roles)))
    .orderBy(users.id);
  for (const { id, to, name, locale, confirmed } of members) {
    if (confirmed === null || (mail.only !== undefined && id !== mail.only)) continue;
    const { template, params, rows } = mail;
    const payload = { to, template, params: { ...params, name }, ...(rows ? { rows } : {}), locale };
    await ctx.enqueue(tx, { task: "mail", payload }, `${mail.key}:${id}`);
  }
}

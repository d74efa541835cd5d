import { and, eq } from "drizzle-orm";
import { hosts } from "@/drizzle/schema";
import type { HostRef } from "@/lib/contracts/fleet";
import { DomainError } from "@/lib/domain/errors";
import { recordAudit } from "@/lib/services/audit";
import { authoriseStaff } from "@/lib/services/authorise";
import type { ServiceContext, Transaction } from "@/lib/services/context";

type Host = typeof hosts.$inferSelect;

/** The row of the host that is meant. */
export const is = ({ regionId, host }: HostRef) => and(eq(hosts.regionId, regionId), eq(hosts.name, host));

/** What every verb on a host has in common. `work` says whether anything changed; only then is it written down. */
export async function onHost(
  ctx: ServiceContext,
  ref: HostRef,
  action: string,
  work: (tx: Transaction, host: Host) => Promise<boolean>,
): Promise<void> {
  authoriseStaff(ctx, "admin");
  await ctx.transact(async (tx) => {
    const [host] = await tx.select().from(hosts).where(is(ref)).for("update");
    if (!host) throw new DomainError("not_found");
    if (await work(tx, host)) await recordAudit(ctx, tx, { action, targetId: `${ref.regionId}/${ref.host}` });
  });
  ctx.notify({ accountId: null, kind: "availability" });
}

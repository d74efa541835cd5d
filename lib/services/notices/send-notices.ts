import { sql } from "drizzle-orm";
import { type Second, second } from "@/lib/domain/time";
import { shortDuration, utcText } from "@/lib/domain/time-text";
import type { ServiceContext } from "@/lib/services/context";
import { mailMembers } from "./mail-members";

type Row = {
  account_id: string;
  account_name: string;
  kind: "balance_ends_in" | "balance_ended" | "grace_ended";
  second: string;
  threshold_seconds: string;
  announces: string | null;
};

const TEMPLATES = {
  balance_ends_in: "balance_ends_in",
  balance_ended: "balance_ended",
  grace_ended: "grace_ended",
} as const;

/**
 * Hands what accounts must be told to the queue, each once: the mark and the mail are one transaction. Returns how many
 * notices were handed over.
 */
export async function sendNotices(ctx: ServiceContext, most: number): Promise<number> {
  return ctx.transact(async (tx) => {
    const { rows } = await tx.execute<Row>(sql`
      update notices n set sent_at = app_now()
      from accounts a,
        (select account_id, kind, second, threshold_seconds from notices where sent_at is null
         order by created_at limit ${most} for update skip locked) as due
      where a.id = n.account_id and n.account_id = due.account_id and n.kind = due.kind and n.second = due.second
        and n.threshold_seconds = due.threshold_seconds
      returning n.account_id, a.name as account_name, n.kind, n.second::text, n.threshold_seconds::text,
        n.announces::text`);
    for (const row of rows) {
      const at = (text: string): Second => second(BigInt(text));
      await mailMembers(ctx, tx, {
        accountId: row.account_id,
        template: TEMPLATES[row.kind],
        roles: ["owner", "admin", "billing"],
        params: {
          account: row.account_name,
          at: utcText(at(row.second)),
          announces: row.announces === null ? "" : utcText(at(row.announces)),
          left: shortDuration(BigInt(row.threshold_seconds)),
          url: `${ctx.publicUrl}/console/billing`,
        },
        key: `notice:${row.account_id}:${row.kind}:${row.second}:${row.threshold_seconds}`,
      });
    }
    return rows.length;
  });
}

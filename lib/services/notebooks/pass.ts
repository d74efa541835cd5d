import { sql } from "drizzle-orm";
import { NOTEBOOK_PASS_SECONDS } from "@/lib/domain/notebooks";
import type { Database } from "@/lib/services/context";
import { hashSecret, newSecret } from "@/lib/services/identity/secret";

/** What a cookie at a notebook's address stands for. Whether its session still holds is another question. */
export type NotebookPass = { sessionId: string; accountId: string; instanceId: string; runId: string };

export type Redeemed = { secret: string; seconds: number } | "used" | "expired" | "unknown";

/**
 * Changes a ticket for a cookie's secret: of two at the same moment one wins. A ticket of another instance is unknown
 * here, and stays good.
 */
export async function redeemTicket(db: Database, ticket: string, instanceId: string): Promise<Redeemed> {
  const { secret, hash } = newSecret();
  const { rows } = await db.execute<{ taken: boolean; used: boolean }>(sql`
    WITH taken AS (
      UPDATE notebook_passes SET secret_hash = ${hash},
        expires_at = app_now() + make_interval(secs => ${NOTEBOOK_PASS_SECONDS})
      WHERE ticket_hash = ${hashSecret(ticket)} AND instance_id = ${instanceId} AND secret_hash IS NULL
        AND expires_at > app_now()
      RETURNING 1)
    -- Of two at the same moment the slower one sees it unused still, and in time.
    SELECT EXISTS (SELECT FROM taken) AS taken, secret_hash IS NOT NULL OR expires_at > app_now() AS used
    FROM notebook_passes WHERE ticket_hash = ${hashSecret(ticket)} AND instance_id = ${instanceId}`);
  const [row] = rows;
  if (!row) return "unknown";
  if (row.taken) return { secret, seconds: NOTEBOOK_PASS_SECONDS };
  return row.used ? "used" : "expired";
}

/** The pass of this secret for this instance, or null. */
export async function findPass(
  db: Database,
  secret: string,
  instanceId: string,
): Promise<NotebookPass | null> {
  const { rows } = await db.execute<NotebookPass>(sql`
    SELECT session_id AS "sessionId", account_id AS "accountId", instance_id AS "instanceId", run_id AS "runId"
    FROM notebook_passes
    WHERE secret_hash = ${hashSecret(secret)} AND instance_id = ${instanceId} AND expires_at > app_now()`);
  return rows[0] ?? null;
}

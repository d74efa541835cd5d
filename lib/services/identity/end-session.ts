import { sql } from "drizzle-orm";
import type { Database, Hint } from "@/lib/services/context";
import { hashSecret } from "./secret";

type Row = { account_id: string | null; acting_account_id: string | null };

/**
 * Signs out: revokes the session of this secret, ends what it was acting as, and says whose streams to look again.
 * One statement; an unknown or revoked session is left as it is.
 */
export async function endSession(db: Database, secret: string): Promise<Hint[]> {
  const { rows } = await db.execute<Row>(sql`
    WITH ended AS (
      UPDATE sessions SET revoked_at = app_now()
       WHERE secret_hash = ${hashSecret(secret)} AND revoked_at IS NULL
      RETURNING id, user_id, acting_id),
    acted AS (
      UPDATE actings t SET ended_at = least(app_now(), t.expires_at) FROM ended
       WHERE t.id = ended.acting_id AND t.ended_at IS NULL
      RETURNING t.account_id, t.id, ended.user_id),
    home AS (
      SELECT (SELECT m.account_id FROM memberships m WHERE m.user_id = ended.user_id
               ORDER BY m.created_at, m.account_id LIMIT 1) AS account_id, ended.id, ended.user_id FROM ended),
    noted AS (
      INSERT INTO audit_log (account_id, actor_user_id, mode, acting_id, action, target_id)
      SELECT account_id, user_id, 'own', NULL, 'user.signed_out', id FROM home
      UNION ALL SELECT account_id, user_id, 'staff', id, 'acting.ended', id FROM acted)
    SELECT home.account_id, acted.account_id AS acting_account_id FROM home LEFT JOIN acted ON true`);
  return rows.flatMap(({ account_id, acting_account_id }): Hint[] => [
    { accountId: account_id, kind: "session" },
    ...(acting_account_id === null ? [] : [{ accountId: acting_account_id, kind: "session" as const }]),
  ]);
}

import { type SQL, sql } from "drizzle-orm";
import type { Database, Role } from "@/lib/services/context";
import { hashSecret } from "./secret";

/** A session that holds now: who signed in, which account they look at, and how. */
export type FoundSession = {
  id: string;
  user: {
    id: string;
    name: string;
    email: string;
    emailConfirmed: boolean;
    staffRole: "support" | "admin" | null;
    locale: string;
    timeZone: string | null;
    theme: "system" | "light" | "dark";
    pauseLiveFigures: boolean;
  };
  account: { id: string; name: string; currency: string; role: Role } | null;
  acting: { id: string; reason: string; expiresAt: Date } | null;
  passwordConfirmedAt: Date;
  /** The row says "last seen" of more than a minute ago. */
  stale: boolean;
};

type Row = {
  id: string;
  user_id: string;
  user_name: string;
  email: string;
  email_confirmed: boolean;
  staff_role: "support" | "admin" | null;
  locale: string;
  time_zone: string | null;
  theme: "system" | "light" | "dark";
  pause_live_figures: boolean;
  account_id: string | null;
  account_name: string | null;
  currency: string | null;
  role: Role | null;
  acting_id: string | null;
  acting_reason: string | null;
  acting_expires_at: string | Date | null;
  password_confirmed_at: string | Date;
  stale: boolean;
};

/**
 * The session behind a cookie's secret, or null when it is unknown, revoked, too old or idle for too long. One trip.
 * Acting counts only while its own row stands (not ended, not expired, staff still staff); after that the same
 * session is the member of staff's own again.
 */
export const findSession = (
  db: Database,
  secret: string,
  idleSeconds: number,
): Promise<FoundSession | null> => find(db, sql`s.secret_hash = ${hashSecret(secret)}`, idleSeconds);

/** The same for whoever was let in by a session before and only knows which one it was. */
export const findSessionById = (
  db: Database,
  sessionId: string,
  idleSeconds: number,
): Promise<FoundSession | null> => find(db, sql`s.id = ${sessionId}`, idleSeconds);

async function find(db: Database, which: SQL, idleSeconds: number): Promise<FoundSession | null> {
  const { rows } = await db.execute<Row>(sql`
    SELECT s.id, s.password_confirmed_at, s.last_seen_at < app_now() - interval '1 minute' AS stale,
           u.id AS user_id, u.name AS user_name, u.email, u.email_confirmed_at IS NOT NULL AS email_confirmed,
           u.staff_role, u.locale, u.time_zone, u.theme, u.pause_live_figures,
           a.id AS account_id, a.name AS account_name, a.currency,
           CASE WHEN t.id IS NULL THEN m.role ELSE 'viewer' END AS role,
           t.id AS acting_id, t.reason AS acting_reason, t.expires_at AS acting_expires_at
      FROM sessions s
      JOIN users u ON u.id = s.user_id
      LEFT JOIN actings t ON s.mode = 'acting_read' AND t.id = s.acting_id AND u.staff_role IS NOT NULL
           AND t.staff_user_id = s.user_id AND t.account_id = s.subject_account_id
           AND t.ended_at IS NULL AND least(t.expires_at, s.acting_expires_at) > app_now()
      LEFT JOIN LATERAL (
           SELECT account_id, role FROM memberships
            WHERE user_id = s.user_id
            ORDER BY account_id IS NOT DISTINCT FROM s.subject_account_id DESC, created_at, account_id
            LIMIT 1) m ON t.id IS NULL
      LEFT JOIN accounts a ON a.id = coalesce(t.account_id, m.account_id)
     WHERE ${which} AND s.revoked_at IS NULL AND s.expires_at > app_now()
       AND s.last_seen_at > app_now() - make_interval(secs => ${idleSeconds})`);
  const row = rows[0];
  return row ? found(row) : null;
}

function found(row: Row): FoundSession {
  const { account_id, account_name, currency, role, acting_id, acting_reason, acting_expires_at } = row;
  return {
    id: row.id,
    user: {
      id: row.user_id,
      name: row.user_name,
      email: row.email,
      emailConfirmed: row.email_confirmed,
      staffRole: row.staff_role,
      locale: row.locale,
      timeZone: row.time_zone,
      theme: row.theme,
      pauseLiveFigures: row.pause_live_figures,
    },
    account:
      account_id !== null && account_name !== null && currency !== null && role !== null
        ? { id: account_id, name: account_name, currency, role }
        : null,
    acting:
      acting_id !== null && acting_reason !== null && acting_expires_at !== null
        ? { id: acting_id, reason: acting_reason, expiresAt: new Date(acting_expires_at) }
        : null,
    passwordConfirmedAt: new Date(row.password_confirmed_at),
    stale: row.stale,
  };
}

/** Notes that a session is in use. At most one write a minute, however many requests come. */
export async function touchSession(db: Database, sessionId: string): Promise<void> {
  await db.execute(sql`
    UPDATE sessions SET last_seen_at = app_now()
     WHERE id = ${sessionId} AND last_seen_at < app_now() - interval '1 minute'`);
}

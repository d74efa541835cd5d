import { sql } from "drizzle-orm";
import { DomainError } from "@/lib/domain/errors";
import type { Transaction } from "@/lib/services/context";
import { hashSecret, newSecret } from "./secret";

export type TokenPurpose = "confirm" | "reset";

const LIFE_SECONDS: Record<TokenPurpose, number> = { confirm: 24 * 3600, reset: 3600 };

/**
 * A new link's secret. Older links of the same purpose stop working: the newest mail is the one that counts.
 * `browser`: the secret of the browser that asked for it.
 */
export async function issueToken(
  tx: Transaction,
  userId: string,
  purpose: TokenPurpose,
  browser: string | null = null,
): Promise<string> {
  const { secret, hash } = newSecret();
  await tx.execute(sql`
    UPDATE email_tokens SET used_at = app_now()
     WHERE user_id = ${userId} AND purpose = ${purpose} AND used_at IS NULL`);
  await tx.execute(sql`
    INSERT INTO email_tokens (secret_hash, user_id, purpose, browser_hash, expires_at)
    VALUES (${hash}, ${userId}, ${purpose}, ${browser === null ? null : hashSecret(browser)}, app_now() + make_interval(secs => ${LIFE_SECONDS[purpose]}))`);
  return secret;
}

/** Uses a link up: of two at the same moment one wins. Throws `link_expired` for any that does not count. */
export async function useToken(tx: Transaction, secret: string, purpose: TokenPurpose): Promise<string> {
  const { rows } = await tx.execute<{ user_id: string }>(sql`
    UPDATE email_tokens SET used_at = app_now()
     WHERE secret_hash = ${hashSecret(secret)} AND purpose = ${purpose} AND used_at IS NULL
       AND expires_at > app_now()
    RETURNING user_id`);
  const [row] = rows;
  if (!row) throw new DomainError("link_expired");
  return row.user_id;
}

import { sql } from "drizzle-orm";
import type { Database } from "@/lib/services/context";
import { hashSecret } from "./secret";

/** Revokes the session of this secret. An unknown or revoked one is left as it is. */
export async function endSession(db: Database, secret: string): Promise<void> {
  await db.execute(sql`
    UPDATE sessions SET revoked_at = app_now() WHERE secret_hash = ${hashSecret(secret)} AND revoked_at IS NULL`);
}

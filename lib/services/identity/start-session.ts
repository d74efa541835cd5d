import { sql } from "drizzle-orm";
import type { ServiceContext, Transaction } from "@/lib/services/context";
import { newId } from "@/lib/services/id";
import { recordIdentity } from "./audit";
import { newSecret } from "./secret";

/** A new session of this browser. The secret is for its cookie and nowhere else. */
export async function startSession(
  ctx: ServiceContext,
  tx: Transaction,
  userId: string,
): Promise<{ sessionId: string; secret: string }> {
  const sessionId = newId("ses");
  const { secret, hash } = newSecret();
  await tx.execute(sql`
    INSERT INTO sessions (id, secret_hash, user_id, expires_at, ip, user_agent)
    VALUES (${sessionId}, ${hash}, ${userId},
            app_now() + make_interval(secs => ${ctx.policies.sessionMaximumSeconds}), ${ctx.ip},
            ${ctx.userAgent ?? null})`);
  await recordIdentity(ctx, tx, { userId, action: "user.signed_in", targetId: sessionId });
  return { sessionId, secret };
}

import * as schema from "@/drizzle/schema";
import { connect } from "@/lib/server/database";
import type { ServiceContext } from "@/lib/services/context";
import { newId } from "@/lib/services/id";
import { findSession } from "@/lib/services/identity/find-session";
import { newSecret } from "@/lib/services/identity/secret";
import { testContext } from "./context";
import type { TestDatabase } from "./database";

/** Somebody of support with a session, and their own context on staff pages. */
export async function newStaff(database: TestDatabase) {
  const { db } = database;
  const userId = newId("usr");
  const sessionId = newId("ses");
  const { secret, hash } = newSecret();
  const email = `${userId}@example.com`;
  await db
    .insert(schema.users)
    .values({ id: userId, email, name: "Grace Hopper", staffRole: "support", emailConfirmedAt: new Date() });
  await db
    .insert(schema.sessions)
    .values({ id: sessionId, secretHash: hash, userId, expiresAt: new Date(Date.now() + 86_400_000) });
  const actor = {
    kind: "user" as const,
    userId,
    name: "Grace Hopper",
    email,
    emailConfirmed: true,
    staffRole: "support" as const,
    sessionId,
    passwordConfirmedAt: new Date(),
  };
  const session = () => findSession(db, secret, 86_400);
  return { userId, actor, session, ctx: testContext(database, { actor, mode: "staff" }) };
}

/** The context that the session of acting staff is given: reads on the role that can only SELECT. */
export function actingContext(
  database: TestDatabase,
  { actor }: Awaited<ReturnType<typeof newStaff>>,
  { accountId, actingId }: { accountId: string; actingId: string },
  ports: Partial<ServiceContext["ports"]> = {},
) {
  return testContext(database, {
    actor,
    subject: { accountId, role: "owner" },
    mode: "acting_read",
    acting: { id: actingId, expiresAt: new Date(Date.now() + 60_000) },
    db: connect(database.reader),
    ports,
  });
}

/** True when Postgres itself said no: the role may not, or its connections only read. */
export async function databaseRefuses(attempt: () => Promise<unknown>): Promise<boolean> {
  try {
    await attempt();
    return false;
  } catch (error) {
    const said = error instanceof Error ? [error, error.cause] : [];
    return said.some(
      (at) => at instanceof Error && "code" in at && ["42501", "25006"].includes(`${at.code}`),
    );
  }
}

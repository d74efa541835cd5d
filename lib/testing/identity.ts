import { eq } from "drizzle-orm";
import { beforeAll } from "vitest";
import { users } from "@/drizzle/schema";
import { defaultPolicies } from "@/lib/domain/policies";
import type { Actor, ServiceContext } from "@/lib/services/context";
import { confirmEmail } from "@/lib/services/identity/confirm-email";
import { endSession } from "@/lib/services/identity/end-session";
import { findSession } from "@/lib/services/identity/find-session";
import { signIn } from "@/lib/services/identity/sign-in";
import { signUp } from "@/lib/services/identity/sign-up";
import { type TestContext, testContext } from "./context";
import type { TestDatabase } from "./database";

export const PASSWORD = "a few words in a row";
export const BROWSER = "the secret of the browser that signed up";

/** People who signed up, and their browsers, on a test's own database. */
export function identityWorld(database: TestDatabase) {
  let count = 0;
  const newEmail = () => {
    count += 1;
    return `person-${count}@example.com`;
  };

  // The limits count in fixed windows; a test that began at the end of one would see two.
  beforeAll(async () => {
    await database.owner.query("INSERT INTO deployment (id, demonstration) VALUES ('dep_test', true)");
    await database.owner.query(
      "UPDATE app_clock SET offset_seconds = offset_seconds + 3601 - extract(epoch FROM app_now())::bigint % 3600",
    );
  });

  /** Somebody who has signed up in the browser BROWSER and has not opened the link yet. */
  async function newcomer(email = newEmail()): Promise<{ email: string; ctx: TestContext }> {
    const ctx = testContext(database);
    await signUp(ctx, { name: "Dana Reyes", email, password: PASSWORD }, BROWSER);
    return { email, ctx };
  }

  /** Somebody who has opened the link, and has signed out again. */
  async function person(email = newEmail()): Promise<{ email: string; ctx: TestContext }> {
    const made = await newcomer(email);
    const { secret } = await confirmEmail(made.ctx, { token: linkOf(made.ctx, "confirm_email") }, BROWSER);
    await endSession(database.db, secret);
    return made;
  }

  const look = (secret: string) => findSession(database.db, secret, defaultPolicies.sessionIdleSeconds);

  /** The context of a browser that holds this secret. */
  async function browserOf(
    secret: string,
  ): Promise<TestContext & { actor: Extract<Actor, { kind: "user" }> }> {
    const found = await look(secret);
    if (!found) throw new Error("this session does not hold");
    const actor = {
      kind: "user" as const,
      userId: found.user.id,
      name: found.user.name,
      email: found.user.email,
      emailConfirmed: found.user.emailConfirmed,
      staffRole: found.user.staffRole,
      sessionId: found.id,
      passwordConfirmedAt: found.passwordConfirmedAt,
    };
    const subject: ServiceContext["subject"] = found.account && {
      accountId: found.account.id,
      role: found.account.role,
    };
    return { ...testContext(database, { actor, subject }), actor };
  }

  async function signedIn(email: string, password = PASSWORD) {
    const { secret } = await signIn(testContext(database), { email, password });
    return { secret, ctx: await browserOf(secret) };
  }

  /** The secret of the link in the newest mail of this kind. */
  function linkOf(ctx: TestContext, template: string): string {
    const mails = ctx.jobs.flatMap(({ job }) =>
      job.task === "mail" && job.payload.template === template ? [job.payload.params.url ?? ""] : [],
    );
    const token = new URL(mails.at(-1) ?? "http://none.invalid").searchParams.get("token");
    if (token === null) throw new Error(`no mail "${template}" with a link`);
    return token;
  }

  async function rowOf(email: string) {
    const [row] = await database.db.select().from(users).where(eq(users.email, email));
    if (!row) throw new Error(`nobody has ${email}`);
    return row;
  }

  return { newEmail, newcomer, person, signedIn, browserOf, look, linkOf, rowOf };
}

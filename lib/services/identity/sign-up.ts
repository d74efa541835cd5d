import { and, eq, isNull, sql } from "drizzle-orm";
import { accounts, memberships, passwords, users } from "@/drizzle/schema";
import type { SignUpInput } from "@/lib/contracts/identity";
import type { ServiceContext, Transaction } from "@/lib/services/context";
import { newId } from "@/lib/services/id";
import { countTry, perIp } from "@/lib/services/rate-limit";
import { recordIdentity } from "./audit";
import { issueToken } from "./email-token";
import { hashPassword } from "./hash-password";
import { queueMail } from "./identity-mail";
import { refuseWeakPassword } from "./password-rules";

const HOUR = 3600;

/**
 * Creates a person, an account of their own (its meter comes with it) and the confirmation mail; nobody is signed in
 * before the link in it is opened. The answer is the same whether the address is new or not: one that has an account
 * gets a mail that says so, and nothing else happens; one that was never confirmed begins anew, with this name and
 * password. `browser` is a secret of the browser that asks. Throws `invalid_input` for a weak password, `rate_limited`
 * after five tries per address or twenty per network address in an hour.
 */
export async function signUp(ctx: ServiceContext, input: SignUpInput, browser: string): Promise<void> {
  refuseWeakPassword(input.password, input.email);
  await countTry(ctx, [
    { key: `sign-up:email:${input.email}`, limit: 5, windowSeconds: HOUR },
    ...perIp("sign-up", ctx.ip, 20, HOUR),
  ]);
  // Before looking whether the address is known: the work takes as long either way.
  const hash = await hashPassword(input.password);
  await ctx.transact(async (tx) => {
    const made = await createPerson(ctx, tx, input, hash);
    const person = made ?? (await beginAnew(ctx, tx, input, hash));
    if (person) await sendConfirmation(ctx, tx, person, browser);
    else await tellExisting(ctx, tx, input.email);
  });
}

type Person = { id: string; name: string; email: string; locale: string };

async function createPerson(
  ctx: ServiceContext,
  tx: Transaction,
  { name, email }: SignUpInput,
  hash: string,
): Promise<Person | null> {
  const userId = newId("usr");
  const { locale } = ctx;
  // Of two at the same moment the second finds the first's row.
  const created = await tx.insert(users).values({ id: userId, email, name, locale }).onConflictDoNothing();
  if (created.rowCount === 0) return null;
  const accountId = newId("acc");
  await tx.insert(passwords).values({ userId, hash });
  await tx.insert(accounts).values({
    id: accountId,
    name,
    currency: ctx.currency,
    gpuQuota: ctx.policies.newAccountGpuQuota,
  });
  await tx.insert(memberships).values({ accountId, userId, role: "owner" });
  await recordIdentity(ctx, tx, { userId, action: "user.signed_up", targetId: accountId });
  return { id: userId, name, email, locale };
}

/** Nobody has shown yet that the address is theirs: whoever signs up last is who the next mail is for. */
async function beginAnew(
  ctx: ServiceContext,
  tx: Transaction,
  { name, email }: SignUpInput,
  hash: string,
): Promise<Person | null> {
  const [person] = await tx
    .update(users)
    .set({ name, locale: ctx.locale })
    .where(and(eq(users.email, email), isNull(users.emailConfirmedAt)))
    .returning();
  if (!person) return null;
  await tx.update(passwords).set({ hash, changedAt: sql`app_now()` }).where(eq(passwords.userId, person.id));
  await recordIdentity(ctx, tx, { userId: person.id, action: "user.signed_up" });
  return person;
}

/** Issues a confirmation link and queues its mail. */
export async function sendConfirmation(
  ctx: ServiceContext,
  tx: Transaction,
  person: Person,
  browser: string | null,
): Promise<void> {
  const token = await issueToken(tx, person.id, "confirm", browser);
  await queueMail(ctx, tx, person, "confirm_email", { url: `${ctx.publicUrl}/confirm-email?token=${token}` });
}

async function tellExisting(ctx: ServiceContext, tx: Transaction, email: string): Promise<void> {
  const [person] = await tx.select().from(users).where(eq(users.email, email));
  if (!person) return;
  // The same number of writes as for a new address, so that the time does not tell either.
  await tx.execute(sql`UPDATE email_tokens SET used_at = used_at WHERE user_id = ${person.id}`);
  await queueMail(ctx, tx, person, "already_registered", { url: `${ctx.publicUrl}/sign-in` });
}

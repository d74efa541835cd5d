import * as schema from "@/drizzle/schema";
import type { Policies } from "@/lib/domain/policies";
import type { Transaction } from "@/lib/services/context";
import { newId } from "@/lib/services/id";
import { hashPassword } from "@/lib/services/identity/hash-password";
import { HISTORY_DAYS } from "../history";
import { customerAccount, demonstrationPassword, people } from "../people";
import { customerAccountId } from "./ids";

export type SeededPeople = {
  customerUserId: string;
  supportUserId: string;
  accountId: string;
  createdAt: Date;
};

/** The three sign-ins, the customer's account, the first being its owner. */
export async function insertPeople(
  tx: Transaction,
  policies: Policies,
  now: Date,
  stripeCustomerId: string,
): Promise<SeededPeople> {
  const createdAt = new Date(now.getTime() - HISTORY_DAYS * 86_400_000);
  const hash = await hashPassword(demonstrationPassword);
  const users = people.map((person) => ({
    ...person,
    id: newId("usr"),
    emailConfirmedAt: createdAt,
    createdAt,
  }));
  await tx.insert(schema.users).values(users);
  await tx
    .insert(schema.passwords)
    .values(users.map((user) => ({ userId: user.id, hash, changedAt: createdAt })));
  const customer = users.find((user) => user.staffRole === null);
  const support = users.find((user) => user.staffRole === "support");
  if (!customer || !support) throw new Error("the demonstration lacks a customer or support");
  const accountId = customerAccountId;
  await tx.insert(schema.accounts).values({
    id: accountId,
    ...customerAccount,
    gpuQuota: policies.newAccountGpuQuota,
    stripeCustomerId,
    createdAt,
  });
  await tx.insert(schema.memberships).values({ accountId, userId: customer.id, role: "owner", createdAt });
  return { customerUserId: customer.id, supportUserId: support.id, accountId, createdAt };
}

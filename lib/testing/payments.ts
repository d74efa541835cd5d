import { afterAll } from "vitest";
import * as schema from "@/drizzle/schema";
import { createStripePayments } from "@/lib/adapters/stripe/payments";
import type { Payments } from "@/lib/ports/payments";
import { type StripeSandbox, startStripeSandbox } from "@/lib/sandbox/stripe/server";
import { startReceiver } from "@/lib/sandbox/stripe/testing/receiver";
import { newId } from "@/lib/services/id";
import { type TestContext, testContext } from "./context";
import type { TestDatabase } from "./database";

const SECRET = "whsec_ofTheTestsOfPayments";

export type PaymentsWorld = {
  sandbox: StripeSandbox;
  receiver: Awaited<ReturnType<typeof startReceiver>>;
  payments: Payments;
  /** The product itself: webhook, sweep. */
  system: TestContext;
  /** A new account with an owner whose address is confirmed, and the context of that owner. */
  customer(given?: { currency?: string; confirmed?: boolean; payments?: Payments }): Promise<Customer>;
};

export type Customer = { accountId: string; userId: string; ctx: TestContext };

/** The Stripe sandbox in this process, which does what is due and sends what waits only when told. */
export async function paymentsWorld(database: TestDatabase): Promise<PaymentsWorld> {
  const receiver = await startReceiver();
  const sandbox = await startStripeSandbox({
    automatic: false,
    settleSeconds: 0,
    endpoint: { url: receiver.url, secret: SECRET },
  });
  afterAll(async () => {
    await sandbox.close();
    await receiver.close();
  });
  const payments = createStripePayments({
    secretKey: "sk_test_payments",
    webhookSecret: SECRET,
    apiBase: new URL(sandbox.url),
  });
  const system = testContext(database, {
    actor: { kind: "system", name: "stripe" },
    mode: "system",
    ports: { payments },
  });
  return {
    sandbox,
    receiver,
    payments,
    system,
    async customer(given = {}) {
      const accountId = newId("acc");
      const userId = newId("usr");
      const email = `${userId}@example.com`;
      const confirmedAt = given.confirmed === false ? null : new Date();
      await database.db
        .insert(schema.users)
        .values({ id: userId, email, name: "Ada Lovelace", emailConfirmedAt: confirmedAt });
      await database.db
        .insert(schema.accounts)
        .values({ id: accountId, name: "Ada's", currency: given.currency ?? "USD", gpuQuota: 8 });
      await database.db.insert(schema.memberships).values({ accountId, userId, role: "owner" });
      const ctx = testContext(database, {
        actor: {
          kind: "user",
          userId,
          name: "Ada Lovelace",
          email,
          emailConfirmed: confirmedAt !== null,
          staffRole: null,
          sessionId: newId("ses"),
          passwordConfirmedAt: new Date(),
        },
        subject: { accountId, role: "owner" },
        ports: { payments: given.payments ?? payments },
      });
      return { accountId, userId, ctx };
    },
  };
}

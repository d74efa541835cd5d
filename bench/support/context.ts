import type { Pool } from "pg";
import { defaultPolicies } from "@/lib/domain/policies";
import { connect } from "@/lib/server/database";
import { type ContextFacts, transact } from "@/lib/server/transact";
import type { ServiceContext } from "@/lib/services/context";
import { newId } from "@/lib/services/id";

const absent = (): never => {
  throw new Error("a bench has no outside world");
};

/** The context of a customer in an account of their own: every fact that a ledger transaction records is there. */
export function customerContext(pool: Pool, accountId: string, ports?: OutsideWorld): ServiceContext {
  const facts: Parameters<typeof context>[1] = {
    actor: {
      kind: "user",
      userId: "usr_test",
      name: "Test",
      email: "test@example.com",
      emailConfirmed: true,
      staffRole: null,
      sessionId: "ses_test",
      passwordConfirmedAt: new Date(0),
    },
    subject: { accountId, role: "owner" },
    mode: "own",
  };
  return context(pool, facts, ports);
}

/** The clockwork's context. */
export function workerContext(pool: Pool, ports?: OutsideWorld): ServiceContext {
  return context(
    pool,
    { actor: { kind: "system", name: "clockwork" }, subject: null, mode: "system" },
    ports,
  );
}

/** Most benches have none. */
type OutsideWorld = Pick<ServiceContext["ports"], "compute" | "sshProbe">;

function context(
  pool: Pool,
  who: Pick<ContextFacts, "actor" | "subject" | "mode">,
  outside: OutsideWorld = { compute: absent, sshProbe: absent },
): ServiceContext {
  const facts: ContextFacts = { ...who, acting: null, requestId: newId("evt"), ip: "127.0.0.1" };
  return {
    ...facts,
    locale: "en",
    db: connect(pool),
    transact: (work) => transact(pool, facts, work),
    notify: () => {},
    enqueue: async () => {},
    ports: {
      clusters: { inspect: absent, identity: absent, configured: absent, reload: absent },
      ...outside,
      parseSshKey: absent,
      checkCloudConfig: absent,
      payments: {
        customer: absent,
        createCheckout: absent,
        checkout: absent,
        expireCheckout: absent,
        payment: absent,
        refund: absent,
        refundsOf: absent,
        dispute: absent,
        balanceMovements: absent,
        verifyEvent: absent,
        eventsSince: absent,
      },
    },
    policies: defaultPolicies,
    brand: "Wattsecond",
    publicUrl: "http://127.0.0.1",
    currency: "usd",
  };
}

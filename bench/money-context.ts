import { defaultPolicies } from "@/lib/domain/policies";
import type { Database, ServiceContext } from "@/lib/services/context";

const none = (): never => {
  throw new Error("a benchmark of money has no outside world");
};

/** The clockwork's context: the product's own money paths, and nothing around them. */
export const benchContext = (db: Database): ServiceContext => ({
  actor: { kind: "system", name: "bench" },
  subject: null,
  mode: "system",
  acting: null,
  requestId: "req_bench",
  ip: null,
  locale: "en",
  db,
  transact: (work) => db.transaction(work),
  notify: () => {},
  enqueue: async () => {},
  ports: {
    compute: none,
    sshProbe: none,
    parseSshKey: none,
    payments: {
      customer: none,
      createCheckout: none,
      checkout: none,
      expireCheckout: none,
      payment: none,
      verifyEvent: none,
      eventsSince: none,
    },
  },
  policies: defaultPolicies,
  brand: "Wattsecond",
  publicUrl: "http://127.0.0.1",
  currency: "usd",
});

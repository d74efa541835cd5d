import { randomUUID } from "node:crypto";
import { defaultPolicies } from "@/lib/domain/policies";
import { scopedDatabase, transact } from "@/lib/server/transact";
import type { Hint, Job, ServiceContext } from "@/lib/services/context";
import type { TestDatabase } from "./database";

export type TestContext = ServiceContext & {
  /** What the verbs announced and queued, oldest first. Jobs of a transaction that failed are here too. */
  hints: Hint[];
  jobs: { job: Job; key: string }[];
};

const absent = (name: string) => (): never => {
  throw new Error(`this test has no ${name}`);
};

/** A context on a test's own database, a visitor's unless told otherwise, that collects hints and jobs. */
export function testContext(
  database: TestDatabase,
  given: Partial<Omit<ServiceContext, "ports">> & { ports?: Partial<ServiceContext["ports"]> } = {},
): TestContext {
  const { ports, ...facts } = given;
  const hints: Hint[] = [];
  const jobs: TestContext["jobs"] = [];
  const told = {
    actor: { kind: "visitor" as const },
    subject: null,
    mode: "own" as const,
    acting: null,
    requestId: randomUUID(),
    ip: null,
    ...facts,
  };
  const acting = told.mode === "acting_read";
  const pool = acting ? database.reader : database.app;
  const forCustomer = told.subject !== null && (told.mode === "own" || acting);
  return {
    locale: "en",
    db: forCustomer ? scopedDatabase(acting ? database.reader : database.customer, told) : database.db,
    policies: defaultPolicies,
    brand: "Wattsecond",
    publicUrl: "http://portal.test",
    currency: "USD",
    transact: (work) => transact(pool, told, work),
    notify: (...more) => void hints.push(...more),
    enqueue: async (_tx, job, key) => void jobs.push({ job, key }),
    ...told,
    ports: {
      compute: absent("compute"),
      get clusters() {
        return absent("clusters")();
      },
      sshProbe: absent("SSH probe"),
      parseSshKey: absent("key parser"),
      checkCloudConfig: absent("cloud-config reader"),
      get payments() {
        return absent("payments")();
      },
      ...ports,
    },
    hints,
    jobs,
  };
}

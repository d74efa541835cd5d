import { sql } from "drizzle-orm";
import * as schema from "@/drizzle/schema";
import type { Rate } from "@/lib/domain/money";
import { defaultPolicies, type Policies } from "@/lib/domain/policies";
import type { Database, Hint, ServiceContext } from "@/lib/services/context";
import { newId } from "@/lib/services/id";

const refuse = (): never => {
  throw new Error("this test has no outside world");
};

/** The clockwork's context on a test's database, with no outside world. `hints` collects what was sent. */
export function moneyContext(db: Database, policies: Policies = defaultPolicies) {
  const hints: Hint[] = [];
  const ctx: ServiceContext = {
    actor: { kind: "system", name: "test" },
    subject: null,
    mode: "system",
    acting: null,
    requestId: "req_test",
    ip: null,
    locale: "en",
    db,
    transact: (work) => db.transaction(work),
    notify: (...sent) => void hints.push(...sent),
    enqueue: async () => {},
    ports: {
      compute: refuse,
      clusters: { inspect: refuse, identity: refuse, configured: refuse, reload: refuse },
      sshProbe: refuse,
      parseSshKey: refuse,
      checkCloudConfig: refuse,
      payments: noPayments,
    },
    policies,
    brand: "Wattsecond",
    publicUrl: "http://127.0.0.1",
    currency: "usd",
  };
  return { ctx, hints };
}

const noPayments: ServiceContext["ports"]["payments"] = {
  customer: refuse,
  createCheckout: refuse,
  checkout: refuse,
  expireCheckout: refuse,
  payment: refuse,
  refund: refuse,
  refundsOf: refuse,
  dispute: refuse,
  balanceMovements: refuse,
  verifyEvent: refuse,
  eventsSince: refuse,
};

/** One region, type, image and user; enough for instances to exist. Call once per database. */
export async function seedCatalogue(db: Database): Promise<void> {
  await db.insert(schema.deployment).values({ id: "dep_test", demonstration: true });
  await db.insert(schema.regions).values({
    id: "region",
    name: "Region",
    country: "XX",
    status: "online",
    position: 1,
  });
  await db.insert(schema.instanceTypes).values({
    id: "type",
    gpuModelId: null,
    gpuCount: 0,
    vcpus: 1,
    memoryGib: 1,
    diskGib: 1,
    position: 1,
  });
  await db.insert(schema.images).values({
    id: "image",
    name: "Image",
    description: "",
    alias: "image",
    sshUser: "root",
    position: 1,
  });
  await db.insert(schema.users).values({ id: "usr_test", email: "test@example.com", name: "Test" });
  const price = { regionId: "region", instanceTypeId: "type", currency: "usd", validFrom: new Date(0) };
  await db.insert(schema.prices).values([
    { ...price, id: "prc_run", kind: "run", microsPerHour: 2_490_000n },
    { ...price, id: "prc_disk", kind: "disk", microsPerHour: 137n },
    { ...price, id: "prc_volume", kind: "volume", instanceTypeId: null, microsPerHour: 137n },
  ]);
}

/** A fresh account with nothing on it. Returns its id. */
export async function newAccount(db: Database): Promise<string> {
  const id = newId("acc");
  await db.insert(schema.accounts).values({ id, name: "Test", currency: "usd", gpuQuota: 8 });
  return id;
}

/** The row of an instance that a launch has just inserted. */
export function instanceRow(accountId: string, id: string, runRate: Rate, diskRate: Rate) {
  return {
    id,
    accountId,
    requestId: id,
    requestHash: "",
    name: id,
    regionId: "region",
    instanceTypeId: "type",
    imageId: "image",
    runPriceId: "prc_run",
    diskPriceId: "prc_disk",
    runRate,
    diskRate,
    state: "provisioning" as const,
    wanted: "running" as const,
    createdBy: "usr_test",
  };
}

/** The row of a volume that has just been asked for. */
export function volumeRow(accountId: string, id: string, sizeGib: bigint, gibRate: Rate) {
  return {
    id,
    accountId,
    requestId: id,
    requestHash: "",
    name: id,
    regionId: "region",
    host: "host",
    priceId: "prc_volume",
    gibRate,
    sizeGib,
    wantedGib: sizeGib,
    state: "creating" as const,
    createdBy: "usr_test",
  };
}

/** Moves the test's clock. */
export async function advanceClock(db: Database, seconds: bigint): Promise<void> {
  await db.execute(sql`select demo_advance(${seconds.toString()}::bigint)`);
}

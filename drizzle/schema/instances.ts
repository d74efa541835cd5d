import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { images, instanceTypes, prices, regions } from "./catalogue";
import { id, instant, rate, second } from "./columns";
import { accounts, users } from "./identity";

export const sshKeys = pgTable(
  "ssh_keys",
  {
    id: id().primaryKey(),
    accountId: text("account_id")
      .notNull()
      .references(() => accounts.id),
    name: text("name").notNull(),
    type: text("type").notNull(),
    bits: integer("bits"),
    publicKey: text("public_key").notNull(),
    /** `SHA256:…` as ssh-keygen prints it. */
    fingerprint: text("fingerprint").notNull(),
    createdBy: text("created_by")
      .notNull()
      .references(() => users.id),
    createdAt: instant("created_at").notNull().default(sql`app_now()`),
    deletedAt: instant("deleted_at"),
  },
  (t) => [
    uniqueIndex("ssh_keys_fingerprint").on(t.accountId, t.fingerprint).where(sql`deleted_at is null`),
    uniqueIndex("ssh_keys_name").on(t.accountId, t.name).where(sql`deleted_at is null`),
  ],
);

export const instanceStates = [
  "provisioning",
  "booting",
  "running",
  "stopping",
  "stopped",
  "starting",
  "terminating",
  "terminated",
  "failed",
] as const;

export const instances = pgTable(
  "instances",
  {
    id: id().primaryKey(),
    accountId: text("account_id")
      .notNull()
      .references(() => accounts.id),
    /** The launch's request: a repeated one finds this row. */
    requestId: text("request_id").notNull(),
    requestHash: text("request_hash").notNull(),
    name: text("name").notNull(),
    regionId: text("region_id")
      .notNull()
      .references(() => regions.id),
    instanceTypeId: text("instance_type_id")
      .notNull()
      .references(() => instanceTypes.id),
    imageId: text("image_id")
      .notNull()
      .references(() => images.id),
    /** The account's own image that it was launched from; `image_id` is then what that one grew from. */
    privateImageId: text("private_image_id"),
    /** The keys that were chosen at launch; what the machine got is in `instance_secrets`. */
    sshKeyIds: jsonb("ssh_key_ids").$type<string[]>().notNull().default([]),
    runPriceId: text("run_price_id")
      .notNull()
      .references(() => prices.id),
    diskPriceId: text("disk_price_id")
      .notNull()
      .references(() => prices.id),
    runRate: rate("run_rate").notNull(),
    diskRate: rate("disk_rate").notNull(),
    /** An announced price of its runs and one of its disk, and from which second on. */
    nextRunPriceAt: second("next_run_price_at"),
    nextRunPriceId: text("next_run_price_id").references(() => prices.id),
    nextRunRate: rate("next_run_rate"),
    nextDiskPriceAt: second("next_disk_price_at"),
    nextDiskPriceId: text("next_disk_price_id").references(() => prices.id),
    nextDiskRate: rate("next_disk_rate"),

    state: text("state", { enum: instanceStates }).notNull(),
    /** Why it is in this state, as a code of `lib/domain/states`; null where nothing needs saying. */
    stateReason: text("state_reason"),
    stateDetail: text("state_detail"),
    stateSince: instant("state_since").notNull().default(sql`app_now()`),

    /** What should be true. Every wish raises `generation`; the operations loop works until both are equal. */
    wanted: text("wanted", { enum: ["running", "stopped", "removed"] }).notNull(),
    generation: integer("generation").notNull().default(1),
    appliedGeneration: integer("applied_generation").notNull().default(0),
    /** Asked to boot again while staying `running`. */
    restartRequested: integer("restart_requested").notNull().default(0),
    restartApplied: integer("restart_applied").notNull().default(0),

    /** One per boot-to-stop stretch; null before the first ready and while off. */
    runId: text("run_id"),
    runCount: integer("run_count").notNull().default(0),
    /** The stop time that the customer set: the second at which the run is closed. */
    stopDue: second("stop_due"),
    /** Ran when the balance ended: offered to be restarted with one click. */
    stoppedByExhaustion: second("stopped_by_exhaustion"),

    /** Where the disk is. */
    host: text("host"),
    /** A start on another host: the disk is copied there first. Null once it is there, and while nothing moves. */
    moveTo: text("move_to"),
    movedAt: instant("moved_at"),
    bootId: text("boot_id"),
    provenAliveAt: second("proven_alive_at"),
    addressHost: text("address_host"),
    addressPort: integer("address_port"),
    /** `SHA256:…` of the key by which its SSH shows who it is, as the machine itself says it to the provider. */
    hostKeyFingerprint: text("host_key_fingerprint"),
    /** Phases of the current boot: `[{ phase, at }]`, the last one open. */
    phases: jsonb("phases").$type<{ phase: string; at: string; percent?: number }[]>().notNull().default([]),
    /** The provider reported it running at this second; ready or given up counts from here. */
    bootStartedAt: instant("boot_started_at"),
    readyAt: instant("ready_at"),
    failedBoots: integer("failed_boots").notNull().default(0),

    createdBy: text("created_by")
      .notNull()
      .references(() => users.id),
    createdAt: instant("created_at").notNull().default(sql`app_now()`),
    terminatedAt: instant("terminated_at"),
    dismissedAt: instant("dismissed_at"),
  },
  (t) => [
    uniqueIndex("instances_request").on(t.accountId, t.requestId),
    index("instances_account").on(t.accountId, t.createdAt),
    index("instances_work")
      .on(t.regionId)
      .where(sql`generation > applied_generation or restart_requested > restart_applied`),
    check("instances_rates", sql`${t.runRate} > 0 and ${t.diskRate} > 0`),
    check(
      "instances_next_prices",
      sql`num_nonnulls(${t.nextRunPriceAt}, ${t.nextRunPriceId}, ${t.nextRunRate}) in (0, 3) and ${t.nextRunRate} > 0
        and num_nonnulls(${t.nextDiskPriceAt}, ${t.nextDiskPriceId}, ${t.nextDiskRate}) in (0, 3) and ${t.nextDiskRate} > 0`,
    ),
    check("instances_generation", sql`${t.appliedGeneration} <= ${t.generation}`),
  ],
);

/** Apart from `instances`: a start-up script may carry secrets, and the read-only role may not select from here. */
export const instanceSecrets = pgTable("instance_secrets", {
  instanceId: text("instance_id")
    .primaryKey()
    .references(() => instances.id),
  startupScript: text("startup_script"),
  /** What its JupyterLab asks for, where the image brings one. Made by us, given to the machine, added by our proxy. */
  jupyterToken: text("jupyter_token"),
  sshPublicKeys: jsonb("ssh_public_keys").$type<string[]>().notNull(),
});

/**
 * The last 64 KiB of what a machine said on its console, and of what its start-up script printed. The provider gives the
 * console's text of a running machine only once, so it is kept here; of a failed boot it is all that is left.
 * May carry secrets that a script printed: the read-only role may not select from here.
 */
export const instanceLogs = pgTable(
  "instance_logs",
  {
    instanceId: text("instance_id")
      .notNull()
      .references(() => instances.id),
    kind: text("kind", { enum: ["console", "startup"] }).notNull(),
    text: text("text").notNull().default(""),
    collectedAt: instant("collected_at"),
    /** Somebody is asking the provider; until then nobody else does. On the real clock. */
    askingUntil: instant("asking_until"),
  },
  (t) => [primaryKey({ columns: [t.instanceId, t.kind] })],
);

/** At most one provider call in flight per instance; the lease says which worker holds it and until when. */
export const operations = pgTable(
  "operations",
  {
    id: id().primaryKey(),
    instanceId: text("instance_id")
      .notNull()
      .references(() => instances.id),
    generation: integer("generation").notNull(),
    kind: text("kind", { enum: ["create", "start", "stop", "restart", "remove", "await_ready"] }).notNull(),
    leaseOwner: text("lease_owner"),
    leaseUntil: instant("lease_until"),
    attempts: integer("attempts").notNull().default(0),
    nextAttemptAt: instant("next_attempt_at").notNull().default(sql`app_now()`),
    lastError: text("last_error"),
    createdAt: instant("created_at").notNull().default(sql`app_now()`),
    finishedAt: instant("finished_at"),
    outcome: text("outcome", { enum: ["done", "failed", "superseded"] }),
  },
  (t) => [
    uniqueIndex("operations_one_in_flight").on(t.instanceId).where(sql`finished_at is null`),
    index("operations_due").on(t.nextAttemptAt).where(sql`finished_at is null`),
  ],
);

/** What the customer sees of an instance's life, oldest first. */
export const instanceEvents = pgTable(
  "instance_events",
  {
    id: id().primaryKey(),
    /** Refers to nothing: instances are never deleted, and a thousand that end at once would be looked up one by one. */
    instanceId: text("instance_id").notNull(),
    at: instant("at").notNull().default(sql`app_now()`),
    kind: text("kind").notNull(),
    detail: jsonb("detail").$type<Record<string, string>>().notNull().default({}),
  },
  (t) => [index("instance_events_instance").on(t.instanceId, t.at)],
);

/** Stopped instances whose owner asked to be told when there is room to start them. */
export const roomWaits = pgTable("room_waits", {
  instanceId: text("instance_id")
    .primaryKey()
    .references(() => instances.id),
  /** Who asked, and is told. */
  userId: text("user_id")
    .notNull()
    .references(() => users.id),
  /** Also room on another host is news: its disk may be copied. */
  anywhere: boolean("anywhere").notNull(),
  createdAt: instant("created_at").notNull().default(sql`app_now()`),
  noticedAt: instant("noticed_at"),
});

/** Machines at the provider that carry our tag and that we do not know. */
export const strayMachines = pgTable(
  "stray_machines",
  {
    regionId: text("region_id").notNull(),
    name: text("name").notNull(),
    host: text("host").notNull(),
    firstSeenAt: instant("first_seen_at").notNull().default(sql`app_now()`),
    lastSeenAt: instant("last_seen_at").notNull().default(sql`app_now()`),
    kind: text("kind", { enum: ["foreign", "quarantined"] }).notNull(),
  },
  (t) => [uniqueIndex("stray_machines_key").on(t.regionId, t.name)],
);

/** Volumes, images and snapshots at the provider that carry our tag and that nobody here owns. */
export const strayStorage = pgTable(
  "stray_storage",
  {
    regionId: text("region_id").notNull(),
    kind: text("kind", { enum: ["volume", "image", "snapshot"] }).notNull(),
    /** As the provider names it; a snapshot's is `<machine or volume>/<snapshot>`. */
    name: text("name").notNull(),
    /** Empty for an image: a region's images are everywhere in it. */
    host: text("host").notNull(),
    /** `ended`: its row says that it is deleted or failed. `unknown`: there is no row. */
    why: text("why", { enum: ["ended", "unknown"] }).notNull(),
    firstSeenAt: instant("first_seen_at").notNull().default(sql`app_now()`),
    lastSeenAt: instant("last_seen_at").notNull().default(sql`app_now()`),
    /** What the provider said when it was to be removed. */
    error: text("error"),
  },
  (t) => [primaryKey({ columns: [t.regionId, t.kind, t.name] })],
);

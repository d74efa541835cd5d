import { sql } from "drizzle-orm";
import { bigint, check, index, integer, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { prices, regions } from "./catalogue";
import { id, instant, rate, second } from "./columns";
import { accounts, users } from "./identity";
import { instances } from "./instances";

const gib = (name: string) => bigint(name, { mode: "bigint" });

export const volumeStates = ["creating", "available", "deleting", "deleted", "failed"] as const;

/** Storage that outlives the instances it is attached to. It lives on one host. */
export const volumes = pgTable(
  "volumes",
  {
    id: id().primaryKey(),
    accountId: text("account_id")
      .notNull()
      .references(() => accounts.id),
    /** The form's request: a repeated one finds this row. */
    requestId: text("request_id").notNull(),
    requestHash: text("request_hash").notNull(),
    name: text("name").notNull(),
    regionId: text("region_id")
      .notNull()
      .references(() => regions.id),
    host: text("host").notNull(),
    priceId: text("price_id")
      .notNull()
      .references(() => prices.id),
    /** Of one GiB. */
    gibRate: rate("gib_rate").notNull(),
    /** An announced price of one GiB, and from which second on. */
    nextPriceAt: second("next_price_at"),
    nextPriceId: text("next_price_id").references(() => prices.id),
    nextGibRate: rate("next_gib_rate"),
    sizeGib: gib("size_gib").notNull(),
    /** What it should grow to; the provider has confirmed `size_gib`. */
    wantedGib: gib("wanted_gib").notNull(),

    state: text("state", { enum: volumeStates }).notNull(),
    stateReason: text("state_reason"),
    /** The provider's own words for what went wrong. */
    stateDetail: text("state_detail"),
    stateSince: instant("state_since").notNull().default(sql`app_now()`),

    /** Where the provider has it, and where it should be; both null while it is free. */
    instanceId: text("instance_id").references(() => instances.id),
    wantedInstanceId: text("wanted_instance_id").references(() => instances.id),
    mountPath: text("mount_path"),
    /** Which had it when it vanished, or was about to. */
    lostFromInstanceId: text("lost_from_instance_id").references(() => instances.id),

    /** It was not in the provider's list: the worker asks for it by name. */
    missingSince: instant("missing_since"),
    /**
     * The last second at which the provider was seen to have it, as far as it was written down here; while it is not
     * missing, the last look at its host (`hosts.volumes_seen_at`) counts as well.
     */
    knownAt: second("known_at"),

    createdBy: text("created_by")
      .notNull()
      .references(() => users.id),
    createdAt: instant("created_at").notNull().default(sql`app_now()`),
    deletedAt: instant("deleted_at"),
    dismissedAt: instant("dismissed_at"),
  },
  (t) => [
    uniqueIndex("volumes_request").on(t.accountId, t.requestId),
    index("volumes_account").on(t.accountId, t.createdAt),
    index("volumes_alive").on(t.accountId).where(sql`state not in ('deleted', 'failed')`),
    uniqueIndex("volumes_name").on(t.accountId, t.name).where(sql`state not in ('deleted', 'failed')`),
    index("volumes_host").on(t.regionId, t.host).where(sql`state not in ('deleted', 'failed')`),
    uniqueIndex("volumes_mounts")
      .on(t.wantedInstanceId, t.mountPath)
      .where(sql`wanted_instance_id is not null`),
    index("volumes_instance").on(t.instanceId).where(sql`instance_id is not null`),
    index("volumes_work")
      .on(t.id)
      .where(
        sql`state in ('creating', 'deleting') or (state = 'available' and (wanted_gib <> size_gib or instance_id is distinct from wanted_instance_id or missing_since is not null))`,
      ),
    check("volumes_sizes", sql`${t.sizeGib} > 0 and ${t.wantedGib} >= ${t.sizeGib} and ${t.gibRate} > 0`),
    check(
      "volumes_next_price",
      sql`num_nonnulls(${t.nextPriceAt}, ${t.nextPriceId}, ${t.nextGibRate}) in (0, 3) and ${t.nextGibRate} > 0`,
    ),
    check("volumes_mounted", sql`${t.wantedInstanceId} is null or ${t.mountPath} is not null`),
  ],
);

export const volumeSnapshots = pgTable(
  "volume_snapshots",
  {
    id: id().primaryKey(),
    volumeId: text("volume_id")
      .notNull()
      .references(() => volumes.id),
    name: text("name").notNull(),
    /** `restoring`: the volume goes back to what it was then. */
    state: text("state", {
      enum: ["creating", "ready", "restoring", "deleting", "deleted", "failed"],
    }).notNull(),
    stateDetail: text("state_detail"),
    createdBy: text("created_by")
      .notNull()
      .references(() => users.id),
    createdAt: instant("created_at").notNull().default(sql`app_now()`),
  },
  (t) => [
    index("volume_snapshots_volume").on(t.volumeId, t.createdAt),
    uniqueIndex("volume_snapshots_name")
      .on(t.volumeId, t.name)
      .where(sql`state not in ('deleted', 'failed')`),
    index("volume_snapshots_work").on(t.volumeId).where(sql`state in ('creating', 'restoring', 'deleting')`),
  ],
);

/** At most one provider call in flight per volume; the lease says which worker holds it and until when. */
export const volumeOperations = pgTable(
  "volume_operations",
  {
    id: id().primaryKey(),
    volumeId: text("volume_id")
      .notNull()
      .references(() => volumes.id),
    leaseOwner: text("lease_owner"),
    leaseUntil: instant("lease_until"),
    attempts: integer("attempts").notNull().default(0),
    nextAttemptAt: instant("next_attempt_at").notNull().default(sql`app_now()`),
    lastError: text("last_error"),
    createdAt: instant("created_at").notNull().default(sql`app_now()`),
    finishedAt: instant("finished_at"),
  },
  (t) => [uniqueIndex("volume_operations_one_in_flight").on(t.volumeId).where(sql`finished_at is null`)],
);

import { sql } from "drizzle-orm";
import { bigint, index, integer, jsonb, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { images, regions } from "./catalogue";
import { id, instant, second } from "./columns";
import { accounts, users } from "./identity";
import { instances } from "./instances";

/**
 * The row is its own operation: what its state wants is worked on by whoever holds the lease, until the state is one
 * that wants nothing. Leases run on the real clock, not on the demonstration's.
 */
const lease = () => ({
  leaseOwner: text("lease_owner"),
  leaseUntil: instant("lease_until"),
  /** Calls that have failed in a row. */
  attempts: integer("attempts").notNull().default(0),
  nextAttemptAt: instant("next_attempt_at").notNull().default(sql`clock_timestamp()`),
  lastError: text("last_error"),
});

/** What a disk was at one moment. It lives and goes with its instance. */
export const snapshots = pgTable(
  "snapshots",
  {
    id: id().primaryKey(),
    accountId: text("account_id")
      .notNull()
      .references(() => accounts.id),
    instanceId: text("instance_id")
      .notNull()
      .references(() => instances.id),
    name: text("name").notNull(),
    state: text("state", {
      enum: ["creating", "ready", "restoring", "deleting", "deleted", "failed"],
    }).notNull(),
    /** What the provider said when it could not. */
    stateDetail: text("state_detail"),
    /** Null where the storage does not say. */
    sizeBytes: bigint("size_bytes", { mode: "bigint" }),
    /** While it is being restored: the machine's devices and tags, read before the first attempt. */
    keptSettings: jsonb("kept_settings").$type<{
      devices: Record<string, Record<string, string>>;
      tags: Record<string, string>;
    }>(),
    createdBy: text("created_by")
      .notNull()
      .references(() => users.id),
    createdAt: instant("created_at").notNull().default(sql`app_now()`),
    ...lease(),
  },
  (t) => [
    uniqueIndex("snapshots_name").on(t.instanceId, t.name).where(sql`state not in ('deleted', 'failed')`),
    index("snapshots_account").on(t.accountId),
    index("snapshots_work").on(t.nextAttemptAt).where(sql`state in ('creating', 'restoring', 'deleting')`),
  ],
);

/** An account's own image, made of a snapshot; instances of its region launch from it. It outlives both. */
export const privateImages = pgTable(
  "private_images",
  {
    id: id().primaryKey(),
    accountId: text("account_id")
      .notNull()
      .references(() => accounts.id),
    regionId: text("region_id")
      .notNull()
      .references(() => regions.id),
    name: text("name").notNull(),
    snapshotId: text("snapshot_id")
      .notNull()
      .references(() => snapshots.id),
    /** The catalogue's image that it grew from: user, cards and driver that it needs are that one's. */
    baseImageId: text("base_image_id")
      .notNull()
      .references(() => images.id),
    /** The size of the disk that it was made of: a smaller one may not hold it. */
    minDiskGib: integer("min_disk_gib").notNull(),
    state: text("state", { enum: ["creating", "ready", "deleting", "deleted", "failed"] }).notNull(),
    stateDetail: text("state_detail"),
    percent: integer("percent"),
    sizeBytes: bigint("size_bytes", { mode: "bigint" }),
    fingerprint: text("fingerprint"),
    /** The last second at which the provider was asked by name and had it. */
    knownAt: second("known_at"),
    /** It is not at the provider any more, though nobody here deleted it. */
    missingSince: instant("missing_since"),
    createdBy: text("created_by")
      .notNull()
      .references(() => users.id),
    createdAt: instant("created_at").notNull().default(sql`app_now()`),
    ...lease(),
  },
  (t) => [
    uniqueIndex("private_images_name").on(t.accountId, t.name).where(sql`state not in ('deleted', 'failed')`),
    index("private_images_account").on(t.accountId),
    index("private_images_work").on(t.nextAttemptAt).where(sql`state in ('creating', 'deleting')`),
  ],
);

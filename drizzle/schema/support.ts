import { sql } from "drizzle-orm";
import { bigserial, boolean, check, index, integer, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { id, instant } from "./columns";
import { accounts, users } from "./identity";

/** Append-only. Who did what to whose account, and as whom. */
export const auditLog = pgTable(
  "audit_log",
  {
    seq: bigserial("seq", { mode: "bigint" }).primaryKey(),
    at: instant("at").notNull().default(sql`app_now()`),
    accountId: text("account_id").references(() => accounts.id),
    /** Null: the system itself, such as the clockwork. */
    actorUserId: text("actor_user_id").references(() => users.id),
    mode: text("mode", { enum: ["own", "acting_read", "system", "staff"] }).notNull(),
    actingId: text("acting_id"),
    action: text("action").notNull(),
    targetId: text("target_id"),
    detail: jsonb("detail").$type<Record<string, unknown>>().notNull().default({}),
    requestId: text("request_id"),
    ip: text("ip"),
  },
  (t) => [
    index("audit_log_account").on(t.accountId, t.seq),
    check(
      "audit_log_acting_names_both",
      sql`${t.mode} <> 'acting_read' or (${t.actorUserId} is not null and ${t.accountId} is not null and ${t.actingId} is not null)`,
    ),
  ],
);

/** A stretch in which a member of staff acted as a customer. The customer sees every one. */
export const actings = pgTable(
  "actings",
  {
    id: id().primaryKey(),
    accountId: text("account_id")
      .notNull()
      .references(() => accounts.id),
    staffUserId: text("staff_user_id")
      .notNull()
      .references(() => users.id),
    reason: text("reason").notNull(),
    mode: text("mode", { enum: ["acting_read"] }).notNull(),
    startedAt: instant("started_at").notNull().default(sql`app_now()`),
    expiresAt: instant("expires_at").notNull(),
    endedAt: instant("ended_at"),
  },
  (t) => [index("actings_account").on(t.accountId, t.startedAt)],
);

export const quotaRequests = pgTable("quota_requests", {
  id: id().primaryKey(),
  accountId: text("account_id")
    .notNull()
    .references(() => accounts.id),
  userId: text("user_id")
    .notNull()
    .references(() => users.id),
  wantedGpus: integer("wanted_gpus").notNull(),
  reason: text("reason").notNull(),
  createdAt: instant("created_at").notNull().default(sql`app_now()`),
});

/** One row: who this deployment is, and whether money stands still. */
export const deployment = pgTable("deployment", {
  id: id().primaryKey(),
  /** Grows whenever a machine is created or becomes ready, and is written on the machine (lib/services/fleet/epoch). */
  epoch: integer("epoch").notNull().default(1),
  /** The latest that a machine of ours was seen to carry. Later than `epoch`: this database is an older copy. */
  epochSeen: integer("epoch_seen").notNull().default(1),
  demonstration: boolean("demonstration").notNull(),
  /** Set by the clock guard after a jump; an operator clears it. */
  clockHaltedAt: instant("clock_halted_at"),
  clockHaltReason: text("clock_halt_reason"),
});

import { sql } from "drizzle-orm";
import { boolean, check, index, integer, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { id, instant } from "./columns";

export const users = pgTable(
  "users",
  {
    id: id().primaryKey(),
    /** Lower-cased by the verb that writes it; the check keeps it so. */
    email: text("email").notNull(),
    name: text("name").notNull(),
    emailConfirmedAt: instant("email_confirmed_at"),
    staffRole: text("staff_role", { enum: ["support", "admin"] }),
    locale: text("locale").notNull().default("en"),
    /** IANA name; null: the browser's. */
    timeZone: text("time_zone"),
    theme: text("theme", { enum: ["system", "light", "dark"] })
      .notNull()
      .default("system"),
    pauseLiveFigures: boolean("pause_live_figures").notNull().default(false),
    createdAt: instant("created_at").notNull().default(sql`app_now()`),
  },
  (t) => [
    uniqueIndex("users_email_key").on(t.email),
    check("users_email_lower", sql`${t.email} = lower(${t.email})`),
  ],
);

/** Kept apart from `users`: the read-only role may not select from it. */
export const passwords = pgTable("passwords", {
  userId: text("user_id")
    .primaryKey()
    .references(() => users.id),
  /** argon2id, encoded. */
  hash: text("hash").notNull(),
  changedAt: instant("changed_at").notNull().default(sql`app_now()`),
});

export const accounts = pgTable("accounts", {
  id: id().primaryKey(),
  name: text("name").notNull(),
  currency: text("currency").notNull(),
  gpuQuota: integer("gpu_quota").notNull(),
  stripeCustomerId: text("stripe_customer_id").unique(),
  createdAt: instant("created_at").notNull().default(sql`app_now()`),
});

export const memberships = pgTable(
  "memberships",
  {
    accountId: text("account_id")
      .notNull()
      .references(() => accounts.id),
    userId: text("user_id")
      .notNull()
      .references(() => users.id),
    role: text("role", { enum: ["owner", "admin", "developer", "billing", "viewer"] }).notNull(),
    createdAt: instant("created_at").notNull().default(sql`app_now()`),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.userId] }), index("memberships_user").on(t.userId)],
);

/**
 * One row per signed-in browser. The cookie carries an opaque secret; only its hash is here. `actor` is who signed
 * in, `subject` the account being looked at, `mode` how: as a member, or as staff acting for the customer.
 */
export const sessions = pgTable(
  "sessions",
  {
    id: id().primaryKey(),
    secretHash: text("secret_hash").notNull().unique(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id),
    subjectAccountId: text("subject_account_id").references(() => accounts.id),
    mode: text("mode", { enum: ["own", "acting_read"] })
      .notNull()
      .default("own"),
    actingId: text("acting_id"),
    actingExpiresAt: instant("acting_expires_at"),
    createdAt: instant("created_at").notNull().default(sql`app_now()`),
    lastSeenAt: instant("last_seen_at").notNull().default(sql`app_now()`),
    expiresAt: instant("expires_at").notNull(),
    passwordConfirmedAt: instant("password_confirmed_at").notNull().default(sql`app_now()`),
    revokedAt: instant("revoked_at"),
    ip: text("ip"),
    userAgent: text("user_agent"),
  },
  (t) => [
    index("sessions_user").on(t.userId),
    check(
      "sessions_acting_whole",
      sql`(${t.mode} = 'own') = (${t.actingId} is null) and (${t.mode} = 'own') = (${t.actingExpiresAt} is null)`,
    ),
  ],
);

/** Links in mails: confirm an address, reset a password. Used once, kept as hashes. */
export const emailTokens = pgTable("email_tokens", {
  secretHash: text("secret_hash").primaryKey(),
  userId: text("user_id")
    .notNull()
    .references(() => users.id),
  purpose: text("purpose", { enum: ["confirm", "reset"] }).notNull(),
  /** The browser that asked for it, by the hash of what its cookie holds: there the link alone signs in. */
  browserHash: text("browser_hash"),
  createdAt: instant("created_at").notNull().default(sql`app_now()`),
  expiresAt: instant("expires_at").notNull(),
  usedAt: instant("used_at"),
});

/** Fixed windows per key, such as `sign-in:ip:…`; a count above the limit refuses. */
export const rateLimits = pgTable(
  "rate_limits",
  {
    key: text("key").notNull(),
    windowStart: instant("window_start").notNull(),
    count: integer("count").notNull(),
  },
  (t) => [primaryKey({ columns: [t.key, t.windowStart] })],
);

import { sql } from "drizzle-orm";
import { boolean, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { SshReach } from "@/lib/domain/firewall/plan";
import type { FirewallRule } from "@/lib/domain/firewall/rules";
import { id, instant } from "./columns";
import { accounts, users } from "./identity";
import { instances } from "./instances";

/** Rules that belong together under a name; any number of the account's instances may have them. */
export const firewallSets = pgTable(
  "firewall_sets",
  {
    id: id().primaryKey(),
    accountId: text("account_id")
      .notNull()
      .references(() => accounts.id),
    name: text("name").notNull(),
    rules: jsonb("rules").$type<FirewallRule[]>().notNull(),
    /** Raised by each change: whoever edits says which one they saw. */
    version: integer("version").notNull().default(1),
    createdBy: text("created_by")
      .notNull()
      .references(() => users.id),
    createdAt: instant("created_at").notNull().default(sql`app_now()`),
    updatedAt: instant("updated_at").notNull().default(sql`app_now()`),
  },
  (t) => [uniqueIndex("firewall_sets_name").on(t.accountId, t.name)],
);

/**
 * What is wanted of one instance's firewall, and what the provider has confirmed. There is a row from the first set that
 * is attached on; it is its own operation, like a snapshot. Leases run on the real clock.
 */
export const instanceFirewalls = pgTable(
  "instance_firewalls",
  {
    instanceId: text("instance_id")
      .primaryKey()
      .references(() => instances.id),
    accountId: text("account_id")
      .notNull()
      .references(() => accounts.id),
    /** Raised by each change of what is wanted, also by one of a set. */
    generation: integer("generation").notNull().default(1),
    appliedGeneration: integer("applied_generation").notNull().default(0),
    sshClosed: boolean("ssh_closed").notNull().default(false),

    /** In force, as the provider confirmed it last. */
    appliedAt: instant("applied_at"),
    sshReach: text("ssh_reach").$type<SshReach>().notNull().default("open"),
    forwards: jsonb("forwards")
      .$type<{ protocol: "tcp" | "udp"; port: number; outside: { host: string; port: number } }[]>()
      .notNull()
      .default([]),
    /** The machine is gone, and so is all of this at the provider. */
    removedAt: instant("removed_at"),

    leaseOwner: text("lease_owner"),
    leaseUntil: instant("lease_until"),
    /** Calls that have failed in a row. */
    attempts: integer("attempts").notNull().default(0),
    /** Never, while it is as wanted. */
    nextAttemptAt: instant("next_attempt_at").notNull().default(sql`clock_timestamp()`),
    lastError: text("last_error"),
  },
  (t) => [
    index("instance_firewalls_account").on(t.accountId),
    index("instance_firewalls_work").on(t.nextAttemptAt).where(sql`removed_at is null`),
  ],
);

export const firewallAttachments = pgTable(
  "firewall_attachments",
  {
    instanceId: text("instance_id")
      .notNull()
      .references(() => instances.id),
    setId: text("set_id")
      .notNull()
      .references(() => firewallSets.id),
  },
  (t) => [primaryKey({ columns: [t.instanceId, t.setId] }), index("firewall_attachments_set").on(t.setId)],
);

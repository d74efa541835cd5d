import { sql } from "drizzle-orm";
import { check, index, pgTable, text } from "drizzle-orm/pg-core";
import { instant } from "./columns";
import { accounts, sessions } from "./identity";
import { instances } from "./instances";

/**
 * Ways from a session into one run of an instance's notebook, which lives at an address of its own. Begins as a ticket,
 * good once and for seconds; whoever brings it gets a cookie there, and the ticket is used. Both are kept as hashes.
 */
export const notebookPasses = pgTable(
  "notebook_passes",
  {
    ticketHash: text("ticket_hash").primaryKey(),
    /** The cookie's; null until the ticket has been used. */
    secretHash: text("secret_hash").unique(),
    sessionId: text("session_id")
      .notNull()
      .references(() => sessions.id),
    accountId: text("account_id")
      .notNull()
      .references(() => accounts.id),
    instanceId: text("instance_id")
      .notNull()
      .references(() => instances.id),
    /** Another run asks for another pass. */
    runId: text("run_id").notNull(),
    createdAt: instant("created_at").notNull().default(sql`app_now()`),
    /** Of the ticket; after its use, of the cookie. */
    expiresAt: instant("expires_at").notNull(),
  },
  (t) => [
    index("notebook_passes_account").on(t.accountId, t.expiresAt),
    check("notebook_passes_lasts", sql`${t.expiresAt} > ${t.createdAt}`),
  ],
);

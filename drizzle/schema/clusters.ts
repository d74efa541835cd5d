import { sql } from "drizzle-orm";
import { check, integer, pgTable, text } from "drizzle-orm/pg-core";
import { regions } from "./catalogue";
import { instant } from "./columns";

/** Where a region's machines are, when the start-up settings do not say it. One that is here comes before those. */
export const clusters = pgTable(
  "clusters",
  {
    regionId: text("region_id")
      .primaryKey()
      .references(() => regions.id),
    kind: text("kind", { enum: ["unix", "https"] }).notNull(),
    /** `unix`: the folder that holds `unix.socket`. */
    folder: text("folder"),
    host: text("host"),
    port: integer("port"),
    /** SHA-256 of the one server certificate that is spoken to. */
    fingerprint: text("fingerprint"),
    storagePool: text("storage_pool").notNull(),
    /** Null: machines are reached at their own addresses. */
    sshHost: text("ssh_host"),
    sshFirstPort: integer("ssh_first_port"),
    sshLastPort: integer("ssh_last_port"),
    updatedAt: instant("updated_at").notNull().default(sql`app_now()`),
  },
  (t) => [
    check(
      "clusters_address",
      sql`case ${t.kind} when 'unix' then ${t.folder} is not null
        else ${t.host} is not null and ${t.port} is not null and ${t.fingerprint} ~ '^[0-9a-f]{64}$' end`,
    ),
    check(
      "clusters_ssh",
      sql`(${t.sshHost} is null) = (${t.sshFirstPort} is null) and (${t.sshHost} is null) = (${t.sshLastPort} is null)
        and coalesce(${t.sshFirstPort} <= ${t.sshLastPort}, true)`,
    ),
  ],
);

import type { ExtractTablesWithRelations } from "drizzle-orm";
import type { NodePgDatabase, NodePgQueryResultHKT } from "drizzle-orm/node-postgres";
import type { PgTransaction } from "drizzle-orm/pg-core";
import type * as schema from "@/drizzle/schema";
import type { Policies } from "@/lib/domain/policies";
import type { CheckCloudConfig } from "@/lib/ports/cloud-config";
import type { Clusters } from "@/lib/ports/clusters";
import type { Compute, SshProbe } from "@/lib/ports/compute";
import type { Payments } from "@/lib/ports/payments";
import type { ParseSshKey } from "@/lib/ports/ssh-keys";

export type Schema = typeof schema;
export type Database = NodePgDatabase<Schema>;
export type Transaction = PgTransaction<NodePgQueryResultHKT, Schema, ExtractTablesWithRelations<Schema>>;

/** `visitor`: nobody is signed in. `system`: the worker, named. */
export type Actor =
  | { kind: "visitor" }
  | { kind: "system"; name: string }
  | {
      kind: "user";
      userId: string;
      name: string;
      email: string;
      emailConfirmed: boolean;
      staffRole: "support" | "admin" | null;
      sessionId: string;
      /** When the password was last given in this session. */
      passwordConfirmedAt: Date;
    };

export type Role = "owner" | "admin" | "developer" | "billing" | "viewer";

/** `staff`: support or admin on staff pages, on nobody's behalf. */
export type Mode = "own" | "acting_read" | "system" | "staff";

/** What changed, for whom. A hint: it carries names only, goes out after the commit, and may be lost. */
export type Hint = {
  accountId: string | null;
  kind: "meter" | "instances" | "volumes" | "kept" | "payments" | "availability" | "session";
};

export type Job = {
  task: "mail";
  payload: {
    to: string;
    template: string;
    params: Record<string, string>;
    /** What the mail lists, in templates that have a list. */
    rows?: Record<string, string>[];
    locale: string;
  };
};

export type ServiceContext = {
  actor: Actor;
  /** The account that is being looked at or acted on; null on public and staff pages. */
  subject: { accountId: string; role: Role } | null;
  mode: Mode;
  /** Set while staff act as a customer. */
  acting: { id: string; expiresAt: Date } | null;
  requestId: string;
  ip: string | null;
  /** What the browser calls itself; shown in the list of sessions. */
  userAgent?: string | null;
  locale: string;

  /** For reads. While acting read-only, its connections can only SELECT. */
  db: Database;
  /** One transaction that first tells Postgres who acts. Refused by the database while acting read-only. */
  transact<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Sends hints. Call after the commit. */
  notify(...hints: Hint[]): void;
  /** Adds a job to the queue inside the transaction; the same key replaces a waiting one. */
  enqueue(tx: Transaction, job: Job, key: string): Promise<void>;

  ports: {
    compute(regionId: string): Compute;
    clusters: Clusters;
    sshProbe: SshProbe;
    parseSshKey: ParseSshKey;
    checkCloudConfig: CheckCloudConfig;
    payments: Payments;
  };
  policies: Policies;
  brand: string;
  /** Public address without a trailing slash, for links in mails and returns from Checkout. */
  publicUrl: string;
  currency: string;
};

import { type SQL, sql } from "drizzle-orm";
import {
  type AnyPgColumn,
  bigint,
  check,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { bytes, id, instant, rate, second, ticks } from "./columns";
import { accounts } from "./identity";
import { instances } from "./instances";
import { volumes } from "./volumes";

const xid8 = customType<{ data: string }>({ dataType: () => "xid8" });
const int8range = customType<{ data: string }>({ dataType: () => "int8range" });

/** Append-only. `key` is used once; again with another content (its hash) is an error. */
export const ledgerTransactions = pgTable(
  "ledger_transactions",
  {
    id: id().primaryKey(),
    key: text("key").notNull().unique(),
    inputHash: bytes("input_hash").notNull(),
    kind: text("kind").notNull(),
    /** The customer whose movement it is. Refers to the meter, whose row whoever books holds already. */
    accountId: text("account_id")
      .notNull()
      .references((): AnyPgColumn => accountMeters.accountId),
    /** The second at which it counts; `recorded` is when it was written. */
    effective: second("effective").notNull(),
    recorded: instant("recorded").notNull().default(sql`app_now()`),
    /** A user's id, or the name of a part of the system. */
    actor: text("actor").notNull(),
    subject: text("subject"),
    mode: text("mode", { enum: ["own", "acting_read", "system", "staff"] }).notNull(),
    actingId: text("acting_id"),
    requestId: text("request_id"),
    /** The key of the transaction that this one undoes. */
    reverses: text("reverses"),
    note: text("note"),
    /** The database transaction that wrote it: entries come with it, never later. */
    writtenBy: xid8("written_by").notNull().default(sql`pg_current_xact_id()`),
  },
  (t) => [
    index("ledger_transactions_account").on(t.accountId, t.effective),
    check("ledger_transactions_acting", sql`${t.mode} <> 'acting_read'`),
  ],
);

/** Append-only. Per transaction and currency they sum to zero: a deferred trigger refuses anything else. */
export const ledgerEntries = pgTable(
  "ledger_entries",
  {
    seq: bigint("seq", { mode: "bigint" }).primaryKey().generatedAlwaysAsIdentity(),
    /** Written in the same database transaction; the trigger `with_their_transaction` sees to it. */
    transactionId: text("transaction_id").notNull(),
    /** `cash`, `grant`, `held`, `refund_pending`, or an account of the operator's: lib/domain/ledger. */
    kind: text("kind").notNull(),
    /** Null, or the transaction's; the same trigger sees to it. */
    accountId: text("account_id"),
    grantId: text("grant_id"),
    currency: text("currency").notNull(),
    ticks: ticks("ticks").notNull(),
  },
  (t) => [
    index("ledger_entries_transaction").on(t.transactionId),
    index("ledger_entries_account").on(t.accountId, t.kind).where(sql`account_id is not null`),
    index("ledger_entries_grant").on(t.grantId).where(sql`grant_id is not null`),
    check("ledger_entries_not_zero", sql`${t.ticks} <> 0`),
    // A function, because a long expression would be read anew for every statement.
    check("ledger_entries_kind", sql`entry_fits_kind(kind, account_id, grant_id)`),
  ],
);

/** One row per account: the closed form that every balance is read from (lib/domain/meter), and what comes next. */
export const accountMeters = pgTable(
  "account_meters",
  {
    accountId: text("account_id")
      .primaryKey()
      .references(() => accounts.id),
    currency: text("currency").notNull(),
    /** Cash and usable grants, as the ledger has them. */
    settled: ticks("settled").notNull().default(sql`0`),
    accrued: ticks("accrued").notNull().default(sql`0`),
    burn: rate("burn").notNull().default(sql`0`),
    anchor: second("anchor").notNull(),
    cash: ticks("cash").notNull().default(sql`0`),
    held: ticks("held").notNull().default(sql`0`),
    refundPending: ticks("refund_pending").notNull().default(sql`0`),
    pendingBurn: rate("pending_burn").notNull().default(sql`0`),
    lastSettlement: second("last_settlement").notNull(),
    exhaustedAt: second("exhausted_at"),
    graceUntil: second("grace_until"),
    /** Earlier free stretches within the window: `[["from", "until"], …]`. */
    graceSpans: jsonb("grace_spans").$type<[string, string][]>().notNull().default([]),
    watchedFrom: second("watched_from").notNull(),
    /** Piecewise over grants, for display. */
    runsOutAt: second("runs_out_at"),
    /** The next start or expiry of a grant: up to here the straight line is the truth. */
    fundsChangeAt: second("funds_change_at"),
    nextDue: second("next_due"),
  },
  (t) => [
    index("account_meters_due").on(t.nextDue).where(sql`next_due is not null`),
    check("account_meters_rates", sql`${t.burn} >= 0 and ${t.pendingBurn} >= 0 and ${t.accrued} >= 0`),
    check("account_meters_anchor", sql`${t.lastSettlement} <= ${t.anchor}`),
  ],
);

/** A stretch of constant rate of one instance or one volume. Written when it opens, closed once, through `close_segments`. */
export const usageSegments = pgTable(
  "usage_segments",
  {
    id: id().primaryKey(),
    /** Null for a volume. */
    instanceId: text("instance_id").references(() => instances.id),
    volumeId: text("volume_id").references(() => volumes.id),
    accountId: text("account_id")
      .notNull()
      .references(() => accounts.id),
    /** Null for a disk and for a volume. */
    runId: text("run_id"),
    kind: text("kind", { enum: ["run", "disk", "volume"] }).notNull(),
    priceId: text("price_id").notNull(),
    rate: rate("rate").notNull(),
    lower: second("lower").notNull(),
    /** Null while it is open. */
    upper: second("upper"),
    closedBy: text("closed_by"),
    span: int8range("span").generatedAlwaysAs((): SQL => sql`int8range(lower, upper)`),
  },
  (t) => [
    // The exclusion constraint that forbids overlaps is in the migration "walls": drizzle cannot say it.
    index("usage_segments_account").on(t.accountId, t.lower),
    uniqueIndex("usage_segments_open").on(t.instanceId).where(sql`upper is null`),
    index("usage_segments_volume").on(t.volumeId, t.lower).where(sql`volume_id is not null`),
    uniqueIndex("usage_segments_open_volume")
      .on(t.volumeId)
      .where(sql`upper is null and volume_id is not null`),
    check("usage_segments_rate", sql`${t.rate} > 0`),
    check("usage_segments_forward", sql`${t.upper} is null or ${t.upper} >= ${t.lower}`),
    check(
      "usage_segments_item",
      sql`(${t.kind} = 'volume') = (${t.volumeId} is not null) and (${t.volumeId} is null) = (${t.instanceId} is not null)`,
    ),
    check("usage_segments_run_kind", sql`(${t.kind} = 'run') = (${t.runId} is not null)`),
  ],
);

export const promotionalGrants = pgTable(
  "promotional_grants",
  {
    id: id().primaryKey(),
    accountId: text("account_id")
      .notNull()
      .references(() => accounts.id),
    currency: text("currency").notNull(),
    name: text("name").notNull(),
    priority: integer("priority").notNull(),
    granted: ticks("granted").notNull(),
    remaining: ticks("remaining").notNull(),
    usableFrom: second("usable_from").notNull(),
    expires: second("expires"),
    status: text("status", { enum: ["future", "usable", "ended"] }).notNull(),
    createdAt: second("created_at").notNull(),
  },
  (t) => [
    index("promotional_grants_account").on(t.accountId),
    check("promotional_grants_remaining", sql`${t.remaining} >= 0 and ${t.remaining} <= ${t.granted}`),
    check("promotional_grants_forward", sql`${t.expires} is null or ${t.expires} > ${t.usableFrom}`),
  ],
);

/** Append-only. A stretch of a segment that was charged and turned out not to have happened. */
export const usageCredits = pgTable(
  "usage_credits",
  {
    id: id().primaryKey(),
    segmentId: text("segment_id")
      .notNull()
      .references(() => usageSegments.id),
    /** The instance, or the volume. */
    itemId: text("item_id").notNull(),
    accountId: text("account_id")
      .notNull()
      .references(() => accounts.id),
    transactionId: text("transaction_id")
      .notNull()
      .references(() => ledgerTransactions.id),
    lower: second("lower").notNull(),
    upper: second("upper").notNull(),
    ticks: ticks("ticks").notNull(),
  },
  (t) => [
    index("usage_credits_segment").on(t.segmentId),
    index("usage_credits_account").on(t.accountId),
    check("usage_credits_forward", sql`${t.upper} > ${t.lower} and ${t.ticks} > 0`),
  ],
);

/** What an account is told about its balance, each once; the worker sends what is not sent. */
export const notices = pgTable(
  "notices",
  {
    accountId: text("account_id")
      .notNull()
      .references(() => accounts.id),
    kind: text("kind", { enum: ["balance_ends_in", "balance_ended", "grace_ended"] }).notNull(),
    second: second("second").notNull(),
    thresholdSeconds: bigint("threshold_seconds", { mode: "bigint" }).notNull(),
    announces: second("announces"),
    createdAt: instant("created_at").notNull().default(sql`app_now()`),
    sentAt: instant("sent_at"),
  },
  (t) => [
    primaryKey({ columns: [t.accountId, t.kind, t.second, t.thresholdSeconds] }),
    index("notices_unsent").on(t.createdAt).where(sql`sent_at is null`),
  ],
);

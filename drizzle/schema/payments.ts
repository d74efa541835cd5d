import { sql } from "drizzle-orm";
import { bigint, check, index, integer, jsonb, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { disputeStages, refundStages } from "@/lib/domain/reversals";
import { id, instant } from "./columns";
import { accounts, users } from "./identity";

export const paymentStates = ["open", "action_needed", "processing", "paid", "failed", "abandoned"] as const;

/** One row per wish to add credit. `paid` is set in the transaction that books it in the ledger, never before. */
export const payments = pgTable(
  "payments",
  {
    id: id().primaryKey(),
    accountId: text("account_id")
      .notNull()
      .references(() => accounts.id),
    requestId: text("request_id").notNull(),
    amountCents: bigint("amount_cents", { mode: "bigint" }).notNull(),
    currency: text("currency").notNull(),
    state: text("state", { enum: paymentStates }).notNull().default("open"),
    checkoutSessionId: text("checkout_session_id").unique(),
    checkoutUrl: text("checkout_url"),
    paymentIntentId: text("payment_intent_id").unique(),
    ledgerTransactionId: text("ledger_transaction_id"),
    method: text("method"),
    receiptUrl: text("receipt_url"),
    failureCode: text("failure_code"),
    /** Of what was paid: what went back, or is on its way back, to the payer. */
    refundedCents: bigint("refunded_cents", { mode: "bigint" }).notNull().default(sql`0`),
    disputeState: text("dispute_state", { enum: disputeStages }),
    createdBy: text("created_by")
      .notNull()
      .references(() => users.id),
    createdAt: instant("created_at").notNull().default(sql`app_now()`),
    settledAt: instant("settled_at"),
    /** The sweep looks again at what is not final. */
    checkAfter: instant("check_after"),
  },
  (t) => [
    uniqueIndex("payments_request").on(t.accountId, t.requestId),
    index("payments_account").on(t.accountId, t.createdAt),
    index("payments_check").on(t.checkAfter).where(sql`check_after is not null`),
    check("payments_amount", sql`${t.amountCents} > 0`),
  ],
);

/**
 * Refunds and disputes of payments, by the provider's id. `state` is what the ledger has: both are written in one
 * transaction, and only ever go forward (lib/domain/reversals).
 */
export const paymentReversals = pgTable(
  "payment_reversals",
  {
    id: id().primaryKey(),
    paymentId: text("payment_id")
      .notNull()
      .references(() => payments.id),
    accountId: text("account_id")
      .notNull()
      .references(() => accounts.id),
    kind: text("kind", { enum: ["refund", "dispute"] }).notNull(),
    state: text("state", { enum: [...refundStages, ...disputeStages] }).notNull(),
    amountCents: bigint("amount_cents", { mode: "bigint" }).notNull(),
    /** The provider's own fee for it, as booked. */
    feeCents: bigint("fee_cents", { mode: "bigint" }).notNull().default(sql`0`),
    /** What the provider's balance has moved by for it, fee included; null while that is not known in our currency. */
    movedCents: bigint("moved_cents", { mode: "bigint" }),
    currency: text("currency").notNull(),
    /** The provider's word for why. */
    reason: text("reason"),
    createdAt: instant("created_at").notNull().default(sql`app_now()`),
    changedAt: instant("changed_at").notNull().default(sql`app_now()`),
  },
  (t) => [
    index("payment_reversals_payment").on(t.paymentId),
    index("payment_reversals_account").on(t.accountId, t.createdAt),
    check("payment_reversals_amount", sql`${t.amountCents} > 0`),
    check(
      "payment_reversals_state",
      sql`(${t.kind} = 'refund') = (${t.state} in ('pending', 'succeeded', 'failed'))`,
    ),
  ],
);

/** Every event once, by Stripe's id; processed by fetching the object's present state. */
export const stripeEvents = pgTable(
  "stripe_events",
  {
    id: id().primaryKey(),
    type: text("type").notNull(),
    objectId: text("object_id").notNull(),
    payload: jsonb("payload").notNull(),
    receivedAt: instant("received_at").notNull().default(sql`app_now()`),
    attempts: integer("attempts").notNull().default(0),
    processedAt: instant("processed_at"),
    lastError: text("last_error"),
  },
  (t) => [index("stripe_events_open").on(t.receivedAt).where(sql`processed_at is null`)],
);

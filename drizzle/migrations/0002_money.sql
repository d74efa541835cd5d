CREATE TABLE "account_meters" (
	"account_id" text PRIMARY KEY NOT NULL,
	"currency" text NOT NULL,
	"settled" bigint DEFAULT 0 NOT NULL,
	"accrued" bigint DEFAULT 0 NOT NULL,
	"burn" bigint DEFAULT 0 NOT NULL,
	"anchor" bigint NOT NULL,
	"cash" bigint DEFAULT 0 NOT NULL,
	"held" bigint DEFAULT 0 NOT NULL,
	"refund_pending" bigint DEFAULT 0 NOT NULL,
	"pending_burn" bigint DEFAULT 0 NOT NULL,
	"last_settlement" bigint NOT NULL,
	"exhausted_at" bigint,
	"grace_until" bigint,
	"grace_spans" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"watched_from" bigint NOT NULL,
	"runs_out_at" bigint,
	"funds_change_at" bigint,
	"next_due" bigint,
	CONSTRAINT "account_meters_rates" CHECK ("account_meters"."burn" >= 0 and "account_meters"."pending_burn" >= 0 and "account_meters"."accrued" >= 0),
	CONSTRAINT "account_meters_anchor" CHECK ("account_meters"."last_settlement" <= "account_meters"."anchor")
);
--> statement-breakpoint
CREATE TABLE "ledger_entries" (
	"seq" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "ledger_entries_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"transaction_id" text NOT NULL,
	"kind" text NOT NULL,
	"account_id" text,
	"grant_id" text,
	"currency" text NOT NULL,
	"ticks" bigint NOT NULL,
	CONSTRAINT "ledger_entries_not_zero" CHECK ("ledger_entries"."ticks" <> 0),
	CONSTRAINT "ledger_entries_kind" CHECK (case when "ledger_entries"."kind" in ('cash', 'held', 'refund_pending') then "ledger_entries"."account_id" is not null and "ledger_entries"."grant_id" is null
        when "ledger_entries"."kind" = 'grant' then "ledger_entries"."account_id" is not null and "ledger_entries"."grant_id" is not null
        when "ledger_entries"."kind" in ('payment_clearing', 'fees', 'usage_revenue', 'promotional_expense', 'tax_payable', 'dispute_loss', 'breakage', 'grace_expense')
          then "ledger_entries"."account_id" is null and "ledger_entries"."grant_id" is null
        else false end)
);
--> statement-breakpoint
CREATE TABLE "ledger_transactions" (
	"id" text PRIMARY KEY NOT NULL,
	"key" text NOT NULL,
	"input_hash" "bytea" NOT NULL,
	"kind" text NOT NULL,
	"account_id" text NOT NULL,
	"effective" bigint NOT NULL,
	"recorded" timestamp with time zone DEFAULT app_now() NOT NULL,
	"actor" text NOT NULL,
	"subject" text,
	"mode" text NOT NULL,
	"acting_id" text,
	"request_id" text,
	"reverses" text,
	"note" text,
	CONSTRAINT "ledger_transactions_key_unique" UNIQUE("key"),
	CONSTRAINT "ledger_transactions_acting" CHECK ("ledger_transactions"."mode" <> 'acting_read')
);
--> statement-breakpoint
CREATE TABLE "notices" (
	"account_id" text NOT NULL,
	"kind" text NOT NULL,
	"second" bigint NOT NULL,
	"threshold_seconds" bigint NOT NULL,
	"announces" bigint,
	"created_at" timestamp with time zone DEFAULT app_now() NOT NULL,
	"sent_at" timestamp with time zone,
	CONSTRAINT "notices_account_id_kind_second_threshold_seconds_pk" PRIMARY KEY("account_id","kind","second","threshold_seconds")
);
--> statement-breakpoint
CREATE TABLE "promotional_grants" (
	"id" text PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"currency" text NOT NULL,
	"name" text NOT NULL,
	"priority" integer NOT NULL,
	"granted" bigint NOT NULL,
	"remaining" bigint NOT NULL,
	"usable_from" bigint NOT NULL,
	"expires" bigint,
	"status" text NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "promotional_grants_remaining" CHECK ("promotional_grants"."remaining" >= 0 and "promotional_grants"."remaining" <= "promotional_grants"."granted"),
	CONSTRAINT "promotional_grants_forward" CHECK ("promotional_grants"."expires" is null or "promotional_grants"."expires" > "promotional_grants"."usable_from")
);
--> statement-breakpoint
CREATE TABLE "usage_credits" (
	"id" text PRIMARY KEY NOT NULL,
	"segment_id" text NOT NULL,
	"instance_id" text NOT NULL,
	"account_id" text NOT NULL,
	"transaction_id" text NOT NULL,
	"lower" bigint NOT NULL,
	"upper" bigint NOT NULL,
	"ticks" bigint NOT NULL,
	CONSTRAINT "usage_credits_forward" CHECK ("usage_credits"."upper" > "usage_credits"."lower" and "usage_credits"."ticks" > 0)
);
--> statement-breakpoint
CREATE TABLE "usage_segments" (
	"id" text PRIMARY KEY NOT NULL,
	"instance_id" text NOT NULL,
	"account_id" text NOT NULL,
	"run_id" text,
	"kind" text NOT NULL,
	"price_id" text NOT NULL,
	"rate" bigint NOT NULL,
	"lower" bigint NOT NULL,
	"upper" bigint,
	"closed_by" text,
	"span" "int8range" GENERATED ALWAYS AS (int8range(lower, upper)) STORED,
	CONSTRAINT "usage_segments_rate" CHECK ("usage_segments"."rate" > 0),
	CONSTRAINT "usage_segments_forward" CHECK ("usage_segments"."upper" is null or "usage_segments"."upper" >= "usage_segments"."lower"),
	CONSTRAINT "usage_segments_run_kind" CHECK (("usage_segments"."kind" = 'run') = ("usage_segments"."run_id" is not null))
);
--> statement-breakpoint
ALTER TABLE "account_meters" ADD CONSTRAINT "account_meters_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_entries" ADD CONSTRAINT "ledger_entries_transaction_id_ledger_transactions_id_fk" FOREIGN KEY ("transaction_id") REFERENCES "public"."ledger_transactions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_entries" ADD CONSTRAINT "ledger_entries_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_transactions" ADD CONSTRAINT "ledger_transactions_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notices" ADD CONSTRAINT "notices_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "promotional_grants" ADD CONSTRAINT "promotional_grants_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_credits" ADD CONSTRAINT "usage_credits_segment_id_usage_segments_id_fk" FOREIGN KEY ("segment_id") REFERENCES "public"."usage_segments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_credits" ADD CONSTRAINT "usage_credits_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_credits" ADD CONSTRAINT "usage_credits_transaction_id_ledger_transactions_id_fk" FOREIGN KEY ("transaction_id") REFERENCES "public"."ledger_transactions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_segments" ADD CONSTRAINT "usage_segments_instance_id_instances_id_fk" FOREIGN KEY ("instance_id") REFERENCES "public"."instances"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_segments" ADD CONSTRAINT "usage_segments_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "account_meters_due" ON "account_meters" USING btree ("next_due") WHERE next_due is not null;--> statement-breakpoint
CREATE INDEX "ledger_entries_transaction" ON "ledger_entries" USING btree ("transaction_id");--> statement-breakpoint
CREATE INDEX "ledger_entries_account" ON "ledger_entries" USING btree ("account_id","kind") WHERE account_id is not null;--> statement-breakpoint
CREATE INDEX "ledger_entries_grant" ON "ledger_entries" USING btree ("grant_id") WHERE grant_id is not null;--> statement-breakpoint
CREATE INDEX "ledger_transactions_account" ON "ledger_transactions" USING btree ("account_id","effective");--> statement-breakpoint
CREATE INDEX "notices_unsent" ON "notices" USING btree ("created_at") WHERE sent_at is null;--> statement-breakpoint
CREATE INDEX "promotional_grants_account" ON "promotional_grants" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "usage_credits_segment" ON "usage_credits" USING btree ("segment_id");--> statement-breakpoint
CREATE INDEX "usage_credits_account" ON "usage_credits" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "usage_segments_account" ON "usage_segments" USING btree ("account_id","lower");--> statement-breakpoint
CREATE INDEX "usage_segments_run" ON "usage_segments" USING btree ("run_id") WHERE run_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "usage_segments_open" ON "usage_segments" USING btree ("instance_id") WHERE upper is null;
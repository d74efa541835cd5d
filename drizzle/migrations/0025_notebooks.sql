CREATE TABLE "notebook_passes" (
	"ticket_hash" text PRIMARY KEY NOT NULL,
	"secret_hash" text,
	"session_id" text NOT NULL,
	"account_id" text NOT NULL,
	"instance_id" text NOT NULL,
	"run_id" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT app_now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "notebook_passes_secret_hash_unique" UNIQUE("secret_hash"),
	CONSTRAINT "notebook_passes_lasts" CHECK ("notebook_passes"."expires_at" > "notebook_passes"."created_at")
);
--> statement-breakpoint
ALTER TABLE "instance_secrets" ADD COLUMN "jupyter_token" text;--> statement-breakpoint
ALTER TABLE "notebook_passes" ADD CONSTRAINT "notebook_passes_session_id_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."sessions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notebook_passes" ADD CONSTRAINT "notebook_passes_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notebook_passes" ADD CONSTRAINT "notebook_passes_instance_id_instances_id_fk" FOREIGN KEY ("instance_id") REFERENCES "public"."instances"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "notebook_passes_account" ON "notebook_passes" USING btree ("account_id","expires_at");--> statement-breakpoint
-- Walled like every table whose rows are an account's; and secrets are nobody's reading.
ALTER TABLE notebook_passes ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY own_account ON notebook_passes USING ((SELECT sees_all_accounts())
  OR account_id = (SELECT current_setting('wattsecond.subject', true)));
--> statement-breakpoint
REVOKE SELECT ON notebook_passes FROM wattsecond_reader;

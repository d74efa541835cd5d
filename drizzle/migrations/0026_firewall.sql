CREATE TABLE "firewall_attachments" (
	"instance_id" text NOT NULL,
	"set_id" text NOT NULL,
	CONSTRAINT "firewall_attachments_instance_id_set_id_pk" PRIMARY KEY("instance_id","set_id")
);
--> statement-breakpoint
CREATE TABLE "firewall_sets" (
	"id" text PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"name" text NOT NULL,
	"rules" jsonb NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT app_now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT app_now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "instance_firewalls" (
	"instance_id" text PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"generation" integer DEFAULT 1 NOT NULL,
	"applied_generation" integer DEFAULT 0 NOT NULL,
	"ssh_closed" boolean DEFAULT false NOT NULL,
	"applied_at" timestamp with time zone,
	"ssh_reach" text DEFAULT 'open' NOT NULL,
	"forwards" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"removed_at" timestamp with time zone,
	"lease_owner" text,
	"lease_until" timestamp with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"last_error" text
);
--> statement-breakpoint
ALTER TABLE "regions" ADD COLUMN "firewall_mode" text;--> statement-breakpoint
ALTER TABLE "firewall_attachments" ADD CONSTRAINT "firewall_attachments_instance_id_instances_id_fk" FOREIGN KEY ("instance_id") REFERENCES "public"."instances"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "firewall_attachments" ADD CONSTRAINT "firewall_attachments_set_id_firewall_sets_id_fk" FOREIGN KEY ("set_id") REFERENCES "public"."firewall_sets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "firewall_sets" ADD CONSTRAINT "firewall_sets_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "firewall_sets" ADD CONSTRAINT "firewall_sets_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "instance_firewalls" ADD CONSTRAINT "instance_firewalls_instance_id_instances_id_fk" FOREIGN KEY ("instance_id") REFERENCES "public"."instances"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "instance_firewalls" ADD CONSTRAINT "instance_firewalls_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "firewall_attachments_set" ON "firewall_attachments" USING btree ("set_id");--> statement-breakpoint
CREATE UNIQUE INDEX "firewall_sets_name" ON "firewall_sets" USING btree ("account_id","name");--> statement-breakpoint
CREATE INDEX "instance_firewalls_account" ON "instance_firewalls" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "instance_firewalls_work" ON "instance_firewalls" USING btree ("next_attempt_at") WHERE removed_at is null;--> statement-breakpoint
-- Walled like every table whose rows are an account's.
DO $$
DECLARE
  name text;
  own text := '(SELECT sees_all_accounts()) OR account_id = (SELECT current_setting(''wattsecond.subject'', true))';
BEGIN
  FOREACH name IN ARRAY ARRAY['firewall_sets', 'instance_firewalls'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY own_account ON %I USING (%s)', name, own);
  END LOOP;
  ALTER TABLE firewall_attachments ENABLE ROW LEVEL SECURITY;
  CREATE POLICY own_account ON firewall_attachments USING ((SELECT sees_all_accounts())
    OR EXISTS (SELECT FROM instances i WHERE i.id = instance_id));
END $$;

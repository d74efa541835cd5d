CREATE TABLE "image_regions" (
	"image_id" text NOT NULL,
	"region_id" text NOT NULL,
	"alias" text,
	"fingerprint" text,
	"available" boolean DEFAULT false NOT NULL,
	"seen_at" timestamp with time zone,
	CONSTRAINT "image_regions_image_id_region_id_pk" PRIMARY KEY("image_id","region_id")
);
--> statement-breakpoint
CREATE TABLE "private_images" (
	"id" text PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"region_id" text NOT NULL,
	"name" text NOT NULL,
	"snapshot_id" text NOT NULL,
	"base_image_id" text NOT NULL,
	"min_disk_gib" integer NOT NULL,
	"state" text NOT NULL,
	"state_detail" text,
	"percent" integer,
	"size_bytes" bigint,
	"fingerprint" text,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT app_now() NOT NULL,
	"lease_owner" text,
	"lease_until" timestamp with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"last_error" text
);
--> statement-breakpoint
CREATE TABLE "snapshots" (
	"id" text PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"instance_id" text NOT NULL,
	"name" text NOT NULL,
	"state" text NOT NULL,
	"state_detail" text,
	"size_bytes" bigint,
	"kept_settings" jsonb,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT app_now() NOT NULL,
	"lease_owner" text,
	"lease_until" timestamp with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"last_error" text
);
--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "driver_version" text;--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "cuda_version" text;--> statement-breakpoint
ALTER TABLE "images" ADD COLUMN "kind" text DEFAULT 'os' NOT NULL;--> statement-breakpoint
ALTER TABLE "images" ADD COLUMN "cuda_version" text;--> statement-breakpoint
ALTER TABLE "images" ADD COLUMN "min_driver_version" text;--> statement-breakpoint
ALTER TABLE "images" ADD COLUMN "opens_jupyter" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "images" ADD COLUMN "startup_script" text;--> statement-breakpoint
ALTER TABLE "images" ADD COLUMN "ports" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "instances" ADD COLUMN "private_image_id" text;--> statement-breakpoint
ALTER TABLE "image_regions" ADD CONSTRAINT "image_regions_image_id_images_id_fk" FOREIGN KEY ("image_id") REFERENCES "public"."images"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "image_regions" ADD CONSTRAINT "image_regions_region_id_regions_id_fk" FOREIGN KEY ("region_id") REFERENCES "public"."regions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "private_images" ADD CONSTRAINT "private_images_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "private_images" ADD CONSTRAINT "private_images_region_id_regions_id_fk" FOREIGN KEY ("region_id") REFERENCES "public"."regions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "private_images" ADD CONSTRAINT "private_images_snapshot_id_snapshots_id_fk" FOREIGN KEY ("snapshot_id") REFERENCES "public"."snapshots"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "private_images" ADD CONSTRAINT "private_images_base_image_id_images_id_fk" FOREIGN KEY ("base_image_id") REFERENCES "public"."images"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "private_images" ADD CONSTRAINT "private_images_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "snapshots" ADD CONSTRAINT "snapshots_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "snapshots" ADD CONSTRAINT "snapshots_instance_id_instances_id_fk" FOREIGN KEY ("instance_id") REFERENCES "public"."instances"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "snapshots" ADD CONSTRAINT "snapshots_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "private_images_name" ON "private_images" USING btree ("account_id","name") WHERE state not in ('deleted', 'failed');--> statement-breakpoint
CREATE INDEX "private_images_account" ON "private_images" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "private_images_work" ON "private_images" USING btree ("next_attempt_at") WHERE state in ('creating', 'deleting');--> statement-breakpoint
CREATE UNIQUE INDEX "snapshots_name" ON "snapshots" USING btree ("instance_id","name") WHERE state not in ('deleted', 'failed');--> statement-breakpoint
CREATE INDEX "snapshots_account" ON "snapshots" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "snapshots_work" ON "snapshots" USING btree ("next_attempt_at") WHERE state in ('creating', 'restoring', 'deleting');
--> statement-breakpoint
-- Walled like every table whose rows are an account's.
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['snapshots', 'private_images'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY own_account ON %I USING ((SELECT sees_all_accounts())
      OR account_id = (SELECT current_setting(''wattsecond.subject'', true)))', name);
  END LOOP;
END $$;

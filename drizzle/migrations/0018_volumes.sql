CREATE TABLE "volume_operations" (
	"id" text PRIMARY KEY NOT NULL,
	"volume_id" text NOT NULL,
	"lease_owner" text,
	"lease_until" timestamp with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp with time zone DEFAULT app_now() NOT NULL,
	"last_error" text,
	"created_at" timestamp with time zone DEFAULT app_now() NOT NULL,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "volume_snapshots" (
	"id" text PRIMARY KEY NOT NULL,
	"volume_id" text NOT NULL,
	"name" text NOT NULL,
	"state" text NOT NULL,
	"state_detail" text,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT app_now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "volumes" (
	"id" text PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"request_id" text NOT NULL,
	"request_hash" text NOT NULL,
	"name" text NOT NULL,
	"region_id" text NOT NULL,
	"host" text NOT NULL,
	"price_id" text NOT NULL,
	"gib_rate" bigint NOT NULL,
	"size_gib" bigint NOT NULL,
	"wanted_gib" bigint NOT NULL,
	"state" text NOT NULL,
	"state_reason" text,
	"state_detail" text,
	"state_since" timestamp with time zone DEFAULT app_now() NOT NULL,
	"instance_id" text,
	"wanted_instance_id" text,
	"mount_path" text,
	"missing_since" timestamp with time zone,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT app_now() NOT NULL,
	"deleted_at" timestamp with time zone,
	"dismissed_at" timestamp with time zone,
	CONSTRAINT "volumes_sizes" CHECK ("volumes"."size_gib" > 0 and "volumes"."wanted_gib" >= "volumes"."size_gib" and "volumes"."gib_rate" > 0),
	CONSTRAINT "volumes_mounted" CHECK ("volumes"."wanted_instance_id" is null or "volumes"."mount_path" is not null)
);
--> statement-breakpoint
ALTER TABLE "prices" ALTER COLUMN "instance_type_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_segments" ALTER COLUMN "instance_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_segments" ADD COLUMN "volume_id" text;--> statement-breakpoint
ALTER TABLE "volume_operations" ADD CONSTRAINT "volume_operations_volume_id_volumes_id_fk" FOREIGN KEY ("volume_id") REFERENCES "public"."volumes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "volume_snapshots" ADD CONSTRAINT "volume_snapshots_volume_id_volumes_id_fk" FOREIGN KEY ("volume_id") REFERENCES "public"."volumes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "volume_snapshots" ADD CONSTRAINT "volume_snapshots_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "volumes" ADD CONSTRAINT "volumes_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "volumes" ADD CONSTRAINT "volumes_region_id_regions_id_fk" FOREIGN KEY ("region_id") REFERENCES "public"."regions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "volumes" ADD CONSTRAINT "volumes_price_id_prices_id_fk" FOREIGN KEY ("price_id") REFERENCES "public"."prices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "volumes" ADD CONSTRAINT "volumes_instance_id_instances_id_fk" FOREIGN KEY ("instance_id") REFERENCES "public"."instances"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "volumes" ADD CONSTRAINT "volumes_wanted_instance_id_instances_id_fk" FOREIGN KEY ("wanted_instance_id") REFERENCES "public"."instances"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "volumes" ADD CONSTRAINT "volumes_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "volume_operations_one_in_flight" ON "volume_operations" USING btree ("volume_id") WHERE finished_at is null;--> statement-breakpoint
CREATE INDEX "volume_snapshots_volume" ON "volume_snapshots" USING btree ("volume_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "volume_snapshots_name" ON "volume_snapshots" USING btree ("volume_id","name") WHERE state not in ('deleted', 'failed');--> statement-breakpoint
CREATE INDEX "volume_snapshots_work" ON "volume_snapshots" USING btree ("volume_id") WHERE state in ('creating', 'restoring', 'deleting');--> statement-breakpoint
CREATE UNIQUE INDEX "volumes_request" ON "volumes" USING btree ("account_id","request_id");--> statement-breakpoint
CREATE INDEX "volumes_account" ON "volumes" USING btree ("account_id","created_at");--> statement-breakpoint
CREATE INDEX "volumes_alive" ON "volumes" USING btree ("account_id") WHERE state not in ('deleted', 'failed');--> statement-breakpoint
CREATE UNIQUE INDEX "volumes_name" ON "volumes" USING btree ("account_id","name") WHERE state not in ('deleted', 'failed');--> statement-breakpoint
CREATE INDEX "volumes_host" ON "volumes" USING btree ("region_id","host") WHERE state not in ('deleted', 'failed');--> statement-breakpoint
CREATE UNIQUE INDEX "volumes_mounts" ON "volumes" USING btree ("wanted_instance_id","mount_path") WHERE wanted_instance_id is not null;--> statement-breakpoint
CREATE INDEX "volumes_instance" ON "volumes" USING btree ("instance_id") WHERE instance_id is not null;--> statement-breakpoint
CREATE INDEX "volumes_work" ON "volumes" USING btree ("id") WHERE state in ('creating', 'deleting') or (state = 'available' and (wanted_gib <> size_gib or instance_id is distinct from wanted_instance_id or missing_since is not null));--> statement-breakpoint
ALTER TABLE "usage_segments" ADD CONSTRAINT "usage_segments_volume_id_volumes_id_fk" FOREIGN KEY ("volume_id") REFERENCES "public"."volumes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "prices_current_volume" ON "prices" USING btree ("region_id","currency") WHERE valid_to is null and kind = 'volume';--> statement-breakpoint
CREATE INDEX "usage_segments_volume" ON "usage_segments" USING btree ("volume_id","lower") WHERE volume_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "usage_segments_open_volume" ON "usage_segments" USING btree ("volume_id") WHERE upper is null and volume_id is not null;--> statement-breakpoint
ALTER TABLE "prices" ADD CONSTRAINT "prices_of_type" CHECK (("prices"."kind" = 'volume') = ("prices"."instance_type_id" is null));--> statement-breakpoint
ALTER TABLE "usage_segments" ADD CONSTRAINT "usage_segments_item" CHECK (("usage_segments"."kind" = 'volume') = ("usage_segments"."volume_id" is not null) and ("usage_segments"."volume_id" is null) = ("usage_segments"."instance_id" is not null));
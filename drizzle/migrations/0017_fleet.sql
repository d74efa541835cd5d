CREATE TABLE "clusters" (
	"region_id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"folder" text,
	"host" text,
	"port" integer,
	"fingerprint" text,
	"storage_pool" text NOT NULL,
	"ssh_host" text,
	"ssh_first_port" integer,
	"ssh_last_port" integer,
	"updated_at" timestamp with time zone DEFAULT app_now() NOT NULL,
	CONSTRAINT "clusters_address" CHECK (case "clusters"."kind" when 'unix' then "clusters"."folder" is not null
        else "clusters"."host" is not null and "clusters"."port" is not null and "clusters"."fingerprint" ~ '^[0-9a-f]{64}$' end),
	CONSTRAINT "clusters_ssh" CHECK (("clusters"."ssh_host" is null) = ("clusters"."ssh_first_port" is null) and ("clusters"."ssh_host" is null) = ("clusters"."ssh_last_port" is null)
        and coalesce("clusters"."ssh_first_port" <= "clusters"."ssh_last_port", true))
);
--> statement-breakpoint
ALTER TABLE "cards" ADD COLUMN "held_by" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "cards" ADD COLUMN "disagrees_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "state" text DEFAULT 'online' NOT NULL;--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "state_since" timestamp with time zone DEFAULT app_now() NOT NULL;--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "drained_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "maintenance" text;--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "maintenance_error" text;--> statement-breakpoint
ALTER TABLE "clusters" ADD CONSTRAINT "clusters_region_id_regions_id_fk" FOREIGN KEY ("region_id") REFERENCES "public"."regions"("id") ON DELETE no action ON UPDATE no action;
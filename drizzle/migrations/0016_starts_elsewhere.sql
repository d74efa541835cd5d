CREATE TABLE "room_waits" (
	"instance_id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"anywhere" boolean NOT NULL,
	"created_at" timestamp with time zone DEFAULT app_now() NOT NULL,
	"noticed_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "instances" ADD COLUMN "move_to" text;--> statement-breakpoint
ALTER TABLE "instances" ADD COLUMN "moved_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "room_waits" ADD CONSTRAINT "room_waits_instance_id_instances_id_fk" FOREIGN KEY ("instance_id") REFERENCES "public"."instances"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "room_waits" ADD CONSTRAINT "room_waits_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE room_waits ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY own_account ON room_waits
  USING ((SELECT sees_all_accounts()) OR EXISTS (SELECT FROM instances i WHERE i.id = instance_id));
--> statement-breakpoint
-- A disk that is copied takes room on both hosts.
CREATE OR REPLACE VIEW machine_loads AS
  SELECT region_id, host, instance_type_id, state, generation, applied_generation, move_to FROM instances;

CREATE TABLE "card_readings" (
	"instance_id" text NOT NULL,
	"step" smallint NOT NULL,
	"bucket" bigint NOT NULL,
	"pci_address" text NOT NULL,
	"readings" smallint NOT NULL,
	"load" real,
	"load_min" real,
	"load_max" real,
	"memory_used" bigint,
	"memory_max" bigint,
	"memory_total" bigint,
	"power" real,
	"power_max" real,
	"temperature" real,
	"temperature_max" real,
	CONSTRAINT "card_readings_instance_id_step_bucket_pci_address_pk" PRIMARY KEY("instance_id","step","bucket","pci_address")
);
--> statement-breakpoint
CREATE TABLE "idle_stop_evidence" (
	"run_id" text PRIMARY KEY NOT NULL,
	"instance_id" text NOT NULL,
	"window_from" bigint NOT NULL,
	"window_to" bigint NOT NULL,
	"threshold_percent" smallint NOT NULL,
	"average_percent" real NOT NULL,
	"maximum_percent" real NOT NULL,
	"readings" integer NOT NULL,
	"readings_possible" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "idle_stops" (
	"instance_id" text PRIMARY KEY NOT NULL,
	"minutes" smallint NOT NULL,
	"threshold_percent" smallint NOT NULL,
	"set_at" bigint NOT NULL,
	"snoozed_until" bigint,
	"stop_at" bigint,
	CONSTRAINT "idle_stops_minutes" CHECK ("idle_stops"."minutes" between 5 and 720),
	CONSTRAINT "idle_stops_threshold" CHECK ("idle_stops"."threshold_percent" between 1 and 50)
);
--> statement-breakpoint
CREATE TABLE "machine_readings" (
	"instance_id" text NOT NULL,
	"step" smallint NOT NULL,
	"bucket" bigint NOT NULL,
	"readings" smallint NOT NULL,
	"cpu" real,
	"cpu_min" real,
	"cpu_max" real,
	"memory_used" bigint,
	"memory_max" bigint,
	"memory_total" bigint,
	"disk_used" bigint,
	"disk_total" bigint,
	"disk_read" real,
	"disk_written" real,
	"received" real,
	"sent" real,
	CONSTRAINT "machine_readings_instance_id_step_bucket_pk" PRIMARY KEY("instance_id","step","bucket")
);
--> statement-breakpoint
CREATE TABLE "reading_polls" (
	"region_id" text PRIMARY KEY NOT NULL,
	"bucket" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reading_rollups" (
	"step" smallint PRIMARY KEY NOT NULL,
	"done_until" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "idle_stop_evidence" ADD CONSTRAINT "idle_stop_evidence_instance_id_instances_id_fk" FOREIGN KEY ("instance_id") REFERENCES "public"."instances"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "idle_stops" ADD CONSTRAINT "idle_stops_instance_id_instances_id_fk" FOREIGN KEY ("instance_id") REFERENCES "public"."instances"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "card_readings_age" ON "card_readings" USING btree ("step","bucket");--> statement-breakpoint
CREATE INDEX "machine_readings_age" ON "machine_readings" USING btree ("step","bucket");
--> statement-breakpoint
-- Why a run was stopped as idle stands on its receipt: like the rest of a receipt it is written once.
REVOKE UPDATE, DELETE, TRUNCATE ON idle_stop_evidence FROM wattsecond_app;
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON idle_stop_evidence
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON idle_stop_evidence
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- Between accounts the same wall as everywhere; the instances that somebody sees are asked once per statement.
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['machine_readings', 'card_readings', 'idle_stops', 'idle_stop_evidence'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY own_account ON %I
      USING ((SELECT sees_all_accounts()) OR instance_id IN (SELECT i.id FROM instances i))', name);
  END LOOP;
END $$;

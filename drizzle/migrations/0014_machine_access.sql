CREATE TABLE "instance_logs" (
	"instance_id" text NOT NULL,
	"kind" text NOT NULL,
	"text" text DEFAULT '' NOT NULL,
	"collected_at" timestamp with time zone,
	"asking_until" timestamp with time zone,
	CONSTRAINT "instance_logs_instance_id_kind_pk" PRIMARY KEY("instance_id","kind")
);
--> statement-breakpoint
ALTER TABLE "instances" ADD COLUMN "host_key_fingerprint" text;--> statement-breakpoint
ALTER TABLE "instance_logs" ADD CONSTRAINT "instance_logs_instance_id_instances_id_fk" FOREIGN KEY ("instance_id") REFERENCES "public"."instances"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
-- A start-up script may have printed secrets.
REVOKE SELECT ON instance_logs FROM wattsecond_reader;
--> statement-breakpoint
ALTER TABLE instance_logs ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY own_account ON instance_logs USING (
  (SELECT sees_all_accounts()) OR EXISTS (SELECT FROM instances i WHERE i.id = instance_id));

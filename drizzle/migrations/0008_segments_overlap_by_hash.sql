-- The same wall on a 64-bit hash of the instance's id: closing a segment is several times cheaper than with a text in
-- a GiST index, and no plan is tempted to look instances up in it. A collision could only refuse, never let pass.
ALTER TABLE usage_segments DROP CONSTRAINT usage_segments_no_overlap;
--> statement-breakpoint
ALTER TABLE usage_segments ADD CONSTRAINT usage_segments_no_overlap
  EXCLUDE USING gist (hashtextextended(instance_id, 0) WITH =, span WITH &&);
--> statement-breakpoint
CREATE INDEX usage_segments_instance ON usage_segments (instance_id, lower);

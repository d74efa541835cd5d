-- Every second of the product is read here. The offset moves only forward, and only in demonstration and tests.
CREATE EXTENSION IF NOT EXISTS btree_gist;
--> statement-breakpoint
CREATE TABLE app_clock (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  offset_seconds bigint NOT NULL DEFAULT 0 CHECK (offset_seconds >= 0)
);
--> statement-breakpoint
INSERT INTO app_clock DEFAULT VALUES;
--> statement-breakpoint
CREATE FUNCTION app_now() RETURNS timestamptz LANGUAGE sql VOLATILE PARALLEL RESTRICTED AS $$
  SELECT clock_timestamp() + make_interval(secs => offset_seconds) FROM app_clock
$$;

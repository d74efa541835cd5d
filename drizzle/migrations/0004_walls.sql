-- What the database itself refuses. The product connects as `wattsecond_app`; staff who act read-only, and reports,
-- as `wattsecond_reader`. Neither can log in: a connection takes the role after it has signed in as the owner.
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['wattsecond_app', 'wattsecond_reader'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
      BEGIN
        EXECUTE format('CREATE ROLE %I NOLOGIN', name);
      EXCEPTION WHEN duplicate_object OR unique_violation THEN
        NULL; -- another database of the same server was quicker
      END;
    END IF;
    IF NOT pg_has_role(current_user, name, 'SET') THEN
      EXECUTE format('GRANT %I TO CURRENT_USER', name);
    END IF;
  END LOOP;
END $$;
--> statement-breakpoint
GRANT USAGE ON SCHEMA public TO wattsecond_app, wattsecond_reader;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO wattsecond_app;
--> statement-breakpoint
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO wattsecond_app;
--> statement-breakpoint
GRANT SELECT ON ALL TABLES IN SCHEMA public TO wattsecond_reader;
--> statement-breakpoint
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO wattsecond_app;
--> statement-breakpoint
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO wattsecond_app;
--> statement-breakpoint
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO wattsecond_reader;
--> statement-breakpoint
-- Secrets are nobody's reading.
REVOKE SELECT ON passwords, email_tokens, instance_secrets, rate_limits, sessions, stripe_events FROM wattsecond_reader;
--> statement-breakpoint
GRANT SELECT (id, user_id, subject_account_id, mode, acting_id, acting_expires_at, created_at, last_seen_at,
  expires_at, revoked_at, ip, user_agent) ON sessions TO wattsecond_reader;
--> statement-breakpoint
-- Append-only: INSERT and SELECT for the application, and a trigger for everybody else.
REVOKE UPDATE, DELETE, TRUNCATE ON ledger_transactions, ledger_entries, usage_segments, usage_credits, audit_log
  FROM wattsecond_app;
--> statement-breakpoint
REVOKE DELETE ON account_meters, promotional_grants FROM wattsecond_app;
--> statement-breakpoint
REVOKE INSERT, UPDATE, DELETE ON app_clock FROM wattsecond_app;
--> statement-breakpoint
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, lower(TG_OP) USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['ledger_transactions', 'ledger_entries', 'usage_credits', 'audit_log'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I
      FOR EACH ROW EXECUTE FUNCTION refuse_change()', name);
    EXECUTE format('CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON %I
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
  END LOOP;
END $$;
--> statement-breakpoint
-- A transaction balances per currency and has two entries or more, or it is not committed. Asked once per transaction
-- when it is made, and again for any entry that comes to it later.
CREATE FUNCTION require_balanced(checked text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  entries bigint;
  unbalanced text;
BEGIN
  SELECT coalesce(sum(n), 0), min(currency) FILTER (WHERE total <> 0) INTO entries, unbalanced
  FROM (SELECT currency, count(*) AS n, sum(ticks) AS total FROM ledger_entries
        WHERE transaction_id = checked GROUP BY currency) AS per_currency;
  IF entries < 2 THEN
    RAISE EXCEPTION 'ledger transaction % has % entries', checked, entries USING ERRCODE = 'check_violation';
  END IF;
  IF unbalanced IS NOT NULL THEN
    RAISE EXCEPTION 'ledger transaction % does not balance in %', checked, unbalanced USING ERRCODE = 'check_violation';
  END IF;
END $$;
--> statement-breakpoint
CREATE FUNCTION check_transaction_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM require_balanced(NEW.id);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER balanced AFTER INSERT ON ledger_transactions DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION check_transaction_balanced();
--> statement-breakpoint
-- Entries come with their transaction. One that is added to an older transaction would rewrite history, balanced or not.
CREATE FUNCTION refuse_late_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM ledger_transactions t
    WHERE t.id IN (SELECT transaction_id FROM added) AND t.written_by <> pg_current_xact_id()
  ) THEN
    RAISE EXCEPTION 'a ledger transaction is closed: entries come with it' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER with_their_transaction AFTER INSERT ON ledger_entries REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_late_entries();
--> statement-breakpoint
-- At every second an instance is in at most one segment; a segment closes once, and only through close_segments.
ALTER TABLE usage_segments ADD CONSTRAINT usage_segments_no_overlap
  EXCLUDE USING gist (instance_id WITH =, span WITH &&);
--> statement-breakpoint
CREATE FUNCTION guard_segment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.upper IS NULL AND NEW.upper IS NOT NULL
    AND current_setting('wattsecond.closing', true) = 'on'
    AND (OLD.id, OLD.instance_id, OLD.account_id, OLD.run_id, OLD.kind, OLD.price_id, OLD.rate, OLD.lower)
      IS NOT DISTINCT FROM
      (NEW.id, NEW.instance_id, NEW.account_id, NEW.run_id, NEW.kind, NEW.price_id, NEW.rate, NEW.lower)
  THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a usage segment closes once, through close_segments: % refused', lower(TG_OP)
    USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER closes_once BEFORE UPDATE OR DELETE ON usage_segments
  FOR EACH ROW EXECUTE FUNCTION guard_segment();
--> statement-breakpoint
CREATE TRIGGER closes_once_whole BEFORE TRUNCATE ON usage_segments
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- `[{ "instanceId", "upper", "reason" }]`: closes the open segment of each. Each must have one.
CREATE FUNCTION close_segments(closings jsonb) RETURNS void LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  closed bigint;
BEGIN
  PERFORM set_config('wattsecond.closing', 'on', true);
  UPDATE usage_segments s SET upper = c.upper::bigint, closed_by = c.reason
  FROM jsonb_to_recordset(closings) AS c("instanceId" text, upper text, reason text)
  WHERE s.instance_id = c."instanceId" AND s.upper IS NULL;
  GET DIAGNOSTICS closed = ROW_COUNT;
  PERFORM set_config('wattsecond.closing', '', true);
  IF closed <> jsonb_array_length(closings) THEN
    RAISE EXCEPTION '% segments to close, % were open', jsonb_array_length(closings), closed
      USING ERRCODE = 'restrict_violation';
  END IF;
END $$;
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION close_segments(jsonb) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION close_segments(jsonb) TO wattsecond_app;
--> statement-breakpoint
-- The clock's offset moves forward only, and only where the deployment says that it is a demonstration.
CREATE FUNCTION guard_clock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.offset_seconds >= OLD.offset_seconds
    AND EXISTS (SELECT FROM deployment WHERE demonstration)
  THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'the clock moves forward only, and only in a demonstration' USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER forward_only BEFORE INSERT OR UPDATE OR DELETE ON app_clock
  FOR EACH ROW EXECUTE FUNCTION guard_clock();
--> statement-breakpoint
CREATE TRIGGER forward_only_whole BEFORE TRUNCATE ON app_clock
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE FUNCTION demo_advance(seconds bigint) RETURNS timestamptz LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF seconds IS NULL OR seconds < 0 THEN
    RAISE EXCEPTION 'the clock moves forward only' USING ERRCODE = 'restrict_violation';
  END IF;
  UPDATE app_clock SET offset_seconds = offset_seconds + seconds;
  RETURN app_now();
END $$;
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION demo_advance(bigint) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION demo_advance(bigint) TO wattsecond_app;
--> statement-breakpoint
-- VOLATILE on purpose: it is read after a lock was waited for, never folded into a plan that was made before.
CREATE FUNCTION app_second() RETURNS bigint LANGUAGE sql VOLATILE PARALLEL RESTRICTED AS $$
  SELECT floor(extract(epoch FROM app_now()))::bigint
$$;
--> statement-breakpoint
-- Every account has its meter from its first second.
CREATE FUNCTION give_meter() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  now_second bigint := app_second();
BEGIN
  INSERT INTO account_meters (account_id, currency, anchor, last_settlement, watched_from)
  VALUES (NEW.id, NEW.currency, now_second, now_second, now_second);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER has_meter AFTER INSERT ON accounts FOR EACH ROW EXECUTE FUNCTION give_meter();
--> statement-breakpoint
-- Who acts, for whom and how: told to Postgres first in every transaction; the local settings end with it.
CREATE FUNCTION set_context(context jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('wattsecond.actor', coalesce(context->>'actor', ''), true),
    set_config('wattsecond.subject', coalesce(context->>'subject', ''), true),
    set_config('wattsecond.mode', coalesce(context->>'mode', ''), true),
    set_config('wattsecond.acting_id', coalesce(context->>'actingId', ''), true),
    set_config('wattsecond.request_id', coalesce(context->>'requestId', ''), true);
END $$;

ALTER TABLE "instance_events" DROP CONSTRAINT "instance_events_instance_id_instances_id_fk";
--> statement-breakpoint
DROP INDEX "instances_stop_due";--> statement-breakpoint
DROP INDEX "usage_segments_run";
--> statement-breakpoint
-- The same wall without a call per row: the function runs only where it refuses.
DROP TRIGGER closes_once ON usage_segments;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION guard_segment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a usage segment closes once, through close_segments: % refused', lower(TG_OP)
    USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER closes_once BEFORE UPDATE ON usage_segments FOR EACH ROW WHEN ((
    OLD.upper IS NULL AND NEW.upper IS NOT NULL AND current_setting('wattsecond.closing', true) = 'on'
    AND (OLD.id, OLD.instance_id, OLD.account_id, OLD.run_id, OLD.kind, OLD.price_id, OLD.rate, OLD.lower)
      IS NOT DISTINCT FROM
      (NEW.id, NEW.instance_id, NEW.account_id, NEW.run_id, NEW.kind, NEW.price_id, NEW.rate, NEW.lower)
  ) IS NOT TRUE)
  EXECUTE FUNCTION guard_segment();
--> statement-breakpoint
CREATE TRIGGER never_deleted BEFORE DELETE ON usage_segments FOR EACH ROW EXECUTE FUNCTION guard_segment();
--> statement-breakpoint
-- The snapshots as text from the start: building them as binary JSON, only to print that, took twice as long.
DROP FUNCTION lock_accounts(jsonb, text[]);
--> statement-breakpoint
DROP FUNCTION lock_due_accounts(jsonb, integer);
--> statement-breakpoint
DROP FUNCTION account_snapshots(text[]);
--> statement-breakpoint
-- What decides an account's next second, for accounts that the caller has locked.
CREATE FUNCTION account_snapshots(ids text[]) RETURNS TABLE (account_id text, snapshot json)
  LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  now_second text := app_second()::text;
BEGIN
  RETURN QUERY
  WITH grants AS (
    SELECT g.account_id, json_agg(json_build_object('id', g.id, 'name', g.name, 'priority', g.priority,
      'granted', g.granted::text, 'remaining', g.remaining::text, 'from', g.usable_from::text,
      'expires', g.expires::text, 'createdAt', g.created_at::text, 'status', g.status)) AS list
    FROM promotional_grants g WHERE g.account_id = ANY (ids) AND g.status <> 'ended' GROUP BY g.account_id
  ), alive AS (
    SELECT i.account_id, json_agg(json_build_object('id', i.id, 'state', i.state, 'reason', i.state_reason,
      'wanted', i.wanted, 'generation', i.generation, 'runPriceId', i.run_price_id, 'diskPriceId', i.disk_price_id,
      'runRate', i.run_rate::text, 'diskRate', i.disk_rate::text, 'runId', i.run_id, 'runCount', i.run_count,
      'stopDue', i.stop_due::text, 'stoppedByExhaustion', i.stopped_by_exhaustion::text,
      'stopSent', i.state = 'stopping' AND (i.applied_generation >= i.generation OR EXISTS (
        SELECT FROM operations o
        WHERE o.instance_id = i.id AND o.kind = 'stop' AND o.generation >= i.generation))) ORDER BY i.id) AS list,
      json_agg(json_build_object('instanceId', s.instance_id, 'runId', s.run_id, 'kind', s.kind,
        'priceId', s.price_id, 'rate', s.rate::text, 'lower', s.lower::text)) FILTER (WHERE s.id IS NOT NULL) AS open
    FROM instances i LEFT JOIN usage_segments s ON s.instance_id = i.id AND s.upper IS NULL
    WHERE i.account_id = ANY (ids) AND i.state NOT IN ('terminated', 'failed') GROUP BY i.account_id
  )
  SELECT m.account_id, json_build_object('now', now_second, 'currency', m.currency,
    'settled', m.settled::text, 'accrued', m.accrued::text, 'burn', m.burn::text, 'anchor', m.anchor::text,
    'cash', m.cash::text, 'held', m.held::text, 'refundPending', m.refund_pending::text,
    'pendingBurn', m.pending_burn::text, 'lastSettlement', m.last_settlement::text,
    'exhaustedAt', m.exhausted_at::text, 'graceUntil', m.grace_until::text, 'graceSpans', m.grace_spans,
    'watchedFrom', m.watched_from::text, 'grants', coalesce(g.list, '[]'::json), 'segments', coalesce(a.open, '[]'::json),
    'instances', coalesce(a.list, '[]'::json))
  FROM account_meters m
  LEFT JOIN grants g ON g.account_id = m.account_id
  LEFT JOIN alive a ON a.account_id = m.account_id
  WHERE m.account_id = ANY (ids)
  ORDER BY m.account_id;
END $$;
--> statement-breakpoint
-- Locks in id order. A stop after the end of the balance may be taken back only while nobody has sent it: whoever
-- sends one holds the instance's row, so it is locked here as well.
CREATE FUNCTION lock_accounts(context jsonb, ids text[]) RETURNS TABLE (account_id text, snapshot json)
  LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM set_context(context);
  PERFORM require_open();
  PERFORM FROM account_meters m WHERE m.account_id = ANY (ids) ORDER BY m.account_id FOR UPDATE;
  PERFORM FROM instances i WHERE i.account_id = ANY (ids) AND i.state = 'stopping'
    AND i.stopped_by_exhaustion IS NOT NULL ORDER BY i.id FOR UPDATE;
  RETURN QUERY SELECT * FROM account_snapshots(ids);
END $$;
--> statement-breakpoint
-- The clockwork's: accounts whose next second has come and that nobody else holds.
CREATE FUNCTION lock_due_accounts(context jsonb, most integer) RETURNS TABLE (account_id text, snapshot json)
  LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  due text[];
  now_second bigint := app_second();
BEGIN
  PERFORM set_context(context);
  PERFORM require_open();
  SELECT array_agg(locked.account_id) INTO due FROM (
    SELECT m.account_id FROM account_meters m WHERE m.next_due <= now_second
    ORDER BY m.next_due LIMIT most FOR UPDATE SKIP LOCKED
  ) AS locked;
  RETURN QUERY SELECT * FROM account_snapshots(coalesce(due, '{}'));
END $$;

-- The wall between accounts, as for instances.
DO $$
DECLARE
  name text;
BEGIN
  ALTER TABLE volumes ENABLE ROW LEVEL SECURITY;
  CREATE POLICY own_account ON volumes USING
    ((SELECT sees_all_accounts()) OR account_id = (SELECT current_setting('wattsecond.subject', true)));
  FOREACH name IN ARRAY ARRAY['volume_snapshots', 'volume_operations'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY own_account ON %I USING
      ((SELECT sees_all_accounts()) OR EXISTS (SELECT FROM volumes v WHERE v.id = volume_id))', name);
  END LOOP;
END $$;
--> statement-breakpoint
-- What volumes take of a host, whoever's they are. Every snapshot may hold as much as its volume.
CREATE VIEW volume_loads AS
  SELECT v.region_id, v.host, v.wanted_gib * (1 + (SELECT count(*) FROM volume_snapshots s
    WHERE s.volume_id = v.id AND s.state NOT IN ('deleted', 'failed'))) AS disk_gib
  FROM volumes v WHERE v.state NOT IN ('deleted', 'failed');
--> statement-breakpoint
GRANT SELECT ON volume_loads TO wattsecond_app, wattsecond_reader;
--> statement-breakpoint
-- A volume is metered like an instance: at every second in at most one segment, which closes once.
ALTER TABLE usage_segments ADD CONSTRAINT usage_segments_volume_no_overlap
  EXCLUDE USING gist (hashtextextended(volume_id, 0) WITH =, span WITH &&) WHERE (volume_id IS NOT NULL);
--> statement-breakpoint
DROP TRIGGER closes_once ON usage_segments;
--> statement-breakpoint
CREATE TRIGGER closes_once BEFORE UPDATE ON usage_segments FOR EACH ROW WHEN ((
    OLD.upper IS NULL AND NEW.upper IS NOT NULL AND current_setting('wattsecond.closing', true) = 'on'
    AND (OLD.id, OLD.instance_id, OLD.volume_id, OLD.account_id, OLD.run_id, OLD.kind, OLD.price_id, OLD.rate, OLD.lower)
      IS NOT DISTINCT FROM
      (NEW.id, NEW.instance_id, NEW.volume_id, NEW.account_id, NEW.run_id, NEW.kind, NEW.price_id, NEW.rate, NEW.lower)
  ) IS NOT TRUE)
  EXECUTE FUNCTION guard_segment();
--> statement-breakpoint
-- As close_segments, for volumes: `[{ "itemId", "upper", "reason" }]`.
CREATE FUNCTION close_volume_segments(closings jsonb) RETURNS void LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  closed bigint;
BEGIN
  PERFORM set_config('wattsecond.closing', 'on', true);
  UPDATE usage_segments s SET upper = c.upper::bigint, closed_by = c.reason
  FROM jsonb_to_recordset(closings) AS c("itemId" text, upper text, reason text)
  WHERE s.volume_id = c."itemId" AND s.upper IS NULL;
  GET DIAGNOSTICS closed = ROW_COUNT;
  PERFORM set_config('wattsecond.closing', '', true);
  IF closed <> jsonb_array_length(closings) THEN
    RAISE EXCEPTION '% segments to close, % were open', jsonb_array_length(closings), closed
      USING ERRCODE = 'restrict_violation';
  END IF;
END $$;
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION close_volume_segments(jsonb) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION close_volume_segments(jsonb) TO wattsecond_app;
--> statement-breakpoint
-- What apply_effects writes of volumes.
CREATE FUNCTION apply_volumes(batch jsonb) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM close_volume_segments(batch->'volumeClosings') WHERE jsonb_array_length(batch->'volumeClosings') > 0;

  INSERT INTO usage_segments (id, volume_id, account_id, kind, price_id, rate, lower, upper, closed_by)
  SELECT s.id, s."itemId", s."accountId", s.kind, s."priceId", s.rate::bigint, s.lower::bigint, s.upper::bigint, s.reason
  FROM jsonb_to_recordset(batch->'volumeOpenings') AS s(id text, "itemId" text, "accountId" text, kind text,
    "priceId" text, rate text, lower text, upper text, reason text);

  UPDATE volumes v SET state = c.state, state_reason = c.reason, size_gib = c."sizeGib"::bigint,
    wanted_gib = c."wantedGib"::bigint, state_since = coalesce(to_timestamp(c.since::bigint), v.state_since),
    deleted_at = CASE WHEN c.since IS NOT NULL AND c.state IN ('deleted', 'failed') THEN to_timestamp(c.since::bigint)
      ELSE v.deleted_at END
  FROM jsonb_to_recordset(batch->'volumes') AS c(id text, state text, reason text, "sizeGib" text, "wantedGib" text,
    since text)
  WHERE v.id = c.id;
END $$;
--> statement-breakpoint
-- As before, with volumes.
CREATE OR REPLACE FUNCTION account_snapshots(ids text[]) RETURNS TABLE (account_id text, snapshot json)
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
  ), kept AS (
    SELECT v.account_id, json_agg(json_build_object('id', v.id, 'state', v.state, 'reason', v.state_reason,
      'sizeGib', v.size_gib::text, 'wantedGib', v.wanted_gib::text, 'priceId', v.price_id,
      'gibRate', v.gib_rate::text, 'open', CASE WHEN s.id IS NOT NULL THEN json_build_object('priceId', s.price_id,
        'rate', s.rate::text, 'lower', s.lower::text) END) ORDER BY v.id) AS list
    FROM volumes v LEFT JOIN usage_segments s ON s.volume_id = v.id AND s.upper IS NULL
    WHERE v.account_id = ANY (ids) AND v.state NOT IN ('deleted', 'failed') GROUP BY v.account_id
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
    'instances', coalesce(a.list, '[]'::json), 'volumes', coalesce(k.list, '[]'::json))
  FROM account_meters m
  LEFT JOIN grants g ON g.account_id = m.account_id
  LEFT JOIN alive a ON a.account_id = m.account_id
  LEFT JOIN kept k ON k.account_id = m.account_id
  WHERE m.account_id = ANY (ids)
  ORDER BY m.account_id;
END $$;
--> statement-breakpoint
-- As before, with volumes.
CREATE OR REPLACE FUNCTION apply_effects(context jsonb, batch jsonb) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM set_context(context);

  INSERT INTO promotional_grants (id, account_id, currency, name, priority, granted, remaining, usable_from, expires,
    status, created_at)
  SELECT g.id, g."accountId", g.currency, g.name, g.priority, g.granted::bigint, g.remaining::bigint, g."from"::bigint,
    g.expires::bigint, g.status, g."createdAt"::bigint
  FROM jsonb_to_recordset(batch->'newGrants') AS g(id text, "accountId" text, currency text, name text,
    priority integer, granted text, remaining text, "from" text, expires text, status text, "createdAt" text);

  PERFORM insert_transactions(batch->'transactions');
  PERFORM close_segments(batch->'closings') WHERE jsonb_array_length(batch->'closings') > 0;
  PERFORM apply_volumes(batch) WHERE batch->'volumes' <> '[]' OR batch->'volumeClosings' <> '[]'
    OR batch->'volumeOpenings' <> '[]';

  INSERT INTO usage_segments (id, instance_id, account_id, run_id, kind, price_id, rate, lower, upper, closed_by)
  SELECT s.id, s."instanceId", s."accountId", s."runId", s.kind, s."priceId", s.rate::bigint, s.lower::bigint,
    s.upper::bigint, s.reason
  FROM jsonb_to_recordset(batch->'openings') AS s(id text, "instanceId" text, "accountId" text, "runId" text, kind text,
    "priceId" text, rate text, lower text, upper text, reason text);

  INSERT INTO usage_credits (id, segment_id, instance_id, account_id, transaction_id, lower, upper, ticks)
  SELECT c.id, s.id, c."instanceId", c."accountId", t.id, c."from"::bigint, c."to"::bigint, c.ticks::bigint
  FROM jsonb_to_recordset(batch->'credits') AS c(id text, "instanceId" text, "accountId" text, "segmentLower" text,
    "transactionKey" text, "from" text, "to" text, ticks text)
  JOIN ledger_transactions t ON t.key = c."transactionKey"
  JOIN usage_segments s ON s.instance_id = c."instanceId" AND s.lower = c."segmentLower"::bigint AND s.upper > s.lower;

  UPDATE promotional_grants g SET remaining = c.remaining::bigint, status = c.status
  FROM jsonb_to_recordset(batch->'grants') AS c(id text, remaining text, status text) WHERE g.id = c.id;

  UPDATE instances i SET state = c.state, state_reason = c.reason, wanted = c.wanted, generation = c.generation,
    run_price_id = c."runPriceId", disk_price_id = c."diskPriceId", run_rate = c."runRate"::bigint,
    disk_rate = c."diskRate"::bigint, run_id = c."runId", run_count = c."runCount", stop_due = c."stopDue"::bigint,
    stopped_by_exhaustion = c."stoppedByExhaustion"::bigint,
    state_since = coalesce(to_timestamp(c.since::bigint), i.state_since),
    ready_at = CASE WHEN c.since IS NOT NULL AND c.state = 'running' THEN to_timestamp(c.since::bigint) ELSE i.ready_at END,
    terminated_at = CASE WHEN c.since IS NOT NULL AND c.state IN ('terminated', 'failed')
      THEN to_timestamp(c.since::bigint) ELSE i.terminated_at END
  FROM jsonb_to_recordset(batch->'instances') AS c(id text, state text, reason text, wanted text, generation integer,
    "runPriceId" text, "diskPriceId" text, "runRate" text, "diskRate" text, "runId" text, "runCount" integer,
    "stopDue" text, "stoppedByExhaustion" text, since text)
  WHERE i.id = c.id;

  INSERT INTO instance_events (id, instance_id, at, kind, detail)
  SELECT e.id, e."instanceId", to_timestamp(e.at::bigint), e.kind, e.detail
  FROM jsonb_to_recordset(batch->'events') AS e(id text, "instanceId" text, at text, kind text, detail jsonb);

  UPDATE account_meters m SET settled = c.settled::bigint, accrued = c.accrued::bigint, burn = c.burn::bigint,
    anchor = c.anchor::bigint, cash = c.cash::bigint, held = c.held::bigint,
    refund_pending = c."refundPending"::bigint, pending_burn = c."pendingBurn"::bigint,
    last_settlement = c."lastSettlement"::bigint, exhausted_at = c."exhaustedAt"::bigint,
    grace_until = c."graceUntil"::bigint, grace_spans = c."graceSpans", watched_from = c."watchedFrom"::bigint,
    runs_out_at = c."runsOutAt"::bigint, funds_change_at = c."fundsChangeAt"::bigint, next_due = c."nextDue"::bigint
  FROM jsonb_to_recordset(batch->'meters') AS c("accountId" text, settled text, accrued text, burn text, anchor text,
    cash text, held text, "refundPending" text, "pendingBurn" text, "lastSettlement" text, "exhaustedAt" text,
    "graceUntil" text, "graceSpans" jsonb, "watchedFrom" text, "runsOutAt" text, "fundsChangeAt" text, "nextDue" text)
  WHERE m.account_id = c."accountId";

  INSERT INTO notices (account_id, kind, second, threshold_seconds, announces)
  SELECT n."accountId", n.kind, n.second::bigint, n."thresholdSeconds"::bigint, n.announces::bigint
  FROM jsonb_to_recordset(batch->'notices') AS n("accountId" text, kind text, second text, "thresholdSeconds" text,
    announces text)
  ON CONFLICT DO NOTHING;
END $$;

ALTER TABLE "instances" ADD COLUMN "next_run_price_at" bigint;--> statement-breakpoint
ALTER TABLE "instances" ADD COLUMN "next_run_price_id" text;--> statement-breakpoint
ALTER TABLE "instances" ADD COLUMN "next_run_rate" bigint;--> statement-breakpoint
ALTER TABLE "instances" ADD COLUMN "next_disk_price_at" bigint;--> statement-breakpoint
ALTER TABLE "instances" ADD COLUMN "next_disk_price_id" text;--> statement-breakpoint
ALTER TABLE "instances" ADD COLUMN "next_disk_rate" bigint;--> statement-breakpoint
ALTER TABLE "instances" ADD CONSTRAINT "instances_next_run_price_id_prices_id_fk" FOREIGN KEY ("next_run_price_id") REFERENCES "public"."prices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "instances" ADD CONSTRAINT "instances_next_disk_price_id_prices_id_fk" FOREIGN KEY ("next_disk_price_id") REFERENCES "public"."prices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "instances" ADD CONSTRAINT "instances_next_prices" CHECK (num_nonnulls("instances"."next_run_price_at", "instances"."next_run_price_id", "instances"."next_run_rate") in (0, 3) and "instances"."next_run_rate" > 0
        and num_nonnulls("instances"."next_disk_price_at", "instances"."next_disk_price_id", "instances"."next_disk_rate") in (0, 3) and "instances"."next_disk_rate" > 0);
--> statement-breakpoint
-- Nothing is announced any more for what is going or gone.
UPDATE volumes SET next_price_at = NULL, next_price_id = NULL, next_gib_rate = NULL
WHERE next_price_at IS NOT NULL AND state NOT IN ('creating', 'available');
--> statement-breakpoint
CREATE FUNCTION next_price_json(at bigint, price_id text, rate bigint) RETURNS json LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN at IS NOT NULL THEN json_build_object('at', at::text, 'priceId', price_id, 'rate', rate::text) END
$$;
--> statement-breakpoint
-- As before, with an announced price in one piece.
CREATE OR REPLACE FUNCTION apply_volumes(batch jsonb) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM close_volume_segments(batch->'volumeClosings') WHERE jsonb_array_length(batch->'volumeClosings') > 0;

  INSERT INTO usage_segments (id, volume_id, account_id, kind, price_id, rate, lower, upper, closed_by)
  SELECT s.id, s."itemId", s."accountId", s.kind, s."priceId", s.rate::bigint, s.lower::bigint, s.upper::bigint, s.reason
  FROM jsonb_to_recordset(batch->'volumeOpenings') AS s(id text, "itemId" text, "accountId" text, kind text,
    "priceId" text, rate text, lower text, upper text, reason text);

  UPDATE volumes v SET state = c.state, state_reason = c.reason, size_gib = c."sizeGib"::bigint,
    wanted_gib = c."wantedGib"::bigint, price_id = c."priceId", gib_rate = c."gibRate"::bigint,
    next_price_at = (c."nextPrice"->>'at')::bigint, next_price_id = c."nextPrice"->>'priceId',
    next_gib_rate = (c."nextPrice"->>'rate')::bigint,
    state_since = coalesce(to_timestamp(c.since::bigint), v.state_since),
    deleted_at = CASE WHEN c.since IS NOT NULL AND c.state IN ('deleted', 'failed') THEN to_timestamp(c.since::bigint)
      ELSE v.deleted_at END
  FROM jsonb_to_recordset(batch->'volumes') AS c(id text, state text, reason text, "sizeGib" text, "wantedGib" text,
    "priceId" text, "gibRate" text, "nextPrice" jsonb, since text)
  WHERE v.id = c.id;
END $$;
--> statement-breakpoint
-- As before, with the prices that are announced for instances.
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
      'gibRate', v.gib_rate::text, 'nextPrice', next_price_json(v.next_price_at, v.next_price_id, v.next_gib_rate),
      'open', CASE WHEN s.id IS NOT NULL THEN json_build_object('priceId', s.price_id,
        'rate', s.rate::text, 'lower', s.lower::text) END) ORDER BY v.id) AS list
    FROM volumes v LEFT JOIN usage_segments s ON s.volume_id = v.id AND s.upper IS NULL
    WHERE v.account_id = ANY (ids) AND v.state NOT IN ('deleted', 'failed') GROUP BY v.account_id
  ), alive AS (
    SELECT i.account_id, json_agg(json_build_object('id', i.id, 'state', i.state, 'reason', i.state_reason,
      'wanted', i.wanted, 'generation', i.generation, 'runPriceId', i.run_price_id, 'diskPriceId', i.disk_price_id,
      'runRate', i.run_rate::text, 'diskRate', i.disk_rate::text,
      'nextRun', next_price_json(i.next_run_price_at, i.next_run_price_id, i.next_run_rate),
      'nextDisk', next_price_json(i.next_disk_price_at, i.next_disk_price_id, i.next_disk_rate), 'runId', i.run_id, 'runCount', i.run_count,
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
-- The same of what is written.
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

  INSERT INTO usage_credits (id, segment_id, item_id, account_id, transaction_id, lower, upper, ticks)
  SELECT c.id, s.id, c."itemId", c."accountId", t.id, c."from"::bigint, c."to"::bigint, c.ticks::bigint
  FROM jsonb_to_recordset(batch->'credits') AS c(id text, "itemId" text, "accountId" text, "segmentLower" text,
    "transactionKey" text, "from" text, "to" text, ticks text)
  JOIN ledger_transactions t ON t.key = c."transactionKey"
  JOIN usage_segments s ON (s.instance_id = c."itemId" OR s.volume_id = c."itemId") AND s.lower = c."segmentLower"::bigint
    AND s.upper > s.lower;

  UPDATE promotional_grants g SET remaining = c.remaining::bigint, status = c.status
  FROM jsonb_to_recordset(batch->'grants') AS c(id text, remaining text, status text) WHERE g.id = c.id;

  UPDATE instances i SET state = c.state, state_reason = c.reason, wanted = c.wanted, generation = c.generation,
    run_price_id = c."runPriceId", disk_price_id = c."diskPriceId", run_rate = c."runRate"::bigint,
    disk_rate = c."diskRate"::bigint,
    next_run_price_at = (c."nextRun"->>'at')::bigint, next_run_price_id = c."nextRun"->>'priceId',
    next_run_rate = (c."nextRun"->>'rate')::bigint,
    next_disk_price_at = (c."nextDisk"->>'at')::bigint, next_disk_price_id = c."nextDisk"->>'priceId',
    next_disk_rate = (c."nextDisk"->>'rate')::bigint, run_id = c."runId", run_count = c."runCount", stop_due = c."stopDue"::bigint,
    stopped_by_exhaustion = c."stoppedByExhaustion"::bigint,
    state_since = coalesce(to_timestamp(c.since::bigint), i.state_since),
    ready_at = CASE WHEN c.since IS NOT NULL AND c.state = 'running' THEN to_timestamp(c.since::bigint) ELSE i.ready_at END,
    terminated_at = CASE WHEN c.since IS NOT NULL AND c.state IN ('terminated', 'failed')
      THEN to_timestamp(c.since::bigint) ELSE i.terminated_at END
  FROM jsonb_to_recordset(batch->'instances') AS c(id text, state text, reason text, wanted text, generation integer,
    "runPriceId" text, "diskPriceId" text, "runRate" text, "diskRate" text, "nextRun" jsonb, "nextDisk" jsonb, "runId" text, "runCount" integer,
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

ALTER TABLE "volumes" ADD COLUMN "next_price_at" bigint;--> statement-breakpoint
ALTER TABLE "volumes" ADD COLUMN "next_price_id" text;--> statement-breakpoint
ALTER TABLE "volumes" ADD COLUMN "next_gib_rate" bigint;--> statement-breakpoint
ALTER TABLE "volumes" ADD CONSTRAINT "volumes_next_price_id_prices_id_fk" FOREIGN KEY ("next_price_id") REFERENCES "public"."prices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "volumes" ADD CONSTRAINT "volumes_next_price" CHECK (num_nonnulls("volumes"."next_price_at", "volumes"."next_price_id", "volumes"."next_gib_rate") in (0, 3) and "volumes"."next_gib_rate" > 0);
--> statement-breakpoint
-- What apply_effects writes of volumes; announced prices are among it.
CREATE OR REPLACE FUNCTION apply_volumes(batch jsonb) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM close_volume_segments(batch->'volumeClosings') WHERE jsonb_array_length(batch->'volumeClosings') > 0;

  INSERT INTO usage_segments (id, volume_id, account_id, kind, price_id, rate, lower, upper, closed_by)
  SELECT s.id, s."itemId", s."accountId", s.kind, s."priceId", s.rate::bigint, s.lower::bigint, s.upper::bigint, s.reason
  FROM jsonb_to_recordset(batch->'volumeOpenings') AS s(id text, "itemId" text, "accountId" text, kind text,
    "priceId" text, rate text, lower text, upper text, reason text);

  UPDATE volumes v SET state = c.state, state_reason = c.reason, size_gib = c."sizeGib"::bigint,
    wanted_gib = c."wantedGib"::bigint, price_id = c."priceId", gib_rate = c."gibRate"::bigint,
    next_price_at = c."nextPriceAt"::bigint, next_price_id = c."nextPriceId", next_gib_rate = c."nextGibRate"::bigint,
    state_since = coalesce(to_timestamp(c.since::bigint), v.state_since),
    deleted_at = CASE WHEN c.since IS NOT NULL AND c.state IN ('deleted', 'failed') THEN to_timestamp(c.since::bigint)
      ELSE v.deleted_at END
  FROM jsonb_to_recordset(batch->'volumes') AS c(id text, state text, reason text, "sizeGib" text, "wantedGib" text,
    "priceId" text, "gibRate" text, "nextPriceAt" text, "nextPriceId" text, "nextGibRate" text, since text)
  WHERE v.id = c.id;
END $$;
--> statement-breakpoint
-- As before, with announced prices.
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
      'gibRate', v.gib_rate::text, 'nextPriceAt', v.next_price_at::text, 'nextPriceId', v.next_price_id,
      'nextGibRate', v.next_gib_rate::text, 'open', CASE WHEN s.id IS NOT NULL THEN json_build_object('priceId', s.price_id,
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

CREATE TABLE "stray_storage" (
	"region_id" text NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"host" text NOT NULL,
	"why" text NOT NULL,
	"first_seen_at" timestamp with time zone DEFAULT app_now() NOT NULL,
	"last_seen_at" timestamp with time zone DEFAULT app_now() NOT NULL,
	"error" text,
	CONSTRAINT "stray_storage_region_id_kind_name_pk" PRIMARY KEY("region_id","kind","name")
);
--> statement-breakpoint
ALTER TABLE "usage_credits" RENAME COLUMN "instance_id" TO "item_id";--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "volumes_seen_at" bigint;--> statement-breakpoint
ALTER TABLE "private_images" ADD COLUMN "known_at" bigint;--> statement-breakpoint
ALTER TABLE "private_images" ADD COLUMN "missing_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "volumes" ADD COLUMN "known_at" bigint;
--> statement-breakpoint
-- Staff who act as a customer see that a disk is being restored, not which devices and tags its machine keeps.
REVOKE SELECT ON snapshots FROM wattsecond_reader;
--> statement-breakpoint
GRANT SELECT (id, account_id, instance_id, name, state, state_detail, size_bytes, created_by, created_at, lease_owner,
  lease_until, attempts, next_attempt_at, last_error) ON snapshots TO wattsecond_reader;
--> statement-breakpoint
-- As before; what is credited may be a volume's.
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

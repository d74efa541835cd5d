-- The money paths in one trip each. They lock, check keys and write; they hold no business rule. Ticks, rates and
-- seconds travel as decimal strings.

-- The meter's lines, as in lib/domain/meter. One table of vectors holds both to the same answers.
CREATE FUNCTION meter_advance(accrued bigint, burn bigint, anchor bigint, at bigint) RETURNS bigint
  LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT accrued + burn * greatest(at - anchor, 0) $$;
--> statement-breakpoint
CREATE FUNCTION meter_balance(settled bigint, accrued bigint, burn bigint, anchor bigint, at bigint) RETURNS bigint
  LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT settled - accrued - burn * greatest(at - anchor, 0) $$;
--> statement-breakpoint
CREATE FUNCTION meter_runs_out(settled bigint, accrued bigint, burn bigint, anchor bigint) RETURNS bigint
  LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN burn > 0 THEN anchor + greatest(settled - accrued, 0) / burn END
$$;
--> statement-breakpoint
CREATE INDEX instances_alive ON instances (account_id) WHERE state NOT IN ('terminated', 'failed');
--> statement-breakpoint
-- Money stands still while the clock is not trusted, and never moves at the hand of staff who act read-only.
CREATE FUNCTION require_open() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('wattsecond.mode') = 'acting_read' THEN
    RAISE EXCEPTION 'acting_read_only' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF EXISTS (SELECT FROM deployment WHERE clock_halted_at IS NOT NULL) THEN
    RAISE EXCEPTION 'clock_halted' USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
END $$;
--> statement-breakpoint
-- What decides an account's next second, for accounts that the caller has locked.
CREATE FUNCTION account_snapshots(ids text[]) RETURNS TABLE (account_id text, snapshot jsonb)
  LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  now_second text := app_second()::text;
BEGIN
  RETURN QUERY
  WITH grants AS (
    SELECT g.account_id, jsonb_agg(jsonb_build_object('id', g.id, 'name', g.name, 'priority', g.priority,
      'granted', g.granted::text, 'remaining', g.remaining::text, 'from', g.usable_from::text,
      'expires', g.expires::text, 'createdAt', g.created_at::text, 'status', g.status)) AS list
    FROM promotional_grants g WHERE g.account_id = ANY (ids) AND g.status <> 'ended' GROUP BY g.account_id
  ), alive AS (
    SELECT i.account_id, jsonb_agg(jsonb_build_object('id', i.id, 'state', i.state, 'reason', i.state_reason,
      'wanted', i.wanted, 'generation', i.generation, 'runPriceId', i.run_price_id, 'diskPriceId', i.disk_price_id,
      'runRate', i.run_rate::text, 'diskRate', i.disk_rate::text, 'runId', i.run_id, 'runCount', i.run_count,
      'stopDue', i.stop_due::text, 'stoppedByExhaustion', i.stopped_by_exhaustion::text,
      'stopSent', i.state = 'stopping' AND (i.applied_generation >= i.generation OR EXISTS (
        SELECT FROM operations o
        WHERE o.instance_id = i.id AND o.kind = 'stop' AND o.generation >= i.generation))) ORDER BY i.id) AS list,
      jsonb_agg(jsonb_build_object('instanceId', s.instance_id, 'runId', s.run_id, 'kind', s.kind,
        'priceId', s.price_id, 'rate', s.rate::text, 'lower', s.lower::text)) FILTER (WHERE s.id IS NOT NULL) AS open
    FROM instances i LEFT JOIN usage_segments s ON s.instance_id = i.id AND s.upper IS NULL
    WHERE i.account_id = ANY (ids) AND i.state NOT IN ('terminated', 'failed') GROUP BY i.account_id
  )
  SELECT m.account_id, jsonb_build_object('now', now_second, 'currency', m.currency,
    'settled', m.settled::text, 'accrued', m.accrued::text, 'burn', m.burn::text, 'anchor', m.anchor::text,
    'cash', m.cash::text, 'held', m.held::text, 'refundPending', m.refund_pending::text,
    'pendingBurn', m.pending_burn::text, 'lastSettlement', m.last_settlement::text,
    'exhaustedAt', m.exhausted_at::text, 'graceUntil', m.grace_until::text, 'graceSpans', m.grace_spans,
    'watchedFrom', m.watched_from::text, 'grants', coalesce(g.list, '[]'), 'segments', coalesce(a.open, '[]'),
    'instances', coalesce(a.list, '[]'))
  FROM account_meters m
  LEFT JOIN grants g ON g.account_id = m.account_id
  LEFT JOIN alive a ON a.account_id = m.account_id
  WHERE m.account_id = ANY (ids)
  ORDER BY m.account_id;
END $$;
--> statement-breakpoint
-- Locks in id order. A stop after the end of the balance may be taken back only while nobody has sent it: whoever
-- sends one holds the instance's row, so it is locked here as well.
CREATE FUNCTION lock_accounts(context jsonb, ids text[]) RETURNS TABLE (account_id text, snapshot jsonb)
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
CREATE FUNCTION lock_due_accounts(context jsonb, most integer) RETURNS TABLE (account_id text, snapshot jsonb)
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
--> statement-breakpoint
-- What a key was used for: null when it is free. The same key with another content is refused.
CREATE FUNCTION booked_under(used_key text, content text) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
  found_id text;
  same boolean;
BEGIN
  SELECT id, input_hash = sha256(convert_to(content, 'UTF8')) INTO found_id, same
  FROM ledger_transactions WHERE key = used_key;
  IF found_id IS NOT NULL AND NOT same THEN
    RAISE EXCEPTION 'key_reused' USING ERRCODE = 'unique_violation', DETAIL = used_key;
  END IF;
  RETURN found_id;
END $$;
--> statement-breakpoint
CREATE FUNCTION insert_transactions(transactions jsonb) RETURNS void LANGUAGE sql VOLATILE AS $$
  INSERT INTO ledger_transactions (id, key, input_hash, kind, account_id, effective, actor, subject, mode, acting_id,
    request_id, reverses, note)
  SELECT t.id, t.key, sha256(convert_to(t.content, 'UTF8')), t.kind, t."accountId", t.effective::bigint,
    current_setting('wattsecond.actor'), nullif(current_setting('wattsecond.subject'), ''),
    current_setting('wattsecond.mode'), nullif(current_setting('wattsecond.acting_id'), ''),
    nullif(current_setting('wattsecond.request_id'), ''), t.reverses, t.note
  FROM jsonb_to_recordset(transactions) AS t(id text, key text, content text, kind text, "accountId" text,
    effective text, reverses text, note text);
  INSERT INTO ledger_entries (transaction_id, kind, account_id, grant_id, currency, ticks)
  SELECT t.id, e.kind, e."accountId", e."grantId", t.currency, e.ticks::bigint
  FROM jsonb_to_recordset(transactions) AS t(id text, currency text, entries jsonb)
  CROSS JOIN jsonb_to_recordset(t.entries) AS e(kind text, "accountId" text, "grantId" text, ticks text);
$$;
--> statement-breakpoint
-- The fast path: a movement that adds to cash, or leaves it, while nothing is due. One trip. Anything else is
-- answered `catch_up_needed`, and nothing was written. An earlier `next_due` stays: early is harmless, late never.
CREATE FUNCTION book_movement(context jsonb, movement jsonb) RETURNS TABLE (status text, transaction_id text)
  LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  m account_meters;
  now_second bigint;
  before text;
  elsewhere boolean;
  added bigint;
  ends bigint;
BEGIN
  PERFORM set_context(context);
  PERFORM require_open();
  SELECT * INTO STRICT m FROM account_meters WHERE account_id = movement->>'accountId' FOR UPDATE;
  now_second := greatest(app_second(), m.anchor);
  before := booked_under(movement->>'key', movement->>'content');
  IF before IS NOT NULL THEN
    RETURN QUERY SELECT 'already_booked', before;
    RETURN;
  END IF;
  SELECT coalesce(sum(e.ticks::bigint) FILTER (WHERE e."accountId" IS NOT NULL AND e.kind = 'cash'), 0),
    bool_or(e."accountId" IS NOT NULL AND (e.kind <> 'cash' OR e."accountId" <> m.account_id))
  INTO added, elsewhere
  FROM jsonb_to_recordset(movement->'entries') AS e(kind text, "accountId" text, ticks text);
  ends := meter_runs_out(m.settled + added, m.accrued, m.burn, m.anchor);
  IF elsewhere OR added < 0 OR m.exhausted_at IS NOT NULL OR m.next_due <= now_second
    OR m.funds_change_at <= ends OR movement->>'currency' <> m.currency
  THEN
    RETURN QUERY SELECT 'catch_up_needed', NULL;
    RETURN;
  END IF;
  PERFORM insert_transactions(jsonb_build_array(movement || jsonb_build_object('effective', now_second::text)));
  UPDATE account_meters SET cash = cash + added, settled = settled + added, runs_out_at = ends,
    watched_from = greatest(watched_from, now_second)
  WHERE account_id = m.account_id;
  RETURN QUERY SELECT 'booked', movement->>'id';
END $$;
--> statement-breakpoint
-- Writes what catch-up and verbs have decided, for many accounts at once.
CREATE FUNCTION apply_effects(context jsonb, batch jsonb) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
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

-- The same walls for less work per movement. What is asked of each row by its own query is asked once per statement,
-- and the foreign key goes to the meter, whose row whoever books holds already.
CREATE FUNCTION entry_fits_kind(kind text, account_id text, grant_id text) RETURNS boolean
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RETURN CASE
    WHEN kind IN ('cash', 'held', 'refund_pending') THEN account_id IS NOT NULL AND grant_id IS NULL
    WHEN kind = 'grant' THEN account_id IS NOT NULL AND grant_id IS NOT NULL
    WHEN kind IN ('payment_clearing', 'fees', 'usage_revenue', 'promotional_expense', 'tax_payable', 'dispute_loss',
      'breakage', 'grace_expense') THEN account_id IS NULL AND grant_id IS NULL
    ELSE false
  END;
END $$;
--> statement-breakpoint
-- Entries come with their transaction, in the same database transaction, and move no account but its own. They cannot
-- lose it afterwards: nothing of the ledger is ever deleted.
CREATE OR REPLACE FUNCTION refuse_late_entries() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  wrong record;
BEGIN
  SELECT t.id, t.written_by INTO wrong
  FROM added a LEFT JOIN ledger_transactions t ON t.id = a.transaction_id
  WHERE t.id IS NULL OR t.written_by <> pg_current_xact_id() OR a.account_id <> t.account_id
  LIMIT 1;
  IF NOT FOUND THEN
    RETURN NULL;
  ELSIF wrong.id IS NULL THEN
    RAISE EXCEPTION 'a ledger entry needs its transaction' USING ERRCODE = 'foreign_key_violation';
  ELSIF wrong.written_by <> pg_current_xact_id() THEN
    RAISE EXCEPTION 'a ledger transaction is closed: entries come with it' USING ERRCODE = 'restrict_violation';
  END IF;
  RAISE EXCEPTION 'a ledger transaction moves no account but its own' USING ERRCODE = 'foreign_key_violation';
END $$;
--> statement-breakpoint
-- One currency is the rule and one aggregate proves it; anything else is looked at per currency.
CREATE OR REPLACE FUNCTION check_transaction_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  plain boolean;
BEGIN
  SELECT count(*) >= 2 AND sum(ticks) = 0 AND min(currency) = max(currency) INTO plain
  FROM ledger_entries WHERE transaction_id = NEW.id;
  IF NOT plain THEN
    PERFORM require_balanced(NEW.id);
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
ALTER TABLE "ledger_entries" DROP CONSTRAINT "ledger_entries_kind";
--> statement-breakpoint
ALTER TABLE "ledger_entries" DROP CONSTRAINT "ledger_entries_transaction_id_ledger_transactions_id_fk";
--> statement-breakpoint
ALTER TABLE "ledger_entries" DROP CONSTRAINT "ledger_entries_account_id_accounts_id_fk";
--> statement-breakpoint
ALTER TABLE "ledger_transactions" DROP CONSTRAINT "ledger_transactions_account_id_accounts_id_fk";
--> statement-breakpoint
ALTER TABLE "ledger_transactions" ADD CONSTRAINT "ledger_transactions_account_id_account_meters_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."account_meters"("account_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "ledger_entries" ADD CONSTRAINT "ledger_entries_kind" CHECK (entry_fits_kind(kind, account_id, grant_id));
--> statement-breakpoint
-- As before, without building a set of one on the way: most movements come alone.
CREATE OR REPLACE FUNCTION book_movement(context jsonb, movement jsonb) RETURNS TABLE (status text, transaction_id text)
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
  INSERT INTO ledger_transactions (id, key, input_hash, kind, account_id, effective, actor, subject, mode, acting_id,
    request_id, reverses, note)
  VALUES (movement->>'id', movement->>'key', sha256(convert_to(movement->>'content', 'UTF8')), movement->>'kind',
    m.account_id, now_second, current_setting('wattsecond.actor'), nullif(current_setting('wattsecond.subject'), ''),
    current_setting('wattsecond.mode'), nullif(current_setting('wattsecond.acting_id'), ''),
    nullif(current_setting('wattsecond.request_id'), ''), movement->>'reverses', movement->>'note');
  INSERT INTO ledger_entries (transaction_id, kind, account_id, grant_id, currency, ticks)
  SELECT movement->>'id', e.kind, e."accountId", e."grantId", m.currency, e.ticks::bigint
  FROM jsonb_to_recordset(movement->'entries') AS e(kind text, "accountId" text, "grantId" text, ticks text);
  UPDATE account_meters SET cash = cash + added, settled = settled + added, runs_out_at = ends,
    watched_from = greatest(watched_from, now_second)
  WHERE account_id = m.account_id;
  RETURN QUERY SELECT 'booked', movement->>'id';
END $$;

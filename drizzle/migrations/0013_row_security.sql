-- A second wall between accounts. While somebody acts for one account, the product's connections see and write that
-- account's rows only: a statement that forgets to say whose it means finds nothing of others. The
-- product's own work, staff on staff pages, and what happens before anybody is signed in (no subject) pass. The owner,
-- migrations and SECURITY DEFINER functions pass as well.
-- The application's role on connections that serve one account at a time.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'wattsecond_customer') THEN
    BEGIN
      CREATE ROLE wattsecond_customer NOLOGIN IN ROLE wattsecond_app;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN
      NULL; -- another database of the same server was quicker
    END;
  END IF;
  IF NOT pg_has_role(current_user, 'wattsecond_customer', 'SET') THEN
    GRANT wattsecond_customer TO CURRENT_USER;
  END IF;
END $$;
--> statement-breakpoint
CREATE FUNCTION sees_all_accounts() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT coalesce(current_setting('wattsecond.subject', true), '') = ''
    OR current_setting('wattsecond.mode', true) IN ('system', 'staff')
$$;
--> statement-breakpoint
DO $$
DECLARE
  name text;
  -- As subqueries both are asked once per statement, not once per row.
  own text := '(SELECT sees_all_accounts()) OR %s = (SELECT current_setting(''wattsecond.subject'', true))';
  by_account text := format(own, 'account_id');
  by_instance text := '(SELECT sees_all_accounts()) OR EXISTS (SELECT FROM instances i WHERE i.id = instance_id)';
BEGIN
  FOREACH name IN ARRAY ARRAY['instances', 'ssh_keys', 'payments', 'payment_reversals', 'promotional_grants',
    'usage_segments', 'usage_credits', 'notices', 'actings', 'quota_requests'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY own_account ON %I USING (%s)', name, by_account);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['instance_events', 'instance_secrets', 'operations'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY own_account ON %I USING (%s)', name, by_instance);
  END LOOP;
  -- Every movement of money writes these. Asking there as well costs a fifth of all movements, so they are open to the
  -- application's own transactions, whose functions take the account as an argument, and walled for whoever reads on
  -- behalf of one. The operator's side of a transaction names no customer; what proves the balance needs to see it.
  FOREACH name IN ARRAY ARRAY['account_meters', 'ledger_transactions', 'ledger_entries'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY everybody ON %I USING (true)', name);
    EXECUTE format('CREATE POLICY own_account ON %I AS RESTRICTIVE TO wattsecond_customer, wattsecond_reader
      USING (%s) WITH CHECK (true)', name,
      CASE name WHEN 'ledger_entries' THEN 'account_id IS NULL OR ' ELSE '' END || by_account);
  END LOOP;
  -- What people do with their own sign-in is written down under no account.
  ALTER TABLE audit_log ENABLE ROW LEVEL SECURITY;
  EXECUTE format('CREATE POLICY own_account ON audit_log FOR SELECT USING (%s)', by_account);
  CREATE POLICY written ON audit_log FOR INSERT WITH CHECK (true);
END $$;
--> statement-breakpoint
-- What machines take of a host, whoever's they are: how much is free is everybody's to know, and says nothing of whom.
CREATE VIEW machine_loads AS
  SELECT region_id, host, instance_type_id, state, generation, applied_generation FROM instances;
--> statement-breakpoint
GRANT SELECT ON machine_loads TO wattsecond_app, wattsecond_reader;

-- Jobs are added in the transaction that wants them, by the application's role, which otherwise knows nothing of the
-- queue's tables. A job waiting under the same key is replaced.
CREATE FUNCTION enqueue_job(task text, payload json, job_key text) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM graphile_worker.add_job(identifier => task, payload => payload, job_key => job_key, max_attempts => 12);
END $$;
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION enqueue_job(text, json, text) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION enqueue_job(text, json, text) TO wattsecond_app;

import type { Pool } from "pg";

/** The price of every instance of the fleet, in ticks per second, and how many seconds the credit of each account pays. */
const RATE = 2_490_000;
const PAID_SECONDS = 7200;

/** Accounts with running instances, written straight into the tables as the product would have left them. */
export async function seedFleet(owner: Pool, accounts: number, instancesEach: number): Promise<void> {
  const settled = RATE * instancesEach * PAID_SECONDS;
  const statements = [
    `insert into deployment (id, demonstration) values ('dep_bench', true)`,
    `insert into regions (id, name, country, status, position) values ('r', 'R', 'XX', 'online', 1)`,
    `insert into instance_types (id, gpu_count, vcpus, memory_gib, disk_gib, position) values ('t', 0, 1, 1, 1, 1)`,
    `insert into images (id, name, description, alias, ssh_user, position) values ('i', 'I', '', 'i', 'root', 1)`,
    `insert into users (id, email, name) values ('usr_b', 'bench@example.com', 'Bench')`,
    `insert into prices (id, region_id, kind, instance_type_id, currency, micros_per_hour, valid_from)
      values ('p_run', 'r', 'run', 't', 'usd', ${RATE}, now()), ('p_disk', 'r', 'disk', 't', 'usd', 137, now())`,
    `insert into accounts (id, name, currency, gpu_quota)
      select 'acc_' || lpad(n::text, 6, '0'), 'Bench', 'usd', 8 from generate_series(1, ${accounts}) n`,
    `insert into ledger_transactions (id, key, input_hash, kind, account_id, effective, actor, mode)
      select 'ltx_' || id, 'seed:' || id, '', 'top_up', id, app_second(), 'bench', 'system' from accounts;
     insert into ledger_entries (transaction_id, kind, account_id, currency, ticks)
      select 'ltx_' || id, 'cash', id, 'usd', ${settled} from accounts
      union all select 'ltx_' || id, 'payment_clearing', null, 'usd', -${settled}::bigint from accounts`,
    `insert into instances (id, account_id, request_id, request_hash, name, region_id, instance_type_id, image_id,
      run_price_id, disk_price_id, run_rate, disk_rate, state, wanted, applied_generation, run_id, run_count, created_by)
      select 'ins_' || a.id || '_' || n, a.id, n::text, '', 'bench-' || n, 'r', 't', 'i', 'p_run', 'p_disk', ${RATE}, 137,
        'running', 'running', 1, 'run_' || a.id || '_' || n, 1, 'usr_b'
      from accounts a cross join generate_series(1, ${instancesEach}) n`,
    `insert into usage_segments (id, instance_id, account_id, run_id, kind, price_id, rate, lower)
      select 'seg_' || id, id, account_id, run_id, 'run', 'p_run', run_rate, m.anchor
      from instances join account_meters m using (account_id)`,
    `update account_meters set cash = ${settled}, settled = ${settled}, burn = ${RATE * instancesEach},
      runs_out_at = anchor + ${PAID_SECONDS}, next_due = anchor + ${PAID_SECONDS} - 3600`,
    "analyze",
  ];
  for (const statement of statements) await owner.query(statement);
}

/** Moves the clock past the end of every balance of the fleet. */
export async function letBalancesEnd(owner: Pool): Promise<void> {
  await owner.query("select demo_advance($1)", [PAID_SECONDS + 60]);
}

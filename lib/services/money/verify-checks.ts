/**
 * MONEY's invariants as questions to the tables: each row that comes back is a violation, in words. They are written
 * against the entries and the segments themselves, and share no code with what wrote them.
 */
export type Check = { invariant: number; name: string; question: string };

export const checks: readonly Check[] = [
  {
    invariant: 1,
    name: "entries sum to zero per transaction and currency, two or more of them",
    question: `
      select format('transaction %s: %s entries, sum %s %s', t.id, count(e.seq), coalesce(sum(e.ticks), 0), e.currency) as violation
      from ledger_transactions t left join ledger_entries e on e.transaction_id = t.id
      group by t.id, e.currency having coalesce(sum(e.ticks), 1) <> 0 or count(e.seq) < 2`,
  },
  {
    invariant: 2,
    name: "cached cash, held and refund pending equal their entries",
    question: `
      select format('account %s: %s is %s, entries say %s', m.account_id, c.kind, c.cached, coalesce(sum(e.ticks), 0)) as violation
      from account_meters m
      cross join lateral (values ('cash', m.cash), ('held', m.held), ('refund_pending', m.refund_pending)) as c(kind, cached)
      left join ledger_entries e on e.account_id = m.account_id and e.kind = c.kind
      group by m.account_id, c.kind, c.cached having c.cached <> coalesce(sum(e.ticks), 0)`,
  },
  {
    invariant: 2,
    name: "what is left of each grant equals its entries",
    question: `
      select format('grant %s: %s left, entries say %s', g.id, g.remaining, coalesce(sum(e.ticks), 0)) as violation
      from promotional_grants g left join ledger_entries e on e.grant_id = g.id
      group by g.id having g.remaining <> coalesce(sum(e.ticks), 0)`,
  },
  {
    invariant: 2,
    name: "the meter's settled equals cash and usable grants",
    question: `
      select format('account %s: settled %s, cash and grants %s', m.account_id, m.settled, m.cash + coalesce(sum(g.remaining), 0)) as violation
      from account_meters m left join promotional_grants g on g.account_id = m.account_id and g.status = 'usable'
      group by m.account_id having m.settled <> m.cash + coalesce(sum(g.remaining), 0)`,
  },
  {
    invariant: 3,
    name: "segments of an instance or volume do not overlap, and leave no gap within a run",
    question: `
      select format('segment %s begins at %s, the one before ended at %s', id, lower, before) as violation
      from (select id, lower, run_id, lag(coalesce(upper, 9223372036854775807)) over w as before, lag(run_id) over w as run_before
        from usage_segments where upper is null or upper > lower window w as (partition by coalesce(instance_id, volume_id) order by lower)) s
      where lower < before or (run_id = run_before and lower > before)`,
  },
  {
    invariant: 4,
    name: "each settlement equals its segments",
    question: `
      select format('transaction %s books %s, segments say %s', id, booked, coalesce(used, 0)) as violation
      from (select t.id, t.account_id, t.effective as to_second,
          lag(t.effective, 1, -9223372036854775807) over (partition by t.account_id order by t.effective) as from_second,
          (select sum(e.ticks) from ledger_entries e where e.transaction_id = t.id and e.kind = 'usage_revenue') as booked
        from ledger_transactions t where t.kind = 'usage') u
      cross join lateral (select sum(s.rate * (least(coalesce(s.upper, u.to_second), u.to_second) - greatest(s.lower, u.from_second))) as used
        from usage_segments s where s.account_id = u.account_id and s.lower < u.to_second
        and coalesce(s.upper, 9223372036854775807) > u.from_second) as computed
      where booked is distinct from coalesce(used, 0)`,
  },
  {
    invariant: 4,
    name: "usage credits lie within their segment, do not overlap, and are booked",
    question: `
      select format('usage credit %s: %s ticks for [%s, %s)', c.id, c.ticks, c.lower, c.upper) as violation
      from usage_credits c join usage_segments s on s.id = c.segment_id
      where c.ticks <> s.rate * (c.upper - c.lower) or c.lower < s.lower or c.upper > s.upper
        or c.ticks is distinct from (select sum(e.ticks) from ledger_entries e where e.transaction_id = c.transaction_id and e.kind = 'cash')
        or exists (select from usage_credits o where o.segment_id = c.segment_id and o.id <> c.id and o.lower < c.upper and c.lower < o.upper)
      union all
      select format('transaction %s is a usage credit without a segment', t.id) from ledger_transactions t
      where t.kind = 'usage_credit' and not exists (select from usage_credits c where c.transaction_id = t.id)`,
  },
  {
    invariant: 5,
    name: "burn equals the open rates, pending burn the wanted ones",
    question: `
      select format('account %s: burn %s, open %s; pending %s, wanted %s', m.account_id, m.burn, o.open, m.pending_burn, w.wanted) as violation
      from account_meters m
      cross join lateral (select coalesce(sum(rate), 0) as open from usage_segments s where s.account_id = m.account_id and s.upper is null) o
      cross join lateral (select coalesce(sum(rate), 0) as wanted from (
        select run_rate as rate from instances i
        where i.account_id = m.account_id and i.state in ('provisioning', 'booting', 'starting')
        union all
        select gib_rate * case when state = 'creating' then wanted_gib else wanted_gib - size_gib end from volumes v
        where v.account_id = m.account_id and v.state in ('creating', 'available')) p) w
      where m.burn <> o.open or m.pending_burn <> w.wanted`,
  },
  {
    invariant: 5,
    name: "accrued equals the segments since the last settlement",
    question: `
      select format('account %s: accrued %s, segments say %s', m.account_id, m.accrued, coalesce(used, 0)) as violation
      from account_meters m
      cross join lateral (select sum(s.rate * (least(coalesce(s.upper, m.anchor), m.anchor) - greatest(s.lower, m.last_settlement))) as used
        from usage_segments s where s.account_id = m.account_id and s.lower < m.anchor
        and coalesce(s.upper, m.anchor) > m.last_settlement) as computed
      where m.accrued <> coalesce(used, 0)`,
  },
  {
    invariant: 5,
    name: "every instance has the segment that its state and price say",
    question: `
      select format('instance %s is %s and has %s at %s', i.id, i.state, coalesce(s.kind, 'no segment'), coalesce(s.rate, 0)) as violation
      from instances i join account_meters m on m.account_id = i.account_id
      left join usage_segments s on s.instance_id = i.id and s.upper is null
      where s.kind is distinct from case
        when i.state = 'running' then 'run'
        when i.state in ('stopping', 'stopped', 'starting') and m.exhausted_at is null then 'disk'
      end or s.rate <> case s.kind when 'run' then i.run_rate else i.disk_rate end`,
  },
  {
    invariant: 5,
    name: "every volume has the segment that its state, size and price say",
    question: `
      select format('volume %s is %s, %s GiB, and burns %s', v.id, v.state, v.size_gib, coalesce(s.rate, 0)) as violation
      from volumes v join account_meters m on m.account_id = v.account_id
      left join usage_segments s on s.volume_id = v.id and s.upper is null
      where coalesce(s.rate, 0) <> case when v.state = 'available' and m.exhausted_at is null then v.size_gib * v.gib_rate else 0 end
        or s.account_id <> v.account_id`,
  },
  {
    invariant: 5,
    name: "a volume is billed without a gap from its creation on, except in grace",
    question: `
      select format('volume %s: a segment begins at %s, the one before ended at %s', id, lower, before) as violation
      from (select volume_id as id, lower, lag(upper) over w as before, lag(closed_by) over w as why
        from usage_segments where volume_id is not null and (upper is null or upper > lower)
        window w as (partition by volume_id order by lower)) s
      where lower > before and why is distinct from 'balance_ended'`,
  },
  {
    invariant: 6,
    name: "at the end of a balance less than one second of burn is left, and never less than nothing",
    question: `
      select format('account %s ended at %s with %s left at a burn of %s', n.account_id, n.second, rest, burn) as violation
      from notices n
      cross join lateral (select sum(rate) as burn from usage_segments s
        where s.account_id = n.account_id and s.upper = n.second and s.closed_by = 'balance_ended') b
      cross join lateral (select max(e.seq) as last from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
        where t.account_id = n.account_id and t.kind = 'usage' and t.effective = n.second) l
      cross join lateral (select coalesce(sum(e.ticks), 0) as rest from ledger_entries e
        left join promotional_grants g on g.id = e.grant_id
        where e.account_id = n.account_id and e.seq <= l.last and (e.kind = 'cash' or (e.kind = 'grant' and g.usable_from <= n.second))) r
      where n.kind = 'balance_ended' and burn is not null and l.last is not null and (rest < 0 or rest >= burn)
        and not exists (select from ledger_transactions d where d.account_id = n.account_id and d.kind in ('refund_pending', 'dispute_held', 'dispute_lost', 'correction'))`,
  },
  {
    invariant: 6,
    name: "nothing is charged after the end",
    question: `
      select format('account %s ended at %s, segment %s is charged after it', m.account_id, m.exhausted_at, s.id) as violation
      from account_meters m join usage_segments s on s.account_id = m.account_id
      where m.exhausted_at is not null and (s.upper is null or s.upper > m.exhausted_at)
      union all
      select format('account %s ended at %s and still burns', account_id, exhausted_at) from account_meters
      where exhausted_at is not null and (burn <> 0 or pending_burn <> 0)`,
  },
  {
    invariant: 7,
    name: "a payment is paid once, by its ledger transaction, to the cent",
    question: `
      select format('payment %s is %s, its ledger transaction %s books %s', p.id, p.state, p.ledger_transaction_id, c.cash) as violation
      from payments p left join ledger_transactions t on t.id = p.ledger_transaction_id
      cross join lateral (select sum(e.ticks) as cash from ledger_entries e where e.transaction_id = t.id and e.kind = 'cash') c
      where (p.state = 'paid') <> (t.id is not null)
        or (t.id is not null and (t.key is distinct from p.payment_intent_id or t.account_id <> p.account_id or c.cash <> p.amount_cents * 36000000))
      union all
      select format('ledger transaction %s pays %s payments', ledger_transaction_id, count(*)) from payments
      where ledger_transaction_id is not null group by ledger_transaction_id having count(*) > 1`,
  },
  {
    invariant: 7,
    name: "a refund and a dispute are booked once, as far as they have come, to the cent",
    question: `
      select format('%s %s is %s: %s and %s transactions for %s booked, %s and %s expected', r.kind, r.id, r.state,
        b.opened, b.ended, b.cash, 1, w.ends) as violation
      from payment_reversals r join payments p on p.id = r.payment_id
      cross join lateral (select
          case when r.state in ('inquiry', 'inquiry_closed') then 0 else 1 end as opens,
          case when r.state in ('pending', 'open', 'inquiry', 'inquiry_closed') then 0 else 1 end as ends,
          case when r.state in ('failed', 'won', 'inquiry', 'inquiry_closed') then 0 else -r.amount_cents * 36000000 end as cash) w
      cross join lateral (select
          count(distinct t.id) filter (where t.kind in ('refund_pending', 'dispute_held')) as opened,
          count(distinct t.id) filter (where t.kind in ('refund_done', 'refund_failed', 'dispute_won', 'dispute_lost')) as ended,
          coalesce(sum(e.ticks) filter (where e.kind = 'cash'), 0) as cash,
          coalesce(sum(e.ticks) filter (where e.kind = 'fees'), 0) as fees,
          coalesce(sum(e.ticks) filter (where e.kind in ('held', 'refund_pending')), 0) as waiting,
          bool_and(t.account_id = r.account_id) as own
        from ledger_transactions t join ledger_entries e on e.transaction_id = t.id
        where t.key in ('refund:' || r.id, 'refund_done:' || r.id, 'refund_failed:' || r.id, 'dispute:' || r.id,
          'dispute_won:' || r.id, 'dispute_lost:' || r.id, 'dispute_fee:' || r.id || ':won', 'dispute_fee:' || r.id || ':lost')) b
      where b.opened <> w.opens or (b.ended > 0) <> (w.ends > 0) or b.cash <> w.cash or not coalesce(b.own, true)
        or b.fees <> -r.fee_cents * 36000000 or r.account_id <> p.account_id
        or b.waiting <> case when r.state in ('pending', 'open') then r.amount_cents * 36000000 else 0 end
      union all
      select format('ledger transaction %s (%s) is of no refund or dispute that is known', t.id, t.kind) from ledger_transactions t
      where t.kind in ('dispute_held', 'dispute_won', 'dispute_lost', 'dispute_fee', 'refund_done', 'refund_failed')
        and not exists (select from payment_reversals r where r.id = split_part(t.key, ':', 2))`,
  },
  {
    invariant: 7,
    name: "a payment says what of it went back",
    question: `
      select format('payment %s says %s refunded, its refunds %s; dispute %s, %s', p.id, p.refunded_cents, r.refunded, p.dispute_state, d.state) as violation
      from payments p
      cross join lateral (select coalesce(sum(amount_cents), 0) as refunded from payment_reversals
        where payment_id = p.id and kind = 'refund' and state <> 'failed') r
      left join lateral (select state from payment_reversals where payment_id = p.id and kind = 'dispute'
        order by changed_at desc, created_at desc limit 1) d on true
      where p.refunded_cents <> r.refunded or p.refunded_cents > p.amount_cents
        or (p.dispute_state is null) <> (d.state is null)`,
  },
  {
    invariant: 8,
    name: "promotional credit was never below zero",
    question: `
      select format('grant %s stood at %s after entry %s', grant_id, running, seq) as violation
      from (select grant_id, seq, sum(ticks) over (partition by grant_id order by seq) as running from ledger_entries where grant_id is not null) r
      where running < 0`,
  },
  {
    invariant: 8,
    name: "refunds and lost disputes never exceed payments",
    question: `
      select format('account %s: %s went back of %s paid', account_id, gone, paid) as violation
      from (select t.account_id,
          sum(e.ticks) filter (where t.kind = 'top_up' and e.kind = 'cash') as paid,
          -sum(e.ticks) filter (where t.kind in ('refund_pending', 'refund_failed', 'dispute_held', 'dispute_won') and e.kind = 'cash') as gone
        from ledger_transactions t join ledger_entries e on e.transaction_id = t.id group by t.account_id) r
      where coalesce(gone, 0) > coalesce(paid, 0)
      union all
      select format('payment %s: %s went back of %s', p.id, sum(r.amount_cents), p.amount_cents)
      from payments p join payment_reversals r on r.payment_id = p.id
      where r.state in ('pending', 'succeeded', 'open', 'lost')
      group by p.id, p.amount_cents having sum(r.amount_cents) > p.amount_cents`,
  },
  {
    invariant: 10,
    name: "every instance is, or is on its way to, what is wanted",
    question: `
      select format('instance %s is %s, wanted %s', id, state, wanted) as violation from instances
      where not case wanted when 'running' then state in ('provisioning', 'booting', 'starting', 'running')
        when 'stopped' then state in ('stopping', 'stopped') else state in ('terminating', 'terminated', 'failed') end`,
  },
  {
    invariant: 10,
    name: "every card has one holder, and the provider shows the same",
    question: `
      select format('card %s of %s/%s: held by %s, the provider shows %s, since %s', pci_address, region_id, host,
        coalesce(instance_id, 'nobody'), case when held_by = '{}' then 'nobody' else array_to_string(held_by, ', ') end,
        disagrees_since) as violation
      from cards where present and disagrees_since < clock_timestamp() - interval '1 minute'`,
  },
  {
    invariant: 10,
    name: "every machine at the provider has an owner",
    question: `
      select format('machine %s of %s/%s carries our tag and no instance knows it, since %s', name, region_id, host, first_seen_at)
        as violation
      from stray_machines where kind = 'quarantined' and first_seen_at < app_now() - interval '10 minutes'`,
  },
  {
    invariant: 11,
    name: "what is done while acting as a customer names both identities, and moves no money",
    question: `
      select format('audit entry %s does not name both', seq) as violation from audit_log
      where mode = 'acting_read' and (actor_user_id is null or account_id is null or acting_id is null)
      union all
      select format('ledger transaction %s: mode %s, actor %s', id, mode, actor) from ledger_transactions
      where mode = 'acting_read' or actor = '' or (acting_id is not null and subject is null)`,
  },
];

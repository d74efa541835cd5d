import { sql } from "drizzle-orm";
import { parseWhole, TICKS_PER_CENT, ticks, ticksToDecimal } from "@/lib/domain/money";
import { type Payments, PaymentsError } from "@/lib/ports/payments";
import type { Database } from "../context";
import type { Verdict } from "./verify";

export const CLEARING = { invariant: 9, name: "payment clearing equals the payment provider's own balance" };

/** A verdict that could not be had, and why. */
export type NotAsked = typeof CLEARING & { notAsked: string };

/**
 * Compares what the ledger has at the payment provider with the provider's own movements, payment by payment, refund by
 * refund, dispute by dispute. What a difference is made of may be on its way between the two books: only what is still
 * there at a second look counts. Movements of payments that are not ours are nobody's business here.
 */
export async function verifyClearing(
  db: Database,
  payments: Pick<Payments, "balanceMovements">,
): Promise<Verdict | NotAsked> {
  try {
    const first = await differences(db, payments);
    if (first.size === 0) return { ...CLEARING, violations: [] };
    const second = await differences(db, payments);
    return { ...CLEARING, violations: [...second].flatMap(([id, text]) => (first.has(id) ? [text] : [])) };
  } catch (error) {
    if (error instanceof PaymentsError) return { ...CLEARING, notAsked: error.message };
    throw error;
  }
}

type Booked = {
  /** A PaymentIntent, a refund or a dispute. */
  id: string;
  currency: string;
  /** What the ledger has there, in ticks; as its owner's: positive is money at the provider. */
  there: string;
  /** The provider's fee is booked when it is known, which may be hours after the payment. */
  fee_open: boolean;
  /** A refund on its way, or a dispute that is not decided: the provider has moved it, the ledger waits for its end. */
  under_way: string | null;
};

async function differences(
  db: Database,
  payments: Pick<Payments, "balanceMovements">,
): Promise<Map<string, string>> {
  const booked = new Map((await readBooked(db)).map((row) => [row.id, row]));
  const moved = new Map<string, { net: bigint; fee: bigint }>();
  for await (const movement of payments.balanceMovements()) {
    const id = [movement.sourceId, movement.paymentIntentId].find(
      (each) => each !== null && booked.has(each),
    );
    if (!id || booked.get(id)?.currency.toUpperCase() !== movement.currency.toUpperCase()) continue;
    const sum = moved.get(id) ?? { net: 0n, fee: 0n };
    moved.set(id, { net: sum.net + movement.netCents, fee: sum.fee + movement.feeCents });
  }
  const found = new Map<string, string>();
  for (const row of booked.values()) {
    const { net, fee } = moved.get(row.id) ?? { net: 0n, fee: 0n };
    const theirs = ticks((row.fee_open ? net + fee : net) * TICKS_PER_CENT);
    const ours = ticks(parseWhole(row.there) + parseWhole(row.under_way ?? "0") * TICKS_PER_CENT);
    if (ours === theirs) continue;
    const money = (amount: typeof ours) => `${ticksToDecimal(amount, 2)} ${row.currency}`;
    found.set(
      row.id,
      `${row.id}: the ledger has ${money(ours)} at the provider, the provider ${money(theirs)}`,
    );
  }
  return found;
}

async function readBooked(db: Database): Promise<Booked[]> {
  const { rows } = await db.execute<Booked>(sql`
    with moves as (
      select coalesce(r.id, case when t.kind = 'top_up_fee' then substr(t.key, 5) else coalesce(t.reverses, t.key) end) as id,
        e.currency, sum(-e.ticks) as there
      from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
      left join payment_reversals r on r.id = split_part(t.key, ':', 2)
      where e.kind = 'payment_clearing'
      group by 1, 2
    )
    select coalesce(m.id, r.id) as id, coalesce(m.currency, r.currency) as currency, coalesce(m.there, 0)::text as there,
      p.id is not null and p.check_after is not null and not exists (
        select from ledger_transactions f where f.key = 'fee:' || m.id) as fee_open,
      case when r.state in ('pending', 'open') then r.moved_cents::text end as under_way
    from moves m
    full join (select * from payment_reversals where state not in ('inquiry', 'inquiry_closed')) r on r.id = m.id
    left join payments p on p.payment_intent_id = m.id`);
  return rows;
}

import { type SQL, sql } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { defaultPolicies } from "@/lib/domain/policies";
import { connect } from "@/lib/server/database";
import { busyMonth } from "@/lib/testing/busy-month";
import { testDatabase } from "@/lib/testing/database";
import { seedCatalogue } from "@/lib/testing/money";
import { verifyMoney, verifyWithin } from "./verify";

const database = await testDatabase();
const owner = connect(database.owner);

beforeAll(async () => {
  await seedCatalogue(database.db);
  await busyMonth(database.db);
});

/** What the verifier finds after the owner has broken a copy of the data with every wall taken down. */
async function foundAfter(...damage: SQL[]): Promise<string[]> {
  let found: string[] = [];
  const undo = new Error("undo");
  await owner
    .transaction(async (tx) => {
      await tx.execute(sql`set local session_replication_role = replica`);
      for (const statement of damage) await tx.execute(statement);
      const verdicts = await verifyWithin(tx, defaultPolicies);
      found = verdicts
        .filter((one) => one.violations.length > 0)
        .map((one) => `${one.invariant} ${one.name}`);
      throw undo;
    })
    .catch((error: unknown) => {
      if (error !== undo) throw error;
    });
  return found;
}

describe("verifyMoney", () => {
  it("finds nothing wrong with a busy month, with the reader's rights", async () => {
    const verdicts = await verifyMoney(connect(database.reader), defaultPolicies);
    expect(verdicts.filter((one) => one.violations.length > 0)).toEqual([]);
    expect(verdicts.length).toBeGreaterThan(15);
  });

  it.each<[string, RegExp, SQL]>([
    [
      "an entry is changed",
      /^1 /,
      sql`update ledger_entries set ticks = ticks + 1 where seq = (select min(seq) from ledger_entries)`,
    ],
    [
      "entries are lost",
      /^1 /,
      sql`delete from ledger_entries where transaction_id = (select id from ledger_transactions limit 1)`,
    ],
    ["a cached balance drifts", /^2 cached/, sql`update account_meters set cash = cash + 1`],
    [
      "a grant drifts",
      /^2 what is left/,
      sql`update promotional_grants set remaining = remaining + 1 where remaining < granted`,
    ],
    ["settled drifts", /^2 the meter/, sql`update account_meters set settled = settled + 1`],
    [
      "a segment shrinks",
      /^4 each/,
      sql`update usage_segments set upper = upper - 1 where upper = (select min(upper) from usage_segments)`,
    ],
    [
      "a segment moves back",
      /^3 /,
      sql`alter table usage_segments drop constraint usage_segments_no_overlap; update usage_segments s set lower = lower - 1 where kind = 'disk'`,
    ],
    ["a usage credit is enlarged", /^4 usage credits/, sql`update usage_credits set ticks = ticks + 1`],
    ["the burn drifts", /^5 burn/, sql`update account_meters set burn = burn + 1`],
    ["accrued drifts", /^5 accrued/, sql`update account_meters set accrued = accrued + 1`],
    [
      "a state has no segment",
      /^5 every instance/,
      sql`update instances set state = 'running' where state = 'stopped'`,
    ],
    [
      "an instance's price is not its bill",
      /^5 every instance/,
      sql`update instances set run_rate = run_rate + 1 where state = 'running'`,
    ],
    [
      "an announced price would be missed",
      /^5 what comes/,
      sql`update instances set next_run_price_at = 1, next_run_price_id = run_price_id, next_run_rate = 1 where state = 'running'`,
    ],
    [
      "a volume's size is not its bill",
      /^5 every volume/,
      sql`update volumes set wanted_gib = wanted_gib + 1, size_gib = size_gib + 1 where state = 'available'`,
    ],
    [
      "a volume was free for a while",
      /^5 a volume/,
      sql`update usage_segments set lower = lower + 1 where volume_id is not null and upper is null`,
    ],
    [
      "a growth is not reserved",
      /^5 burn/,
      sql`update volumes set wanted_gib = wanted_gib + 1 where state = 'available'`,
    ],
    [
      "the next second is late",
      /^5 what comes/,
      sql`update account_meters set next_due = next_due + 1 where burn > 0`,
    ],
    [
      "the next second is lost",
      /^5 what comes/,
      sql`update account_meters set next_due = null where burn > 0`,
    ],
    [
      "charged after the end",
      /^6 nothing/,
      sql`update usage_segments s set upper = upper + 1 from account_meters m where m.account_id = s.account_id and m.exhausted_at = s.upper`,
    ],
    [
      "more left than a second",
      /^6 at the end/,
      sql`update usage_segments set rate = 1 where closed_by = 'balance_ended'`,
    ],
    [
      "paid without a booking",
      /^7 /,
      sql`update payments set ledger_transaction_id = null where state = 'paid'`,
    ],
    [
      "a refund is not what was booked",
      /^7 a refund/,
      sql`update payment_reversals set amount_cents = amount_cents + 1`,
    ],
    ["a refund is forgotten", /^7 a payment says/, sql`update payments set refunded_cents = 0`],
    ["a refund is nobody's", /^7 a refund/, sql`delete from payment_reversals`],
    [
      "a grant was overdrawn",
      /^8 promotional/,
      sql`update ledger_entries set ticks = ticks * 1000 where grant_id is not null and ticks < 0`,
    ],
    [
      "refunded too much",
      /^8 refunds/,
      sql`update ledger_entries e set ticks = ticks * 1000 from ledger_transactions t where t.id = e.transaction_id and t.kind = 'refund_pending' and e.kind = 'cash'`,
    ],
    ["a wish is lost", /^10 /, sql`update instances set wanted = 'running' where state = 'stopped'`],
    ["nobody moved money", /^11 /, sql`update ledger_transactions set actor = ''`],
  ])("finds that %s", async (_, expected, damage) => {
    expect((await foundAfter(damage)).some((found) => expected.test(found))).toBe(true);
  });
});

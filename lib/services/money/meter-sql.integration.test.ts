import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { advance, balance, type Meter, runsOutAt } from "@/lib/domain/meter";
import { rate, ticks } from "@/lib/domain/money";
import { meterVectors } from "@/lib/domain/testing/meter-vectors";
import { second } from "@/lib/domain/time";
import { testDatabase } from "@/lib/testing/database";

const database = await testDatabase();

type Case = { settled: bigint; accrued: bigint; burn: bigint; anchor: bigint; now: bigint };
type Answer = { balance: string; advanced: string; runs_out: string | null };

async function inSql(cases: readonly Case[]): Promise<Answer[]> {
  const columns = (["settled", "accrued", "burn", "anchor", "now"] as const).map((name) =>
    cases.map((one) => one[name].toString()),
  );
  const { rows } = await database.app.query<Answer>(
    `select meter_balance(s, a, b, c, n)::text as balance, meter_advance(a, b, c, n)::text as advanced,
       meter_runs_out(s, a, b, c)::text as runs_out
     from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[]) with ordinality as t(s, a, b, c, n, o)
     order by o`,
    columns,
  );
  return rows;
}

describe("the meter in SQL", () => {
  it("answers the table of vectors", async () => {
    expect(await inSql(meterVectors)).toEqual(
      meterVectors.map((vector) => ({
        balance: `${vector.balance}`,
        advanced: `${vector.advanced}`,
        runs_out: vector.runsOut === null ? null : `${vector.runsOut}`,
      })),
    );
  });

  it("answers whatever lib/domain answers", async () => {
    const big = (min: bigint, max: bigint) => fc.bigInt({ min, max });
    const cases = fc.sample(
      fc.record({
        settled: big(-(10n ** 15n), 10n ** 17n),
        accrued: big(0n, 10n ** 12n),
        burn: fc.oneof(fc.constant(0n), big(0n, 10n ** 9n)),
        anchor: big(0n, 2n ** 33n),
        now: big(0n, 2n ** 33n),
      }),
      5000,
    );
    const expected = cases.map((one) => {
      const meter: Meter = {
        settled: ticks(one.settled),
        accrued: ticks(one.accrued),
        burn: rate(one.burn),
        anchor: second(one.anchor),
      };
      const now = second(one.now);
      return {
        balance: `${balance(meter, now)}`,
        advanced: `${advance(meter, now).accrued}`,
        runs_out: runsOutAt(meter)?.toString() ?? null,
      };
    });
    expect(await inSql(cases)).toEqual(expected);
  });
});

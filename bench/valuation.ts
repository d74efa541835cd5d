// Reading every balance, and what a hundred thousand running instances write: nothing.
import { setTimeout as pause } from "node:timers/promises";
import type { Pool } from "pg";
import { catchUpDue, millisecondsUntilDue } from "@/lib/services/money/catch-up-due";
import { advanceClock } from "@/lib/testing/money";
import { workerContext } from "./support/context";
import { seedFleet } from "./support/fleet";
import { median, milliseconds, note, ratio, table, whole } from "./support/print";
import { type BenchDatabase, withDatabase, withServer } from "./support/server";

const ACCOUNTS = 10_000;
const INSTANCES_EACH = 10;
const TURNS = 40;
const MINUTE = 60;

const CLOSED_FORM = `SELECT sum(meter_balance(settled, accrued, burn, anchor, clock.now)) AS total
  FROM account_meters, (SELECT app_second() AS now) AS clock`;
/** What it would be without the meter: the seconds of every open segment. */
const BY_SEGMENT = `SELECT (SELECT sum(settled - accrued) FROM account_meters)
    - sum(s.rate * (clock.now - greatest(s.lower, m.anchor))) AS total
  FROM usage_segments s JOIN account_meters m USING (account_id), (SELECT app_second() AS now) AS clock
  WHERE s.upper IS NULL`;

/** Values all balances both ways, then lets a minute pass second by second and counts what was written. */
export async function valuation(): Promise<void> {
  await withServer((server) =>
    withDatabase(server, "valuation", 2, async (database) => {
      await seedFleet(database.owner, ACCOUNTS, INSTANCES_EACH);
      await database.owner.query("VACUUM ANALYZE");
      const forms: number[] = [];
      const segments: number[] = [];
      for (let turn = 0; turn < TURNS; turn++) {
        forms.push(await time(database.app, CLOSED_FORM));
        segments.push(await time(database.app, BY_SEGMENT));
      }
      table(
        `Valuing ${whole(ACCOUNTS)} balances, ${whole(ACCOUNTS * INSTANCES_EACH)} instances running`,
        ["", "median", "of the other"],
        [
          ["closed form per account, one query", milliseconds(median(forms)), "1.00 ×"],
          [
            "sum over open segments",
            milliseconds(median(segments)),
            ratio(median(segments.map((figure, turn) => figure / (forms[turn] ?? figure)))),
          ],
        ],
      );
      await idle(database);
    }),
  );
}

async function time(pool: Pool, query: string): Promise<number> {
  const from = performance.now();
  await pool.query(query);
  return performance.now() - from;
}

/** The clockwork looks every second for a minute in which nobody does anything. */
async function idle(database: BenchDatabase): Promise<void> {
  const ctx = workerContext(database.app);
  await awayFromMidnight(database);
  while ((await catchUpDue(ctx, 500)) > 0);
  const before = await written(database.owner);
  for (let second = 0; second < MINUTE; second++) {
    await advanceClock(database.db, 1n);
    await millisecondsUntilDue(ctx);
    await catchUpDue(ctx, 500);
  }
  const after = await written(database.owner);
  note(
    `\nRows written by ${MINUTE} s of ${whole(ACCOUNTS * INSTANCES_EACH)} running instances: ${after - before}`,
  );
}

/** Usage is booked at midnight, which is an event. */
async function awayFromMidnight({ db, owner }: BenchDatabase): Promise<void> {
  const { rows } = await owner.query<{ left: string }>("SELECT 86400 - app_second() % 86400 AS left");
  const left = BigInt(rows[0]?.left ?? 0);
  if (left < 3n * BigInt(MINUTE)) await advanceClock(db, left);
}

/** Rows inserted, changed and deleted so far, in every table but the clock that we move ourselves. */
async function written(owner: Pool): Promise<number> {
  // A server process hands in its counts a second after its last statement, at the latest with its next one.
  await pause(1_100);
  const { rows } = await owner.query<{ written: string }>(`
    SELECT pg_stat_clear_snapshot(), sum(n_tup_ins + n_tup_upd + n_tup_del) AS written
    FROM pg_stat_user_tables WHERE relname <> 'app_clock'`);
  return Number(rows[0]?.written ?? 0);
}

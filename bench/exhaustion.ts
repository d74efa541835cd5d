// Everybody's balance ends in the same second: how long two workers need to close it all, exactly.
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { defaultPolicies } from "@/lib/domain/policies";
import { connect } from "@/lib/server/database";
import { verifyMoney } from "@/lib/services/money/verify";
import { letBalancesEnd, seedFleet } from "./support/fleet";
import { note, ratio, table, whole } from "./support/print";
import { type BenchDatabase, withDatabase, withServer } from "./support/server";

const ACCOUNTS = 10_000;
const INSTANCES_EACH = 10;

/** The time with one worker and with two; the books are proved after each. */
export async function exhaustion(): Promise<void> {
  await withServer(async (server) => {
    const seconds: number[] = [];
    for (const workers of [1, 2])
      await withDatabase(server, `exhaustion_${workers}`, 1, async (database) => {
        await seedFleet(database.owner, ACCOUNTS, INSTANCES_EACH);
        await database.owner.query("VACUUM ANALYZE");
        seconds.push(await closeAll(database, workers));
        await prove(database, workers);
      });
    const [one = Number.NaN, two = Number.NaN] = seconds;
    table(
      `${whole(ACCOUNTS)} accounts with ${whole(ACCOUNTS * INSTANCES_EACH)} instances end in the same second`,
      ["", "seconds", "instances/s", "of one worker"],
      [
        ["one worker", one.toFixed(2), whole((ACCOUNTS * INSTANCES_EACH) / one), "1.00 ×"],
        ["two workers", two.toFixed(2), whole((ACCOUNTS * INSTANCES_EACH) / two), ratio(one / two)],
      ],
    );
  });
}

/** Workers are processes of their own, as in the product; they are up and connected before the second comes. */
async function closeAll({ url, owner }: BenchDatabase, count: number): Promise<number> {
  const workers = Array.from({ length: count }, () =>
    fork(join(import.meta.dirname, "support/clockwork.ts"), [url], { execArgv: process.execArgv }),
  );
  await Promise.all(workers.map((worker) => once(worker, "message")));
  await letBalancesEnd(owner);
  const from = performance.now();
  const ends = workers.map((worker) => once(worker, "message"));
  for (const worker of workers) worker.send("go");
  await Promise.all(ends);
  const took = (performance.now() - from) / 1000;
  await Promise.all(
    workers.map(async (worker) => {
      const gone = once(worker, "exit");
      worker.disconnect();
      await gone;
    }),
  );
  return took;
}

async function prove({ owner }: BenchDatabase, workers: number): Promise<void> {
  const { rows } = await owner.query<{ open: string; ended: string; seconds: string }>(`
    SELECT (SELECT count(*) FROM usage_segments WHERE upper IS NULL) AS open,
      (SELECT count(*) FROM account_meters WHERE exhausted_at IS NOT NULL) AS ended,
      (SELECT count(DISTINCT upper - lower) FROM usage_segments) AS seconds`);
  const verdicts = await verifyMoney(connect(owner), defaultPolicies);
  const violations = verdicts.flatMap((verdict) => verdict.violations);
  const exact = `${rows[0]?.ended} accounts ended, ${rows[0]?.open} segments open, ${rows[0]?.seconds} length of run`;
  note(`${workers} at work: ${exact}, ${verdicts.length} invariants proved, ${violations.length} violations`);
  for (const violation of violations.slice(0, 5)) note(`  ${violation}`);
}

// What money costs: movements, valuing every balance, and everybody's balance ending at once.
import { spawnSync } from "node:child_process";
import { performance } from "node:perf_hooks";
import { cents, centsToTicks } from "@/lib/domain/money";
import { connect, poolFor } from "@/lib/server/database";
import { bookTopUp } from "@/lib/services/money/book-movement";
import { catchUpDue } from "@/lib/services/money/catch-up-due";
import { verifyMoney } from "@/lib/services/money/verify";
import { letBalancesEnd, seedFleet } from "./fleet";
import { benchContext } from "./money-context";
import { withServer } from "./server";

const CLIENTS = 8;
const SECONDS = 5;
const ACCOUNTS = Number(process.env.BENCH_ACCOUNTS ?? 10_000);
const INSTANCES_EACH = 10;

const say = (what: string, value: string): void => {
  process.stdout.write(`${what.padEnd(62)} ${value}\n`);
};

/** How often per second `clients` loops get through `once`. */
async function perSecond(
  clients: number,
  once: (client: number, turn: number) => Promise<unknown>,
): Promise<number> {
  const started = performance.now();
  const until = started + SECONDS * 1000;
  let done = 0;
  const loop = async (client: number) => {
    for (let turn = 0; performance.now() < until; turn++) {
      await once(client, turn);
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, client) => loop(client)));
  return (done * 1000) / (performance.now() - started);
}

/** TPC-B on the same server, for comparison; null where pgbench is not installed. */
function tpcB(url: string): number | null {
  const pgbench = (...args: string[]) =>
    spawnSync("pgbench", [...args, url], {
      encoding: "utf8",
      env: { ...process.env, PGOPTIONS: "-c search_path=bench" },
    });
  if (pgbench("-i", "-q", "-s", "50").status !== 0) return null;
  const { stdout } = pgbench("-n", "-M", "prepared", "-c", `${CLIENTS}`, "-j", "2", "-T", `${SECONDS}`);
  const match = /tps = ([\d.]+)/.exec(stdout);
  return match ? Number(match[1]) : null;
}

await withServer(async (url) => {
  const owner = poolFor(url, "owner", 2);
  const app = poolFor(url, "app", CLIENTS);
  const ctx = benchContext(connect(app));
  try {
    await seedFleet(owner, ACCOUNTS, INSTANCES_EACH);
    const account = (n: number) => `acc_${String((n % ACCOUNTS) + 1).padStart(6, "0")}`;
    const topUp = (accountId: string, key: string) =>
      bookTopUp(ctx, { accountId, currency: "usd", paymentIntentId: key, net: centsToTicks(cents(1n)) });

    await owner.query("create schema if not exists bench");
    const reference = tpcB(url);
    const many = await perSecond(CLIENTS, (client, turn) =>
      topUp(account(turn * 7919 + client * 104_729), `m${client}_${turn}`),
    );
    const hot = await perSecond(CLIENTS, (client, turn) => topUp(account(0), `h${client}_${turn}`));
    say(`top-ups per second, ${CLIENTS} clients, ${ACCOUNTS} accounts`, many.toFixed(0));
    say("top-ups per second, one hot account", hot.toFixed(0));
    if (reference === null) say("pgbench is not installed: no comparison", "–");
    else {
      say("pgbench TPC-B per second, same server", reference.toFixed(0));
      say("ratio (aim: 0.80)", (many / reference).toFixed(2));
    }

    const value =
      "select sum(meter_balance(settled, accrued, burn, anchor, c.now)) from account_meters, (select app_second() as now) c";
    await owner.query("vacuum analyze account_meters");
    const times: number[] = [];
    for (let turn = 0; turn < 20; turn++) {
      const started = performance.now();
      await owner.query(value);
      times.push(performance.now() - started);
    }
    times.sort((a, b) => a - b);
    say(
      `valuing ${ACCOUNTS} balances, ${ACCOUNTS * INSTANCES_EACH} running, ms (aim: < 5)`,
      (times[10] ?? 0).toFixed(1),
    );

    await letBalancesEnd(owner);
    const ended = performance.now();
    const worker = async () => {
      while ((await catchUpDue(ctx, 500)) > 0);
    };
    await Promise.all([worker(), worker()]);
    const took = (performance.now() - ended) / 1000;
    say(
      `${ACCOUNTS} accounts and ${ACCOUNTS * INSTANCES_EACH} instances at their end, s (aim: < 4)`,
      took.toFixed(2),
    );
    const { rows } = await owner.query(
      "select count(*)::int as open from usage_segments where upper is null",
    );
    const violations = (await verifyMoney(connect(owner), ctx.policies)).flatMap((one) => one.violations);
    say("segments left open / violations", `${rows[0]?.open} / ${violations.length}`);
    for (const violation of violations.slice(0, 5)) say(`  ${violation}`, "");
    if (violations.length > 0) process.exitCode = 1;
  } finally {
    await Promise.all([app.end(), owner.end()]);
  }
});

// Movements of money through the product's own path, against pgbench's TPC-B on the same server, taking turns.
import { randomInt, randomUUID } from "node:crypto";
import { cents, centsToTicks } from "@/lib/domain/money";
import { defaultPolicies } from "@/lib/domain/policies";
import { bookTopUp } from "@/lib/services/money/book-movement";
import { verifyMoney } from "@/lib/services/money/verify";
import { seedCatalogue } from "@/lib/testing/money";
import { addAccounts } from "./support/accounts";
import { customerContext } from "./support/context";
import { pgbench } from "./support/pgbench";
import { median, note, ratio, table, whole } from "./support/print";
import { type BenchDatabase, withDatabase, withServer } from "./support/server";

const CLIENTS = 8;
/** What a web process and a worker with the default pools may have in hand at once. */
const MANY_CLIENTS = 32;
const ACCOUNTS = 10_000;
/** Rows in the ledger before we begin: 100 000 transactions. */
const TOP_UPS_BEFORE = 10;
const ROUNDS = 5;
const SECONDS = 4;

/** Per second. */
type Round = { tpcb: number; many: number; crowd: number; one: number };

/** Movements per second of eight clients, many accounts and one; each beside TPC-B's figure of the same minute. */
export async function money(): Promise<void> {
  await withServer(async (server) => {
    const rival = await pgbench(server);
    await withDatabase(server, "money", MANY_CLIENTS, async (database) => {
      await seedCatalogue(database.db);
      const accounts = await addAccounts(database.owner, ACCOUNTS, TOP_UPS_BEFORE);
      const hot = accounts.slice(0, 1);
      await topUps(database, accounts, MANY_CLIENTS, 2);
      const rounds: Round[] = [];
      for (let round = 0; round < ROUNDS; round++)
        rounds.push({
          tpcb: (await rival?.perSecond(SECONDS)) ?? Number.NaN,
          many: await topUps(database, accounts, CLIENTS, SECONDS),
          crowd: await topUps(database, accounts, MANY_CLIENTS, SECONDS),
          one: await topUps(database, hot, CLIENTS, SECONDS),
        });
      show(rounds);
      await prove(database);
    });
  });
}

/** Distinct payments, each credited once; returns how many per second. */
async function topUps(
  { app }: BenchDatabase,
  accounts: readonly string[],
  clients: number,
  seconds: number,
): Promise<number> {
  const net = centsToTicks(cents(2_500n));
  const from = performance.now();
  const until = from + seconds * 1000;
  let booked = 0;
  const client = async () => {
    while (performance.now() < until) {
      const accountId = accounts[randomInt(accounts.length)] ?? "";
      const ctx = customerContext(app, accountId);
      await bookTopUp(ctx, { accountId, currency: "usd", paymentIntentId: `pi_${randomUUID()}`, net });
      booked++;
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return (booked * 1000) / (performance.now() - from);
}

function show(rounds: readonly Round[]): void {
  const of = (name: keyof Round) => median(rounds.map((round) => round[name]));
  const against = (name: keyof Round) => ratio(median(rounds.map((round) => round[name] / round.tpcb)));
  table(
    `Movements of money, ${CLIENTS} clients, ${ROUNDS} rounds in turn`,
    ["", "per second", "of TPC-B"],
    [
      ["pgbench TPC-B, prepared, scale 50", whole(of("tpcb")), "1.00 ×"],
      [`top-ups, ${whole(ACCOUNTS)} accounts`, whole(of("many")), against("many")],
      [`the same, ${MANY_CLIENTS} clients`, whole(of("crowd")), against("crowd")],
      ["top-ups, one account", whole(of("one")), against("one")],
    ],
  );
}

async function prove({ db }: BenchDatabase): Promise<void> {
  const verdicts = await verifyMoney(db, defaultPolicies);
  const violated = verdicts.filter(({ violations }) => violations.length > 0);
  note(
    violated.length === 0
      ? `The ledger holds: ${verdicts.length} invariants.`
      : `VIOLATED: ${violated.map(({ name }) => name).join("; ")}`,
  );
}

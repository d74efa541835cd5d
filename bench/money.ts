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
const ACCOUNTS = 10_000;
/** Rows in the ledger before we begin: 100 000 transactions. */
const TOP_UPS_BEFORE = 10;
const ROUNDS = 5;
const SECONDS = 4;

/** Movements per second of eight clients, many accounts and one; each beside TPC-B's figure of the same minute. */
export async function money(): Promise<void> {
  await withServer(async (server) => {
    const rival = await pgbench(server);
    await withDatabase(server, "money", CLIENTS, async (database) => {
      await seedCatalogue(database.db);
      const accounts = await addAccounts(database.owner, ACCOUNTS, TOP_UPS_BEFORE);
      const hot = accounts.slice(0, 1);
      await topUps(database, accounts, 1);
      const rounds: { tpcb: number; many: number; one: number }[] = [];
      for (let round = 0; round < ROUNDS; round++)
        rounds.push({
          tpcb: (await rival?.perSecond(SECONDS)) ?? Number.NaN,
          many: await topUps(database, accounts, SECONDS),
          one: await topUps(database, hot, SECONDS),
        });
      show(rounds);
      await prove(database);
    });
  });
}

/** Distinct payments, each credited once; returns how many per second. */
async function topUps({ app }: BenchDatabase, accounts: readonly string[], seconds: number): Promise<number> {
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
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return (booked * 1000) / (performance.now() - from);
}

function show(rounds: readonly { tpcb: number; many: number; one: number }[]): void {
  const of = (name: "tpcb" | "many" | "one") => median(rounds.map((round) => round[name]));
  const against = (name: "many" | "one") => ratio(median(rounds.map((round) => round[name] / round.tpcb)));
  table(
    `Movements of money, ${CLIENTS} clients, ${ROUNDS} rounds in turn`,
    ["", "per second", "of TPC-B"],
    [
      ["pgbench TPC-B, prepared, scale 50", whole(of("tpcb")), "1.00 ×"],
      [`top-ups, ${whole(ACCOUNTS)} accounts`, whole(of("many")), against("many")],
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

// npm run verify:ledger -- [database url]: proves the rules of MONEY on a live database. Without an address it takes
// the one in <data>/endpoints.json. The payment provider is asked too, where one is known: STRIPE_SECRET_KEY, or the data
// folder's own sandbox. Ends with 1 when anything is violated, with 2 when it could not look.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createStripePayments } from "@/lib/adapters/stripe/payments";
import { defaultPolicies } from "@/lib/domain/policies";
import { connect, poolFor } from "@/lib/server/database";
import type { Database } from "@/lib/services/context";
import { type Verdict, verifyMoney } from "@/lib/services/money/verify";
import { CLEARING, type NotAsked, verifyClearing } from "@/lib/services/money/verify-clearing";

const SHOWN = 10;

/** A field of a file that `npm start` writes into the data folder; null: there is none. */
function remembered(file: string, field: string): string | null {
  try {
    const path = join(process.env.WATTSECOND_DATA ?? ".data", file);
    const content: unknown = JSON.parse(readFileSync(path, "utf8"));
    const value: unknown =
      typeof content === "object" && content !== null ? Reflect.get(content, field) : undefined;
    return typeof value === "string" ? value : null;
  } catch {
    return null;
  }
}

function databaseUrl(): string {
  const url = process.argv[2] ?? process.env.DATABASE_URL ?? remembered("endpoints.json", "database");
  if (url) return url;
  throw new Error("no database is known");
}

/** The provider whose books are compared; null: none is known here. */
function provider() {
  const live = process.env.STRIPE_SECRET_KEY;
  const secretKey = live ?? remembered("state.json", "stripeSecretKey");
  const base = process.env.STRIPE_API_BASE ?? (live ? null : remembered("endpoints.json", "stripe"));
  if (secretKey === null || (base === null && !live)) return null;
  return createStripePayments({
    secretKey,
    webhookSecret: "",
    apiBase: base === null ? null : new URL(base),
  });
}

async function askProvider(db: Database): Promise<Verdict | NotAsked> {
  const payments = provider();
  if (payments) return verifyClearing(db, payments);
  return { ...CLEARING, notAsked: "no payment provider is known here; set STRIPE_SECRET_KEY" };
}

function print(verdicts: (Verdict | NotAsked)[]): void {
  for (const { invariant, name, ...one } of verdicts) {
    if ("notAsked" in one) {
      process.stdout.write(`${String(invariant).padStart(2)}  not compared   ${name}: ${one.notAsked}\n`);
      continue;
    }
    const { violations } = one;
    const verdict = violations.length === 0 ? "holds" : `VIOLATED ×${violations.length}`;
    process.stdout.write(`${String(invariant).padStart(2)}  ${verdict.padEnd(14)} ${name}\n`);
    for (const violation of violations.slice(0, SHOWN)) process.stdout.write(`      ${violation}\n`);
    if (violations.length > SHOWN) process.stdout.write(`      … and ${violations.length - SHOWN} more\n`);
  }
}

try {
  const pool = poolFor(databaseUrl(), "reader", 1);
  try {
    const db = connect(pool);
    const verdicts = [...(await verifyMoney(db, defaultPolicies)), await askProvider(db)];
    print(verdicts.sort((a, b) => a.invariant - b.invariant));
    const violated = verdicts.some((verdict) => "violations" in verdict && verdict.violations.length > 0);
    process.exitCode = violated ? 1 : 0;
  } finally {
    await pool.end();
  }
} catch (error) {
  process.stderr.write(
    `The ledger could not be verified: ${error instanceof Error ? error.message : String(error)}. ` +
      "Give the database's address as the first argument, or start the product first.\n",
  );
  process.exitCode = 2;
}

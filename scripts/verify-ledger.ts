// npm run verify:ledger -- [database url]: proves the rules of MONEY on a live database. Without an address it takes
// the one in <data>/endpoints.json. Ends with 1 when anything is violated, with 2 when it could not look.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { defaultPolicies } from "@/lib/domain/policies";
import { connect, poolFor } from "@/lib/server/database";
import { type Verdict, verifyMoney } from "@/lib/services/money/verify";

const SHOWN = 10;

function databaseUrl(): string {
  const given = process.argv[2] ?? process.env.DATABASE_URL;
  if (given) return given;
  const file = join(process.env.WATTSECOND_DATA ?? ".data", "endpoints.json");
  const endpoints: unknown = JSON.parse(readFileSync(file, "utf8"));
  if (typeof endpoints === "object" && endpoints !== null && "database" in endpoints)
    return String(endpoints.database);
  throw new Error(`${file} names no database`);
}

function print(verdicts: Verdict[]): void {
  for (const { invariant, name, violations } of verdicts) {
    const verdict = violations.length === 0 ? "holds" : `VIOLATED ×${violations.length}`;
    process.stdout.write(`${String(invariant).padStart(2)}  ${verdict.padEnd(14)} ${name}\n`);
    for (const violation of violations.slice(0, SHOWN)) process.stdout.write(`      ${violation}\n`);
    if (violations.length > SHOWN) process.stdout.write(`      … and ${violations.length - SHOWN} more\n`);
  }
}

try {
  const pool = poolFor(databaseUrl(), "reader", 1);
  try {
    const verdicts = await verifyMoney(connect(pool), defaultPolicies);
    print(verdicts);
    process.exitCode = verdicts.some((verdict) => verdict.violations.length > 0) ? 1 : 0;
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

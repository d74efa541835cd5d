// npm run demo:advance -- 2h    Moves the demonstration's clock forward: 90s, 45m, 2h, 3d.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { poolFor } from "@/lib/server/database";
import { readSettings } from "@/lib/server/settings";

const SECONDS = new Map([
  ["s", 1n],
  ["m", 60n],
  ["h", 3600n],
  ["d", 86_400n],
]);
const LONGEST = 400n * 86_400n;

function fail(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

function secondsOf(text: string): bigint {
  const [, amount = "", unit = ""] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  const seconds = amount === "" ? 0n : BigInt(amount) * (SECONDS.get(unit) ?? 0n);
  if (seconds <= 0n || seconds > LONGEST)
    fail("Say how far, for example: npm run demo:advance -- 2h   (90s, 45m, 2h, 3d; at most 400d)");
  return seconds;
}

/** The demonstration that runs on this data folder. */
function databaseOf(dataFolder: string): string {
  const file = join(dataFolder, "endpoints.json");
  try {
    return z.object({ database: z.string() }).parse(JSON.parse(readFileSync(file, "utf8"))).database;
  } catch {
    fail(
      `Nothing runs on ${dataFolder}: start the product first (npm start), with the same WATTSECOND_DATA.`,
    );
  }
}

const seconds = secondsOf(process.argv[2] ?? "");
const { dataFolder } = readSettings({ WATTSECOND_DATA: process.env.WATTSECOND_DATA });
const pool = poolFor(databaseOf(dataFolder), "owner", 1);
try {
  const { rows } = await pool.query<{ demonstration: boolean }>(
    "SELECT coalesce(bool_or(demonstration), false) AS demonstration FROM deployment",
  );
  if (rows[0]?.demonstration !== true) fail("This is not a demonstration: its clock is the real one.");
  const moved = await pool.query<{ now: Date }>("SELECT demo_advance($1::bigint) AS now", [
    seconds.toString(),
  ]);
  process.stdout.write(`It is now ${moved.rows[0]?.now.toISOString()}.\n`);
} finally {
  await pool.end();
}

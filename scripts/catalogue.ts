// npm run catalogue -- <file.json> [database url]: makes regions, types, images and prices what the file says. The
// address is the argument, DATABASE_URL, or the one in <data>/endpoints.json, in this order.
import { randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { catalogueComplaints, catalogueFile } from "@/lib/contracts/catalogue-file";
import { poolFor } from "@/lib/server/database";
import { explainDatabaseError, migrateDatabase } from "@/lib/server/migrate";
import { transact } from "@/lib/server/transact";
import { applyCatalogueFile, CatalogueRefused } from "@/lib/services/catalogue/apply-file";

/** What the person can put right; said without a stack. */
class Complaint extends Error {}

function databaseUrl(): string {
  const given = process.argv[3] ?? process.env.DATABASE_URL;
  if (given) return given;
  const file = join(process.env.WATTSECOND_DATA ?? ".data", "endpoints.json");
  if (!existsSync(file))
    throw new Complaint("DATABASE_URL is not set, and no product runs here whose database could be meant.");
  const { database } = JSON.parse(readFileSync(file, "utf8"));
  return String(database);
}

function readFile() {
  const file = process.argv[2];
  if (file === undefined) throw new Complaint("Which file? npm run catalogue -- catalogue.json");
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Complaint(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const parsed = catalogueFile.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new Complaint(
    catalogueComplaints(parsed.error)
      .map((line) => `${file}: ${line}`)
      .join("\n"),
  );
}

async function apply(): Promise<void> {
  const file = readFile();
  const url = databaseUrl();
  const explain = (error: unknown) => {
    throw new Complaint(explainDatabaseError(error, url));
  };
  await migrateDatabase(url).catch(explain);
  const pool = poolFor(url, "app", 1);
  try {
    const { rows } = await pool.query<{ demonstration: boolean }>("SELECT demonstration FROM deployment");
    if (rows[0]?.demonstration)
      throw new Complaint(
        "DATABASE_URL leads to a demonstration's database, which has a catalogue of its own.",
      );
    const facts = {
      ...{ actor: { kind: "system" as const, name: "catalogue" }, subject: null, mode: "system" as const },
      ...{ acting: null, requestId: randomUUID(), ip: null },
    };
    const change = await applyCatalogueFile(
      { ...facts, transact: (work) => transact(pool, facts, work) },
      file,
    );
    const { pricesOpened: opened, pricesClosed: closed, kept } = change;
    process.stdout.write(
      opened + closed === 0
        ? "The price book was like that already.\n"
        : `Prices: ${opened} begin, ${closed} end. What is there keeps its price until its owner has had notice.\n`,
    );
    if (kept.length > 0) process.stdout.write(`Not in the file, and kept: ${kept.join(", ")}\n`);
  } finally {
    await pool.end();
  }
}

try {
  await apply();
} catch (error) {
  if (!(error instanceof Complaint || error instanceof CatalogueRefused)) throw error;
  process.stderr.write(`${error.message}\nNothing was changed.\n`);
  process.exitCode = 1;
}

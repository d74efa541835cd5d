// Run by npm start before anything uses the database.
import { poolFor } from "@/lib/server/database";
import { claimDatabase } from "@/lib/server/deployment";
import { envOrExit } from "@/lib/server/env";
import { explainDatabaseError, migrateDatabase } from "@/lib/server/migrate";
import { SettingsError } from "@/lib/server/settings";

const settings = envOrExit();
const { databaseUrl } = settings;
const owner = poolFor(databaseUrl, "owner", 2);
try {
  await migrateDatabase(databaseUrl);
  await claimDatabase(owner, settings);
} catch (error) {
  const sentence = error instanceof SettingsError ? error.message : explainDatabaseError(error, databaseUrl);
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}
await owner.end();

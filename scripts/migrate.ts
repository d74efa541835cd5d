// npm run db:migrate: for operators who bring the database up to date before they start the product.
import { explainDatabaseError, migrateDatabase } from "@/lib/server/migrate";
import { readSettings, SettingsError } from "@/lib/server/settings";

try {
  const { databaseUrl } = readSettings(process.env);
  if (databaseUrl === null) throw new SettingsError("DATABASE_URL", "is not set.");
  await migrateDatabase(databaseUrl);
  process.stdout.write("The database has the newest schema.\n");
} catch (error) {
  const url = process.env.DATABASE_URL ?? "";
  process.stderr.write(
    `${error instanceof SettingsError ? error.message : explainDatabaseError(error, url)}\n`,
  );
  process.exitCode = 1;
}

// Run by npm start before anything uses the database.
import { seedDemonstration } from "@/drizzle/seed/demonstration";
import { connect, poolFor } from "@/lib/server/database";
import { envOrExit } from "@/lib/server/env";
import { explainDatabaseError, migrateDatabase } from "@/lib/server/migrate";

const { databaseUrl, demonstration } = envOrExit();
try {
  await migrateDatabase(databaseUrl);
} catch (error) {
  process.stderr.write(`${explainDatabaseError(error, databaseUrl)}\n`);
  process.exit(1);
}
if (demonstration) {
  const owner = poolFor(databaseUrl, "owner", 2);
  await seedDemonstration(connect(owner));
  await owner.end();
}

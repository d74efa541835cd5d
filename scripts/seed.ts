// Run by npm start in the demonstration, when the sandboxes answer and before web and worker.
import { databaseNow, seedDemonstration } from "@/drizzle/seed/demonstration";
import { systemContext } from "@/lib/server/assemble";
import { closePools } from "@/lib/server/database";

const ctx = systemContext("seed");
await seedDemonstration(ctx, await databaseNow(ctx));
await closePools();

// npm run epoch:confirm    After the database was restored from a backup: says what is later at the providers; with --yes
// lets the product act on its machines again.
import { systemContext } from "@/lib/server/assemble";
import { closePools } from "@/lib/server/database";
import { envOrExit } from "@/lib/server/env";
import { confirmEpoch, epochState } from "@/lib/services/fleet/epoch";
import { quarantined } from "@/lib/services/fleet/stray";

envOrExit();
const ctx = systemContext("epoch-confirm");
const { epoch, seen } = await epochState(ctx);
if (seen <= epoch) process.stdout.write(`No machine is later than this database (epoch ${epoch}).\n`);
else if (process.argv.includes("--yes")) {
  await confirmEpoch(ctx);
  process.stdout.write(
    "Confirmed: machines are brought to what this database wants. Those that it does not know stay quarantined; " +
      "one that was never ready is removed after ten minutes.\n",
  );
} else {
  const machines = await quarantined(ctx);
  process.stdout.write(
    `Machines carry epoch ${seen}, this database is at ${epoch}: it seems to be restored from a backup. ` +
      "Until you confirm, machines are only observed.\n" +
      machines
        .map(({ regionId, name, host }) => `  not known here: ${name} on ${host} in ${regionId}\n`)
        .join("") +
      "Restore a newer backup, or: npm run epoch:confirm -- --yes\n",
  );
  process.exitCode = 1;
}
await closePools();

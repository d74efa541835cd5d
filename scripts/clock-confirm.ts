// npm run clock:confirm    After a jump of the database's clock: says why money stands still; with --yes lets it go on.
import { systemContext } from "@/lib/server/assemble";
import { closePools } from "@/lib/server/database";
import { envOrExit } from "@/lib/server/env";
import { clockState, confirmClock } from "@/lib/services/clock/guard";

envOrExit();
const ctx = systemContext("clock-confirm");
const state = await clockState(ctx);
if (state === null) process.stdout.write("The clock is trusted; nothing is halted.\n");
else if (process.argv.includes("--yes")) {
  await confirmClock(ctx);
  process.stdout.write("Confirmed: money goes on.\n");
} else {
  process.stdout.write(
    `Money stands still since ${state.haltedAt}: ${state.reason}.\n` +
      "Check the database server's clock. When it is right: npm run clock:confirm -- --yes\n",
  );
  process.exitCode = 1;
}
await closePools();

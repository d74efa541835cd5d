// npm run worker. Any number of these may run against one database.
import { closePools } from "@/lib/server/database";
import { envOrExit } from "@/lib/server/env";
import { announceReady, endGracefully } from "@/lib/server/lifecycle";
import { log } from "@/lib/server/log";
import { type Loop, start } from "./loops";
import { paymentsLoop } from "./payments-sweep";

envOrExit();

const loops: Loop[] = [paymentsLoop];
// An empty list of loops would let the process end.
const staysAlive = setInterval(() => {}, 60_000);

const running = start(loops);
endGracefully(async () => {
  await running.stop();
  clearInterval(staysAlive);
  await closePools();
});
log.info("worker ready", { loops: loops.map(({ name }) => name).join(" ") });
announceReady();

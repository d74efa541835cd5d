// npm run worker. Any number of these may run against one database.
import { systemContext } from "@/lib/server/assemble";
import { followClusters, stopFollowingClusters } from "@/lib/server/clusters";
import { closePools } from "@/lib/server/database";
import { envOrExit } from "@/lib/server/env";
import { notifier } from "@/lib/server/hints";
import { announceReady, endGracefully } from "@/lib/server/lifecycle";
import { log } from "@/lib/server/log";
import { type Loop, start } from "./loops";
import { machineLoops } from "./machine-loops";
import { paymentsLoop } from "./payments-sweep";
import { queueLoop } from "./queue";
import { tasks } from "./tasks";

const { databaseUrl } = envOrExit();
await followClusters();

const loops: Loop[] = [
  ...machineLoops(),
  paymentsLoop(systemContext("payments")),
  queueLoop(databaseUrl, tasks()),
];
const running = start(loops);
endGracefully(async () => {
  await running.stop();
  stopFollowingClusters();
  await notifier().flush();
  await closePools();
});
log.info("worker ready", { loops: loops.map(({ name }) => name).join(" ") });
announceReady();

import { Logger, run, type TaskList } from "graphile-worker";
import { poolFor } from "@/lib/server/database";
import { env } from "@/lib/server/env";
import { log } from "@/lib/server/log";
import { cronItems, tasks } from "./tasks";

const CONCURRENCY = 4;

/** graphile-worker speaks of every job; only what needs eyes is passed on. */
const logger = new Logger(() => (level, message) => {
  if (level === "error") log.error("queue", { message });
  if (level === "warning") log.warn("queue", { message });
});

/**
 * Mail, webhooks out and what the calendar brings: nothing that moves machines or money waits here. A loop of the
 * worker: works jobs until `signal` aborts, then finishes what it has in hand.
 */
export const queueLoop = {
  name: "queue",
  async run(signal: AbortSignal): Promise<void> {
    // The queue's tables belong to the owner; the tasks themselves act through their own contexts.
    const pool = poolFor(env().databaseUrl, "owner", CONCURRENCY + 2);
    // A connection that breaks while a job holds it is the job's failure, not the process's.
    pool.on("connect", (client) => client.on("error", () => {}));
    try {
      const taskList: TaskList = tasks();
      const runner = await run({
        pgPool: pool,
        taskList,
        parsedCronItems: cronItems,
        concurrency: CONCURRENCY,
        noHandleSignals: true,
        logger,
      });
      const stop = () => void runner.stop().catch(() => {});
      if (signal.aborted) stop();
      signal.addEventListener("abort", stop, { once: true });
      await runner.promise;
    } finally {
      await pool.end();
    }
  },
};

import { Logger, run, type TaskList } from "graphile-worker";
import { poolFor } from "@/lib/server/database";
import { log } from "@/lib/server/log";
import type { Loop } from "./loops";
import { cronItems } from "./tasks";

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
export function queueLoop(databaseUrl: string, taskList: TaskList): Loop {
  return {
    name: "queue",
    async run(signal) {
      // The queue's tables belong to the owner; the tasks themselves act through their own contexts.
      const pool = poolFor(databaseUrl, "owner", CONCURRENCY + 2);
      try {
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
}

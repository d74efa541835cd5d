// A worker's clockwork as a process: tells its parent when it is ready, and when nothing is due any more.
import { once } from "node:events";
import { poolFor } from "@/lib/server/database";
import { catchUpDue } from "@/lib/services/money/catch-up-due";
import { BATCH } from "@/lib/worker/clock/clockwork";
import { workerContext } from "./context";

const pool = poolFor(process.argv[2] ?? "", "app", 1);
const ctx = workerContext(pool);
await catchUpDue(ctx, 1);
process.send?.("ready");
await once(process, "message");
while ((await catchUpDue(ctx, BATCH)) > 0);
process.send?.("done");
await once(process, "disconnect");
await pool.end();

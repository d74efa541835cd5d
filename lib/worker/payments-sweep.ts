import { log } from "@/lib/server/log";
import {
  fetchMissedEvents,
  type SweepResult,
  sweepEvents,
  sweepPayments,
} from "@/lib/services/billing/sweep";
import type { ServiceContext } from "@/lib/services/context";
import { type Loop, repeat } from "./loops";

const REST_MS = 5_000;
/** How often the provider is asked for events whose webhook never came. */
const EVENTS_EVERY_MS = 60_000;

/** Finds every payment that its webhook and its return page have missed. Any number of workers may run it. */
export function paymentsLoop(ctx: ServiceContext): Loop {
  let eventsAt = 0;
  return repeat("payments", async () => {
    report("payments were not looked at", await sweepPayments(ctx));
    if (Date.now() - eventsAt >= EVENTS_EVERY_MS) {
      eventsAt = Date.now();
      await fetchMissedEvents(ctx);
    }
    report("payment events were not processed", await sweepEvents(ctx));
    return REST_MS;
  });
}

function report(what: string, { failed }: SweepResult): void {
  if (failed.length > 0) log.warn(what, { failed: failed.join("; ") });
}

import type { AvailabilityView } from "@/lib/contracts/views";
import { availability } from "@/lib/services/catalogue/availability";
import type { ServiceContext } from "@/lib/services/context";

const KEPT_MS = 1_000;

let kept: { currency: string; since: number; view: Promise<AvailabilityView> } | undefined;

/**
 * Availability for public pages, read at most once a second however many ask: it is the same for everybody, and the
 * live stream corrects what is a second old.
 */
export function sharedAvailability(ctx: Pick<ServiceContext, "db" | "currency">): Promise<AvailabilityView> {
  const now = performance.now();
  if (kept && kept.currency === ctx.currency && now - kept.since < KEPT_MS) return kept.view;
  const mine = { currency: ctx.currency, since: now, view: availability(ctx) };
  kept = mine;
  // Whoever waits for it sees the failure; the next one tries again.
  mine.view.catch(() => {
    if (kept === mine) kept = undefined;
  });
  return mine.view;
}

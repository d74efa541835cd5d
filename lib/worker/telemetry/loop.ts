import { DomainError } from "@/lib/domain/errors";
import type { ServiceContext } from "@/lib/services/context";
import { applyIdleStops } from "@/lib/services/telemetry/apply-idle-stops";
import { tidyReadings } from "@/lib/services/telemetry/roll-up";
import { type Loop, repeat } from "../loops";
import { Collector } from "./collector";

/** The product's clock is asked so often; it may be moved in a demonstration. */
const LOOK_EVERY_MS = 1000;
const TIDY_EVERY_MS = 15_000;
const IDLE_EVERY_MS = 2000;
const HALTED_REST_MS = 5000;

/** One loop per region: one that does not answer holds up no other. */
export function telemetryLoop(ctx: ServiceContext, regionId: string): Loop {
  const collector = new Collector(ctx, regionId);
  return repeat(`telemetry ${regionId}`, async () => {
    await collector.look();
    return LOOK_EVERY_MS;
  });
}

/** Coarser readings are made of finer ones, and old ones deleted. */
export function tidyReadingsLoop(ctx: ServiceContext): Loop {
  return repeat("readings", async () => {
    await tidyReadings(ctx);
    return TIDY_EVERY_MS;
  });
}

/** What idles is announced and stopped. While the clock is not trusted, nothing is. */
export function idleStopsLoop(ctx: ServiceContext): Loop {
  return repeat("idle stops", async () => {
    try {
      await applyIdleStops(ctx);
      return IDLE_EVERY_MS;
    } catch (error) {
      if (error instanceof DomainError && error.code === "clock_halted") return HALTED_REST_MS;
      throw error;
    }
  });
}

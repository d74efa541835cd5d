import { log } from "@/lib/server/log";
import { recordAvailability } from "@/lib/services/catalogue/record-availability";
import type { ServiceContext } from "@/lib/services/context";
import { noticeRoom } from "@/lib/services/fleet/notice-room";
import { type Loop, repeat, rest } from "../loops";
import { Reconciler, type ReconcilerOptions } from "./reconciler";

const LOOK_EVERY_MS = 5000;
/** A boot is several events; one look after them sees them all. */
const SETTLE_MS = 300;
const ROOM_EVERY_MS = 5000;
const AVAILABILITY_EVERY_MS = 60_000;

/** One loop per region: one that does not answer holds up no other. Events of the provider make it look at once. */
export function reconcilerLoop(
  ctx: ServiceContext,
  regionId: string,
  options: ReconcilerOptions & { lookEveryMs?: number },
): Loop {
  return {
    name: `reconciler ${regionId}`,
    async run(signal) {
      const reconciler = new Reconciler(ctx, regionId, options);
      let wake = () => {};
      ctx.ports.compute(regionId).watch(
        () => wake(),
        () => wake(),
        signal,
      );
      while (!signal.aborted) {
        // What happens while we look makes us look again.
        const woken = new AbortController();
        wake = () => woken.abort();
        await reconciler.look().catch((error: unknown) => {
          log.unexpected("a look at a region failed", error, { region: regionId });
        });
        await rest(options.lookEveryMs ?? LOOK_EVERY_MS, AbortSignal.any([signal, woken.signal]));
        await rest(SETTLE_MS, signal);
      }
    },
  };
}

/** Who waits for room is told within seconds of it, whatever made it: a stop, a host that is back, a new card. */
export function roomWaitsLoop(ctx: ServiceContext): Loop {
  return repeat("room waits", async () => {
    await noticeRoom(ctx);
    return ROOM_EVERY_MS;
  });
}

/** The strip of the last seven days. */
export function availabilityLoop(ctx: ServiceContext): Loop {
  return repeat("availability", async () => {
    await recordAvailability(ctx);
    return AVAILABILITY_EVERY_MS;
  });
}

import type { ServiceContext } from "@/lib/services/context";
import { announceVolumePrices } from "@/lib/services/volumes/announce-prices";
import { type Loop, repeat } from "../loops";

const LOOK_EVERY_MS = 30_000;
const ACCOUNTS_AT_ONCE = 100;

/** Owners of volumes are told of another price soon after an operator has set it. */
export function volumePricesLoop(ctx: ServiceContext): Loop {
  return repeat("volume prices", async () =>
    (await announceVolumePrices(ctx, ACCOUNTS_AT_ONCE)) === ACCOUNTS_AT_ONCE ? 0 : LOOK_EVERY_MS,
  );
}

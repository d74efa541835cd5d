import { announcePrices, type Due, type PriceSource } from "@/lib/services/catalogue/announce-prices";
import type { ServiceContext } from "@/lib/services/context";
import { instancePrices } from "@/lib/services/instances/prices";
import { volumePrices } from "@/lib/services/volumes/prices";
import { type Loop, repeat } from "./loops";

const LOOK_EVERY_MS = 30_000;
const ACCOUNTS_AT_ONCE = 100;

/** Owners of instances and volumes are told of another price soon after an operator has set it. */
export const priceLoops = (ctx: ServiceContext): Loop[] => [
  announcing(ctx, "instance prices", instancePrices),
  announcing(ctx, "volume prices", volumePrices),
];

const announcing = <D extends Due>(ctx: ServiceContext, name: string, source: PriceSource<D>): Loop =>
  repeat(name, async () =>
    (await announcePrices(ctx, source, ACCOUNTS_AT_ONCE)) === ACCOUNTS_AT_ONCE ? 0 : LOOK_EVERY_MS,
  );
